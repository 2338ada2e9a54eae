package io.holdfast.chaos;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.json.JsonMapper;

/** Every request and its answer: in a file of JSON lines for people, and in memory for the rules. */
final class History implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final long startMillis = System.currentTimeMillis();
    private final long startNanos = System.nanoTime();
    private final AtomicLong numbers = new AtomicLong();
    private final List<Exchange> exchanges = new ArrayList<>();
    private final BufferedWriter file;

    History(Path file) throws IOException {
        this.file = Files.newBufferedWriter(file);
    }

    /** Milliseconds since 1970, by a clock that never goes back. */
    long now() {
        return startMillis + (System.nanoTime() - startNanos) / 1_000_000;
    }

    long nextNumber() {
        return numbers.incrementAndGet();
    }

    synchronized void add(Exchange exchange) {
        exchanges.add(exchange);
        try {
            file.write(JSON.writeValueAsString(exchange.values()));
            file.newLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    synchronized List<Exchange> all() {
        return List.copyOf(exchanges);
    }

    @Override
    public synchronized void close() throws IOException {
        file.close();
    }
}
