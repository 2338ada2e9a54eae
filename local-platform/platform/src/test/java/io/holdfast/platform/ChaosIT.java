package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.local.DatabaseKind;
import io.holdfast.local.Directories;
import io.holdfast.platform.Shell.Output;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Three minutes of {@code ./holdfast chaos}, with a new seed in each run. */
@Tag("chaos")
class ChaosIT {

    /** Of faults; what comes before and after takes as long as it needs. */
    private static final String MINUTES = "3";

    private static final Duration PATIENCE = Duration.ofMinutes(30);

    @Test
    void nothingIsWrongAfterFaults() throws IOException {
        Assumptions.assumeTrue(
                DatabaseKind.program(System.getenv()).isPresent(), "There is no database server to make faults in");
        Path results = RunningHoldfast.checkout().resolve("local-platform/chaos/target/stage");
        Directories.delete(results);
        try (FileChannel _ = RunningHoldfast.awaitTurn()) {
            Output output = Shell.run(
                    PATIENCE,
                    Map.of(),
                    List.of("./holdfast", "chaos", "--no-build", "--minutes", MINUTES, "--out", results.toString()));
            assertThat(output.code()).as(output.text()).isZero();
        }
    }
}
