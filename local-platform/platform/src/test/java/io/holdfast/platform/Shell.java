package io.holdfast.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs programs and takes what they say. */
final class Shell {

    private Shell() {}

    /**
     * @param code with which it ended; -1 if it was ended because it took too long
     * @param text all it said on both channels, in order
     */
    record Said(int code, String text) {

        Said expectSuccess() {
            if (code != 0) {
                throw new AssertionError("Ended with %d:%n%s".formatted(code, text));
            }
            return this;
        }
    }

    /** In the checkout. */
    static Said run(Duration patience, Map<String, String> environment, List<String> command) {
        return run(patience, RunningHoldfast.checkout(), environment, command);
    }

    static Said run(Duration patience, Path directory, Map<String, String> environment, List<String> command) {
        try {
            Path output = Files.createTempFile("said", ".txt");
            try {
                Process process = start(directory, environment, command, output);
                if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    process.destroyForcibly();
                    return new Said(
                            -1, "%s%nNot done after %s: %s".formatted(Files.readString(output), patience, command));
                }
                return new Said(process.exitValue(), Files.readString(output));
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted", e);
        }
    }

    /** In the checkout. */
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
