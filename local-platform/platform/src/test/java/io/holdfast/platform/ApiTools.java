package io.holdfast.platform;

import io.holdfast.platform.Shell.Output;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Programs of others that use the API from outside. {@code ./holdfast test} fetches them (infra/scripts/tools.sh); where one is missing, its
 * test is skipped by name.
 */
enum ApiTools {
    NEWMAN,
    HTTPYAC,
    SCHEMATHESIS;

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** Runs it in {@code directory}. */
    Output run(Path directory, List<String> arguments, Map<String, String> environment) {
        return Shell.run(PATIENCE, directory, environment, command(executable(), arguments));
    }

    private Path executable() {
        String program = name().toLowerCase(Locale.ROOT);
        Path executable =
                RunningHoldfast.checkout().resolve(".holdfast/tools/bin").resolve(program);
        Assumptions.assumeTrue(
                Files.isExecutable(executable),
                () -> "There is no %s: ./holdfast test fetches it".formatted(executable));
        return executable;
    }

    private static List<String> command(Path program, List<String> arguments) {
        return Stream.concat(Stream.of(program.toString()), arguments.stream()).toList();
    }
}
