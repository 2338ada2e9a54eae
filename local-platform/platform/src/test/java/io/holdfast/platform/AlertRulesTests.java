package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.local.Executables;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The alert rules, tested with Prometheus' own tool. */
class AlertRulesTests {

    private static final Path FILES = RunningHoldfast.checkout().resolve("infra/observability");

    @Test
    void everyAlertFiresWhenItShouldAndIsQuietWhenItShould() throws IOException, InterruptedException {
        assertThat(promtool("test", "rules", "alerts-tests.yml")).contains("SUCCESS");
    }

    @Test
    void prometheusTakesTheConfiguration() throws IOException, InterruptedException {
        assertThat(promtool("check", "config", "prometheus.yml")).contains("SUCCESS");
    }

    /** The one for TLS alone, as it is read with the other: by the tool of a Prometheus that is older than the line which names it. */
    @Test
    void prometheusTakesTheConfigurationForKubernetesWithAndWithoutTls(@TempDir Path directory)
            throws IOException, InterruptedException {
        copy("alerts.yml", directory);
        String plain = copy("prometheus-kubernetes.yml", directory);
        String tls = copy("prometheus-kubernetes-tls.yml", directory);
        assertThat(promtool("check", "config", plain)).contains("SUCCESS");
        assertThat(promtool("check", "config", tls)).contains("SUCCESS");
    }

    /** With pods that are written down: Debian builds its Prometheus without what finds those of Kubernetes. */
    private static String copy(String file, Path directory) throws IOException {
        String text = Files.readString(FILES.resolve(file))
                .replace(
                        "    kubernetes_sd_configs:\n      - role: pod\n        namespaces:\n          names: [holdfast]\n",
                        "    static_configs:\n      - targets: [localhost:1]\n")
                .replaceFirst("scrape_config_files:\n(  .*\n)+", "");
        return Files.writeString(directory.resolve(file), text).toString();
    }

    @Test
    void everyAlertIsTestedBothWays() throws IOException {
        String tests = Files.readString(FILES.resolve("alerts-tests.yml"));
        assertThat(alerts())
                .isNotEmpty()
                .allSatisfy(alert ->
                        assertThat(tests).contains("name: " + alert + " fires", "name: " + alert + " stays quiet"));
    }

    @Test
    void everyServiceIsMissedByName() throws IOException {
        String rules = Files.readString(FILES.resolve("alerts.yml"));
        assertThat(Service.values())
                .allSatisfy(service -> assertThat(rules)
                        .contains("absent(up{job=\"holdfast\", service=\"%s\"} == 1)".formatted(service.module())));
    }

    /** Otherwise alerts reach nobody. */
    @Test
    void alertsAreSentToSomeone() throws IOException {
        for (String configuration : List.of("prometheus.yml", "prometheus-kubernetes.yml")) {
            assertThat(Files.readString(FILES.resolve(configuration))).contains("alertmanagers:\n");
        }
    }

    @Test
    void everyAlertHasARunbook() throws IOException {
        String rules = Files.readString(FILES.resolve("alerts.yml"));
        String operations = Files.readString(RunningHoldfast.checkout().resolve("docs/operations.md"));
        assertThat(alerts()).allSatisfy(alert -> {
            assertThat(rules).contains("runbook: docs/operations.md#" + alert.toLowerCase(Locale.ROOT) + "\n");
            assertThat(operations).containsPattern("(?m)^#+ " + alert + "$");
        });
    }

    private static List<String> alerts() throws IOException {
        return Pattern.compile("- alert: (\\w+)")
                .matcher(Files.readString(FILES.resolve("alerts.yml")))
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }

    private static String promtool(String... arguments) throws IOException, InterruptedException {
        Path program = Optional.ofNullable(System.getenv("HOLDFAST_PROMTOOL"))
                .filter(name -> !name.isBlank())
                .or(() -> Optional.of("promtool"))
                .flatMap(Executables::find)
                .orElseGet(() -> Assumptions.abort(
                        "promtool is neither on PATH nor named by HOLDFAST_PROMTOOL; ./holdfast test fetches it"));
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(FILES.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
