package io.holdfast.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** An open stream of Server-Sent Events, read by a virtual thread, that counts what comes and keeps the latest. */
final class EventStream implements AutoCloseable {

    private static final int SMALL = 2_048;

    private final Socket socket;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition came = lock.newCondition();
    private int count;
    private long lastAt;
    private String last = "";
    private boolean over;

    EventStream(int port, String path) throws IOException {
        this(port, path, "");
    }

    /** @param token of a session; empty for none */
    EventStream(int port, String path, String token) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        String request = "GET %s HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n%s\r\n"
                .formatted(path, token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n");
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        Thread.ofVirtual().start(this::read);
    }

    private void read() {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8), SMALL)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.startsWith("data:")) {
                    event(line.substring("data:".length()));
                }
            }
        } catch (IOException e) {
            // Closed by either side.
        }
        end();
    }

    private void event(String data) {
        lock.lock();
        try {
            count++;
            lastAt = System.nanoTime();
            last = data;
            came.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void end() {
        lock.lock();
        try {
            over = true;
            came.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** How many events have come. */
    int count() {
        lock.lock();
        try {
            return count;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until more than {@code seen} events have come, and returns when the latest came, by {@link System#nanoTime()}.
     *
     * @throws IllegalStateException when the stream ended, or nothing came in time
     */
    long await(int seen, int seconds) throws InterruptedException {
        return await(() -> count > seen, seconds);
    }

    /** The same, until the data of the latest event is as it should. */
    long awaitData(Predicate<String> right, int seconds) throws InterruptedException {
        return await(() -> count > 0 && right.test(last), seconds);
    }

    private long await(BooleanSupplier there, int seconds) throws InterruptedException {
        long left = TimeUnit.SECONDS.toNanos(seconds);
        lock.lock();
        try {
            while (!there.getAsBoolean()) {
                left = over ? 0 : came.awaitNanos(left);
                if (left <= 0) {
                    throw new IllegalStateException(over ? "A stream ended" : "A stream was not updated in time");
                }
            }
            return lastAt;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // It is of no use any more.
        }
    }
}
