package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    /** Installed, Debian's package would run a server without passwords from then on. */
    @Test
    void natsServerIsUnpackedNotInstalled(@TempDir Path directory) throws IOException {
        program(directory.resolve("apt-get"), "[ \"$1\" = download ] && : >\"${3}_1_amd64.deb\"");
        program(
                directory.resolve("dpkg-deb"),
                "mkdir -p usr/sbin && printf '#!/bin/sh\\n' >usr/sbin/nats-server && chmod +x usr/sbin/nats-server");
        Map<String, String> fresh = Map.of(
                "PATH",
                directory + ":/usr/bin:/bin",
                "XDG_CACHE_HOME",
                directory.resolve("cache").toString());

        // This machine may have one.
        String printed = sh(
                fresh,
                "has_nats() { [ -x $unpacked_nats/usr/sbin/nats-server ]; }; need_nats; need_nats; printf %s $PATH");

        Path unpacked = directory.resolve("cache/holdfast/nats-server");
        assertThat(printed)
                .startsWith(
                        "Unpacking Debian's package nats-server to %s: it carries the messages between the services.\n"
                                .formatted(unpacked))
                .endsWith("\n%s:/usr/sbin:%s/usr/sbin".formatted(fresh.get("PATH"), unpacked))
                .hasLineCount(2);
    }

    private static void program(Path file, String commands) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + commands + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static List<String> names(String environment) {
        return environment.lines().map(line -> line.replaceFirst("=.*", "")).toList();
    }

    private static String sh(Map<String, String> environment, String commands) {
        Path checkout = RunningHoldfast.checkout();
        String sourced =
                "set -eu; unset HOLDFAST_MESSAGING_SERVERS; here='%s'; scripts=$here/infra/scripts; . \"$scripts/install.sh\"; . \"$scripts/build.sh\"; %s"
                        .formatted(checkout, commands);
        return Shell.run(Duration.ofMinutes(1), environment, List.of("sh", "-c", sourced))
                .expectSuccess()
                .text();
    }
}
