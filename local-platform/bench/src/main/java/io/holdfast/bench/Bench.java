package io.holdfast.bench;

import io.holdfast.local.Directories;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code ./holdfast bench}. */
public final class Bench {

    private Bench() {}

    public static void main(String[] arguments) throws Exception {
        BenchOptions options;
        try {
            options = BenchOptions.parse(arguments);
        } catch (BenchOptions.BadOption e) {
            System.err.println(e.getMessage() + ". ./holdfast bench --help lists what there is.");
            System.exit(2);
            return;
        }
        // On the disk that the system's data would be on: with a /tmp in memory the database would be too fast.
        Files.createDirectories(options.out());
        Path directory = Files.createTempDirectory(options.out(), "data-");
        try {
            switch (options.what()) {
                case "claims" -> ClaimsBench.run(options, directory);
                case "journey" -> JourneyBench.run(options, directory);
                case "expiry" -> ExpiryBench.run(options, directory);
                case "reads", "pages" -> ReadsBench.run(options, directory);
                case "streams" -> StreamsBench.run(options, directory);
                case "queue" -> QueueBench.run(options, directory);
                case "rush" -> RushBench.run(options, directory);
                case "beside" -> BesideBench.run(options, directory);
                case "seats" -> SeatsBench.run(options, directory);
                case "search" -> SearchBench.run(options);
                default -> OrdersBench.run(options, directory);
            }
        } finally {
            Directories.delete(directory);
        }
        System.exit(0);
    }
}
