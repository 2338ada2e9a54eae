package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The functions of {@code ./holdfast}, as it sources them. */
class ScriptsTests {

    private static final Map<String, String> OF_A_DEVELOPER = Map.of(
            "HOLDFAST_MAIL_SMTP", "smtps://tickets:secret@mail.example.org:465",
            "HOLDFAST_WEB_SECURECOOKIES", "true",
            "HOLDFAST_MONGOD", "embedded",
            "SPRING_APPLICATION_JSON", "{}",
            "SERVER_PORT", "80",
            "OTEL_EXPORTER_OTLP_ENDPOINT", "https://traces.example.org");

    @Test
    void trainingGetsNoSettingsOfADeveloper() {
        assertThat(names(sh(OF_A_DEVELOPER, "alone env A_SETTING_OF_ITS_OWN=1 env")))
                .contains("PATH", "A_SETTING_OF_ITS_OWN")
                .doesNotContainAnyElementsOf(OF_A_DEVELOPER.keySet());
    }

    @Test
    void testsGetOnlyTheSettingsThatAreMeantForThem() {
        assertThat(names(sh(OF_A_DEVELOPER, "forget_settings HOLDFAST_MONGOD HOLDFAST_CLUSTER; env")))
                .contains("HOLDFAST_MONGOD")
                .doesNotContain("HOLDFAST_MAIL_SMTP", "HOLDFAST_WEB_SECURECOOKIES", "SERVER_PORT");
    }

    private static List<String> names(String environment) {
        return environment.lines().map(line -> line.replaceFirst("=.*", "")).toList();
    }

    private static String sh(Map<String, String> environment, String commands) {
        Path checkout = RunningHoldfast.checkout();
        String sourced = "set -eu; here=%s; scripts=$here/infra/scripts; . $scripts/install.sh; . $scripts/build.sh; %s"
                .formatted(checkout, commands);
        return Shell.run(Duration.ofMinutes(1), environment, List.of("sh", "-c", sourced))
                .expectSuccess()
                .text();
    }
}
