package io.holdfast.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs programs and captures their output. */
final class Shell {

    private Shell() {}

    /**
     * @param code its exit code; -1 if it was ended because it took too long
     * @param text its standard output and standard error, in order
     */
    record Output(int code, String text) {

        Output expectSuccess() {
            if (code != 0) {
                throw new AssertionError("Ended with %d:%n%s".formatted(code, text));
            }
            return this;
        }
    }

    /** Runs a program in the checkout. */
    static Output run(Duration patience, Map<String, String> environment, List<String> command) {
        return run(patience, RunningHoldfast.checkout(), environment, command);
    }

    static Output run(Duration patience, Path directory, Map<String, String> environment, List<String> command) {
        try {
            Path file = Files.createTempFile("output", ".txt");
            try {
                Process process = start(directory, environment, command, file);
                if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    process.destroyForcibly();
                    return new Output(
                            -1, "%s%nNot done after %s: %s".formatted(Files.readString(file), patience, command));
                }
                return new Output(process.exitValue(), Files.readString(file));
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted", e);
        }
    }

    /** Starts a program in the checkout. */
    static Process start(Map<String, String> environment, List<String> command, Path output) throws IOException {
        return start(RunningHoldfast.checkout(), environment, command, output);
    }

    private static Process start(Path directory, Map<String, String> environment, List<String> command, Path output)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }
}
