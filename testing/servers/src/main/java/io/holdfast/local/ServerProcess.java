package io.holdfast.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A child process with a log file, that does not outlive this JVM.
 *
 * <p>Three things ensure that: {@link EndOfProcess} when the JVM ends in an orderly way; the kernel's parent-death signal, where
 * {@code setpriv} exists (Linux), when the JVM is killed; and a file with its pid, by which the next start in the same directory ends a
 * process that is left over.
 */
public final class ServerProcess {

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);

    /** The parent-death signal is sent when the *thread* that forked ends, so a thread that never ends forks all of them. */
    private static final ExecutorService FORKER = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("process-starter").daemon().factory());

    private static final Optional<Path> SETPRIV = Executables.find("setpriv");
    private static final Optional<Path> SETSID = Executables.find("setsid");

    private final String name;
    private final Process process;
    private final Path log;
    private final Path pidFile;
    private final Runnable atTheEnd = this::end;

    private ServerProcess(String name, Process process, Path log, Path pidFile) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.pidFile = pidFile;
    }

    /**
     * Starts {@code command} with its output appended to {@code directory/<name>.log}.
     *
     * @param environment added to ours
     */
    public static ServerProcess start(
            String name, List<String> command, Path directory, Map<String, String> environment) {
        return start(
                name,
                command,
                directory,
                environment,
                variable -> false,
                Redirect.appendTo(directory.resolve(name + ".log").toFile()));
    }

    /**
     * The same, but its output goes to our own standard output.
     *
     * @param withheld variables of our environment that it does not get
     */
    public static ServerProcess startAloud(
            String name,
            List<String> command,
            Path directory,
            Map<String, String> environment,
            Predicate<String> withheld) {
        return start(name, command, directory, environment, withheld, Redirect.INHERIT);
    }

    private static ServerProcess start(
            String name,
            List<String> command,
            Path directory,
            Map<String, String> environment,
            Predicate<String> withheld,
            Redirect output) {
        Path log = directory.resolve(name + ".log");
        Path pidFile = directory.resolve(name + ".pid");
        try {
            Files.createDirectories(directory);
            endLeftOver(pidFile);
            ProcessBuilder builder = new ProcessBuilder(boundToUs(command))
                    .redirectErrorStream(true)
                    .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(output);
            builder.environment().keySet().removeIf(withheld);
            builder.environment().putAll(environment);
            Process process =
                    CompletableFuture.supplyAsync(() -> fork(builder), FORKER).join();
            Files.writeString(pidFile, process.pid() + " " + startOf(process.toHandle()));
            ServerProcess started = new ServerProcess(name, process, log, pidFile);
            EndOfProcess.stop(started.atTheEnd);
            CompletableFuture<Void> _ = process.onExit().thenRun(() -> EndOfProcess.forget(started.atTheEnd));
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException("Could not start " + name, e);
        }
    }

    private static Process fork(ProcessBuilder builder) {
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> boundToUs(List<String> command) {
        List<String> bound = new ArrayList<>();
        // A session of its own: otherwise Ctrl-C in a terminal would reach it at the same time as us.
        SETSID.ifPresent(setsid -> bound.add(setsid.toString()));
        SETPRIV.ifPresent(setpriv -> bound.addAll(List.of(setpriv.toString(), "--pdeathsig", "TERM")));
        bound.addAll(command);
        return bound;
    }

    private static void endLeftOver(Path pidFile) throws IOException {
        if (!Files.exists(pidFile)) {
            return;
        }
        String[] recorded = Files.readString(pidFile).strip().split(" ", -1);
        // The pid alone could belong to another process by now; together with its start time it cannot.
        Optional<ProcessHandle> leftOver =
                recorded.length == 2 ? ProcessHandle.of(Long.parseLong(recorded[0])) : Optional.<ProcessHandle>empty();
        leftOver.filter(handle -> startOf(handle).equals(recorded[1])).ifPresent(ServerProcess::end);
        Files.deleteIfExists(pidFile);
    }

    private static String startOf(ProcessHandle handle) {
        return handle.info().startInstant().map(Instant::toString).orElse("unknown");
    }

    private static void end(ProcessHandle handle) {
        handle.destroy();
        try {
            handle.onExit()
                    .orTimeout(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        } catch (RuntimeException e) {
            handle.destroyForcibly();
            handle.onExit().join();
        }
    }

    private void end() {
        end(process.toHandle());
    }

    /**
     * Waits until {@code ready} returns true.
     *
     * @throws IllegalStateException if the process ends or the time runs out before that; the message has the log's tail
     */
    public void awaitReady(Duration timeout, BooleanSupplier ready) {
        Instant deadline = Instant.now().plus(timeout);
        while (!ready.getAsBoolean()) {
            if (!process.isAlive()) {
                throw new IllegalStateException("%s ended with exit code %d. Its log, %s, ends with:%n%s"
                        .formatted(name, process.exitValue(), log, tail()));
            }
            if (Instant.now().isAfter(deadline)) {
                stop();
                throw new IllegalStateException("%s was not ready after %d s. Its log, %s, ends with:%n%s"
                        .formatted(name, timeout.toSeconds(), log, tail()));
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for a server", e);
        }
    }

    private String tail() {
        try (Stream<String> lines = Files.lines(log)) {
            List<String> all = lines.toList();
            return String.join(System.lineSeparator(), all.subList(Math.max(0, all.size() - 15), all.size()));
        } catch (IOException | UncheckedIOException e) {
            return "(unreadable: " + e.getMessage() + ")";
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    public Path log() {
        return log;
    }

    /** Completes when the process has ended. */
    public CompletableFuture<Process> onExit() {
        return process.onExit();
    }

    /** Asks it to end and waits; kills it after a while. Does nothing if it has ended. */
    public void stop() {
        end();
        forget();
    }

    /** {@code kill -9} of the process and its children; waits until it has ended. */
    public void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
        forget();
    }

    private void forget() {
        EndOfProcess.forget(atTheEnd);
        try {
            Files.deleteIfExists(pidFile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
