package io.holdfast.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ChaosOptionsTests {

    @Test
    void optionsAreRead() {
        ChaosOptions options = ChaosOptions.parse(
                new String[] {"--minutes", "0.5", "--seed", "7", "--only", "kill-broker,slow-network"});
        assertThat(options.time()).isEqualTo(Duration.ofSeconds(30));
        assertThat(options.seed()).isEqualTo(7);
        assertThat(options.only()).containsExactlyInAnyOrder("kill-broker", "slow-network");
    }

    @Test
    void withoutOptionsItTakesTenMinutesAndASeedOfItsOwn() {
        assertThat(ChaosOptions.parse(new String[0]).time()).isEqualTo(Duration.ofMinutes(10));
        assertThat(ChaosOptions.parse(new String[0]).seed()).isPositive();
    }

    /** {@code ./holdfast} refuses kinds that are not there. */
    @Test
    void itsHelpNamesAllFaults() throws IOException {
        assertThat(Files.readString(Path.of("../../infra/scripts/help/chaos.txt"))
                        .split("[\\s,]+"))
                .containsAll(FaultKind.words());
    }

    @Test
    void whatIsNoOptionIsRefused() {
        for (String[] arguments : new String[][] {
            {"--minutes"}, {"--minutes", "-1"}, {"--minutes", "ten"}, {"--only", "earthquake"}, {"--loud"}
        }) {
            assertThatThrownBy(() -> ChaosOptions.parse(arguments)).isInstanceOf(ChaosOptions.BadOption.class);
        }
    }
}
