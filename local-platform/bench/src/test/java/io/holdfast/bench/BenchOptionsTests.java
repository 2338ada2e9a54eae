package io.holdfast.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.bench.BenchOptions.BadOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BenchOptionsTests {

    @Test
    void measuresEverythingUnlessToldOtherwise() {
        BenchOptions all = BenchOptions.parse(new String[] {"claims"});
        assertThat(all.wants("hot")).isTrue();

        BenchOptions some = BenchOptions.parse(new String[] {"claims", "--only", "one,stock", "--seconds", "7"});
        assertThat(some.wants("stock")).isTrue();
        assertThat(some.wants("hot")).isFalse();
        assertThat(some.time()).isEqualTo(Duration.ofSeconds(7));
        assertThat(BenchOptions.parse(new String[] {"expiry", "--holds", "7"}).holds())
                .isEqualTo(7);
    }

    /** {@code ./holdfast} refuses parts that are not there. */
    @Test
    void itsHelpNamesAllParts() throws IOException {
        String help = Files.readString(Path.of("../../infra/scripts/help/bench.txt"));
        assertThat(BenchOptions.PARTS).allMatch(part -> help.contains("./holdfast bench %s ".formatted(part)));
    }

    @Test
    void refusesUnknownOptionsAndBadValues() {
        assertThatThrownBy(() -> BenchOptions.parse(new String[] {}))
                .isInstanceOf(BadOption.class)
                .hasMessageContaining("claims");
        assertThatThrownBy(() -> BenchOptions.parse(new String[] {"orders", "--rounds", "0"}))
                .isInstanceOf(BadOption.class)
                .hasMessageContaining("--rounds");
        assertThatThrownBy(() -> BenchOptions.parse(new String[] {"orders", "--fast"}))
                .isInstanceOf(BadOption.class)
                .hasMessageContaining("--fast");
    }

    @Test
    void besideNamesWhatIsComparedWith() {
        assertThat(BenchOptions.parse(new String[] {"beside", "pretix", "--clients", "8"})
                        .clients())
                .containsExactly(8);
        assertThat(BenchOptions.parse(new String[] {"beside", "pretix"}).clients())
                .containsExactly(16, 64);
        assertThatThrownBy(() -> BenchOptions.parse(new String[] {"beside", "--clients", "8"}))
                .isInstanceOf(BadOption.class)
                .hasMessageContaining("pretix");
        assertThatThrownBy(() -> BenchOptions.parse(new String[] {"beside"})).isInstanceOf(BadOption.class);
    }

    @Test
    void asManyComeAsAreAskedFor() {
        BenchOptions options = BenchOptions.parse(new String[] {"rush", "--people", "50", "--streams", "7"});
        assertThat(options.people()).isEqualTo(50);
        assertThat(options.streams()).isEqualTo(7);
        assertThat(BenchOptions.parse(new String[] {"rush"}).people()).isPositive();
    }
}
