package io.holdfast.bench;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Runs {@code ./holdfast check} on the data of a bench: its figures count only if nothing is wrong. */
final class FinalCheck {

    private FinalCheck() {}

    /**
     * @param where options of the command
     * @throws IllegalStateException when something is wrong, or the check could not look
     */
    static void of(String... where) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(BenchOptions.home().resolve("holdfast").toString(), "check"));
        command.addAll(List.of(where));
        IO.println("\nChecking what is left.");
        Instant began = Instant.now();
        int result = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (result != 0) {
            throw new IllegalStateException("./holdfast check ended with %d: see above".formatted(result));
        }
        IO.println("It took %.1f s."
                .formatted(Duration.between(began, Instant.now()).toMillis() / 1e3));
    }
}
