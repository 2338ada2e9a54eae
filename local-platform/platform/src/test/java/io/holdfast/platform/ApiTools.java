package io.holdfast.platform;

import io.holdfast.local.Executables;
import io.holdfast.platform.Shell.Said;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Programs of others that look at the interface from outside. Each is fetched once, in a fixed version, into
 * {@code .holdfast/tools}; where it cannot be had, its test is skipped and says why.
 */
enum ApiTools {
    NEWMAN("newman", "6.2.2"),
    HTTPYAC("httpyac", "6.16.7"),
    SCHEMATHESIS("schemathesis", "4.32.5");

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** Behind a proxy that nobody told it of, npm would try for a quarter of an hour. */
    private static final Duration FETCHING = Duration.ofMinutes(3);

    private final String program;
    private final String version;

    ApiTools(String program, String version) {
        this.program = program;
        this.version = version;
    }

    /** Runs it in {@code directory}. */
    Said run(Path directory, List<String> arguments, Map<String, String> environment) throws IOException {
        return Shell.run(PATIENCE, directory, environment, command(installed(), arguments));
    }

    private Path installed() throws IOException {
        Path home = RunningHoldfast.checkout().resolve(".holdfast/tools").resolve(program + "-" + version);
        Path executable =
                home.resolve(this == SCHEMATHESIS ? "bin" : "node_modules/.bin").resolve(program);
        Path complete = home.resolve("complete");
        if (!Files.exists(complete)) {
            Files.createDirectories(home);
            if (this == SCHEMATHESIS) {
                fetch(home, need("python3"), List.of("-m", "venv", home.toString()));
                fetch(home, executable.resolveSibling("pip"), List.of("install", "-q", program + "==" + version));
            } else {
                fetch(
                        home,
                        need("npm"),
                        List.of(
                                "install",
                                "--no-audit",
                                "--no-fund",
                                "--prefix",
                                home.toString(),
                                program + "@" + version));
            }
            Files.createFile(complete);
        }
        return executable;
    }

    private Path need(String name) {
        return Executables.find(name)
                .orElseGet(() -> Assumptions.abort("There is no %s here, which %s needs".formatted(name, program)));
    }

    private void fetch(Path directory, Path installer, List<String> arguments) {
        Said said = Shell.run(FETCHING, directory, Map.of(), command(installer, arguments));
        Assumptions.assumeTrue(
                said.code() == 0, () -> "%s %s cannot be fetched: %s".formatted(program, version, said.text()));
    }

    private static List<String> command(Path program, List<String> arguments) {
        return Stream.concat(Stream.of(program.toString()), arguments.stream()).toList();
    }
}
