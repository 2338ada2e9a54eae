package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTests {

    @Test
    void hasSensibleDefaults() {
        assertThat(Options.parse(new String[0]))
                .isEqualTo(new Options(
                        8080, false, Path.of(".holdfast").toAbsolutePath(), false, true, false, 1, 10, false));
    }

    @Test
    void understandsBothSpellingsOfAValue() {
        Options apart = Options.parse(new String[] {"--port", "9000", "--data", "/tmp/x", "--processes"});
        Options together = Options.parse(new String[] {"--port=9000", "--data=/tmp/x", "--processes"});

        assertThat(apart).isEqualTo(together);
        assertThat(apart.portChosen()).isTrue();
    }

    @Test
    void givesReplicasProcessesOfTheirOwn() {
        Options two = Options.parse(new String[] {"--replicas", "2"});

        assertThat(two).isEqualTo(Options.parse(new String[] {"--processes", "--replicas=2"}));
        assertThat(two.replicas()).isEqualTo(2);
        assertThat(two.processes()).isTrue();
        assertThat(Options.parse(new String[] {"--replicas", "1"}).processes()).isFalse();
    }

    @Test
    void thereIsNoDemoDataInProduction() {
        Options options = Options.parse(new String[] {"--port", "9000"});

        assertThat(options.in(Map.of())).isEqualTo(options);
        assertThat(options.in(Map.of("HOLDFAST_WEB_SECURECOOKIES", "true")))
                .isEqualTo(Options.parse(new String[] {"--port", "9000", "--no-demo-data"}));
        assertThat(options.in(Map.of("HOLDFAST_PRODUCTION", "TRUE")).demoData()).isFalse();
        assertThat(options.in(Map.of("HOLDFAST_PRODUCTION", "false", "HOLDFAST_WEB_SECURECOOKIES", "true")))
                .isEqualTo(options);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--port",
                "--port=x",
                "--port=70000",
                "--nonsense",
                "--data=",
                "--replicas",
                "--replicas=0",
                "--replicas=5",
                "--joining=-1"
            })
    void refusesUnknownOptionsAndBadValues(String option) {
        assertThatThrownBy(() -> Options.parse(new String[] {option})).isInstanceOf(Options.BadOption.class);
    }
}
