package io.holdfast.platform;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * {@link RunningHoldfast#shared()}, in a program of its own: the first JVM of tests that asks for it starts it, and it ends when none uses it
 * any more. Each of them has a part of a lock for as long as it does. A lock ends with its JVM, however that ends.
 */
final class SharedHoldfast {

    /** Held by the JVM that looks whether it runs, and starts it if it does not. */
    private static final Path TURN = Path.of("target", "shared-holdfast.turn");

    /** Users have parts of this one; the program waits until it can have the whole. */
    private static final Path USERS = Path.of("target", "shared-holdfast.users");

    /** While it runs: where. */
    private static final Path WHERE = Path.of("target", "shared-holdfast.properties");

    private static final Path LOG = Path.of("target", "shared-holdfast.log");

    /** Longer than it may take to start. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static @Nullable FileChannel use;

    private SharedHoldfast() {}

    /** @param directory of {@link RunningHoldfast} */
    record Where(Path directory, int port) {}

    /** Starts it, if it does not run, and keeps it running until {@link #leave} or the end of this JVM. */
    static Where use() {
        leave(); // where it did not start the last time
        try (FileChannel turn = open(TURN)) {
            FileLock _ = turn.lock();
            FileChannel users = open(USERS);
            // One that is ending has the whole.
            FileLock _ = users.lock(0, Long.MAX_VALUE, true);
            use = users;
            Optional<Where> running = where();
            return running.isPresent() ? running.get() : start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void leave() {
        try {
            if (use != null) {
                use.close();
                use = null;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Where start() throws IOException {
        Process program = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Dholdfast.test.database=" + System.getProperty("holdfast.test.database", "auto"),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        SharedHoldfast.class.getName()))
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(LOG.toFile())
                .start();
        Awaitility.await().atMost(PATIENCE).until(() -> where().isPresent() || !program.isAlive());
        return where().orElseThrow(() -> new IllegalStateException("The shared system ended: see " + LOG));
    }

    /** Empty if it does not run. */
    private static Optional<Where> where() throws IOException {
        if (!Files.exists(WHERE)) {
            return Optional.empty();
        }
        Properties where = new Properties();
        try (Reader reader = Files.newBufferedReader(WHERE)) {
            where.load(reader);
        }
        // One that was killed has left it behind.
        return ProcessHandle.of(Long.parseLong(where.getProperty("pid")))
                .filter(program -> isSince(program, where.getProperty("since")))
                .map(_ -> new Where(
                        Path.of(where.getProperty("directory")), Integer.parseInt(where.getProperty("port"))));
    }

    private static String since(ProcessHandle program) {
        return program.info().startInstant().orElse(Instant.EPOCH).toString();
    }

    /** The time is reckoned from that of the machine, which may have been set since. */
    private static boolean isSince(ProcessHandle program, String since) {
        Duration apart = Duration.between(Instant.parse(since), Instant.parse(since(program)));
        return apart.abs().compareTo(Duration.ofSeconds(2)) < 0;
    }

    /** The program. */
    public static void main(String[] arguments) throws IOException {
        try (FileChannel users = open(USERS);
                RunningHoldfast holdfast = RunningHoldfast.startToShare()) {
            write(holdfast);
            FileLock _ = users.lock();
            // Not there if `target` was cleaned meanwhile.
            Files.deleteIfExists(WHERE);
        }
        System.exit(0);
    }

    private static void write(RunningHoldfast holdfast) throws IOException {
        Properties where = new Properties();
        where.setProperty("pid", String.valueOf(ProcessHandle.current().pid()));
        where.setProperty("since", since(ProcessHandle.current()));
        where.setProperty("directory", holdfast.directory().toString());
        where.setProperty("port", String.valueOf(holdfast.port()));
        Path whole = Path.of(WHERE + ".new");
        try (Writer writer = Files.newBufferedWriter(whole)) {
            where.store(writer, null);
        }
        Files.move(whole, WHERE, StandardCopyOption.ATOMIC_MOVE);
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }
}
