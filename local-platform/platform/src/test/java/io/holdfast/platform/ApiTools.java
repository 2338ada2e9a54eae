package io.holdfast.platform;

import io.holdfast.local.Executables;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

    private final String program;
    private final String version;

    ApiTools(String program, String version) {
        this.program = program;
        this.version = version;
    }

    /** How it ended, and what it said. */
    record Said(int exitCode, String text) {}

    /** Runs it in {@code directory} with everything it says. */
    Said run(Path directory, List<String> arguments, Map<String, String> environment)
            throws IOException, InterruptedException {
        Path executable = installed();
        return said(directory, command(executable, arguments), environment);
    }

    private Path installed() throws IOException, InterruptedException {
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

    private void fetch(Path directory, Path installer, List<String> arguments)
            throws IOException, InterruptedException {
        Said said = said(directory, command(installer, arguments), Map.of());
        Assumptions.assumeTrue(
                said.exitCode() == 0, () -> "%s %s cannot be fetched: %s".formatted(program, version, said.text()));
    }

    private static List<String> command(Path program, List<String> arguments) {
        return Stream.concat(Stream.of(program.toString()), arguments.stream()).toList();
    }

    private static Said said(Path directory, List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Said(process.waitFor(), text);
    }
}
