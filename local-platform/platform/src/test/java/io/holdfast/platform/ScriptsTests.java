package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathFactory;
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

    /** In a new checkout, {@code ./holdfast build} finds no jar of a module's tests: it makes none. */
    @Test
    void whatIsBuiltWithoutTestsNeedsNoJarsOfTests() throws Exception {
        Path checkout = RunningHoldfast.checkout();
        Set<Path> testsOnly =
                Set.of(checkout.resolve("testing/integration/pom.xml"), checkout.resolve("testing/standards/pom.xml"));
        XPath xpath = XPathFactory.newInstance().newXPath();
        DocumentBuilder parser = DocumentBuilderFactory.newInstance().newDocumentBuilder();

        Map<Path, String> needed = new TreeMap<>();
        for (Path pom : poms(checkout)) {
            String jars = xpath.evaluate(
                    "/project/dependencies/dependency[type = 'test-jar']/artifactId", parser.parse(pom.toFile()));
            if (!jars.isEmpty()) {
                needed.put(pom, jars);
            }
        }

        assertThat(needed.keySet()).isEqualTo(testsOnly);
    }

    private static List<Path> poms(Path checkout) throws IOException {
        try (Stream<Path> files = Files.find(
                checkout,
                4,
                (file, attributes) ->
                        file.endsWith("pom.xml") && !file.toString().contains("/target/"))) {
            return files.toList();
        }
    }

    @Test
    void aStageThatPassedIsSkippedUntilWhatItCoversChanges(@TempDir Path directory) throws IOException {
        Path code = Files.writeString(directory.resolve("Lane.java"), "class Lane {}");
        assertThat(stages(directory, "note_begun $begun embedded; remember $begun embedded"))
                .isEmpty();
        assertThat(stages(directory, "has_passed embedded")).startsWith("Skipping the stage embedded:");

        Files.writeString(code, "class Lane { int n; }");

        assertThat(stages(directory, "has_passed embedded || echo again")).isEqualTo("again\n");
    }

    @Test
    void aStageHasNotPassedWithWhatWasChangedWhileItRan(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("Lane.java"), "class Lane {}");

        assertThat(
                        stages(
                                directory,
                                "note_begun $begun embedded; echo 'class Lane { int n; }' >$here/Lane.java; remember $begun embedded"))
                .startsWith("The stage embedded passed, but what it covers was changed while it ran");
        assertThat(stages(directory, "has_passed embedded || echo again")).isEqualTo("again\n");
    }

    @Test
    void aStageRunsAgainOnAnotherServerBehindTheSameScript(@TempDir Path directory) throws IOException {
        Path checkout = Files.createDirectory(directory.resolve("checkout"));
        Files.writeString(checkout.resolve("Lane.java"), "class Lane {}");
        Path server = Files.createDirectory(directory.resolve("server"));
        program(server.resolve("documentdb"), "exec \"$(dirname \"$0\")/real\"");
        Files.writeString(server.resolve("real"), "1");
        String onServer = "PATH='%s':$PATH; ".formatted(server);
        stages(checkout, onServer + "note_begun $begun embedded; remember $begun embedded");
        assertThat(stages(checkout, onServer + "has_passed embedded")).startsWith("Skipping");

        Files.writeString(server.resolve("real"), "another");

        assertThat(stages(checkout, onServer + "has_passed embedded || echo again"))
                .isEqualTo("again\n");
    }

    /** In a checkout of its own, whose stage {@code embedded} has run to its end. */
    private static String stages(Path checkout, String commands) throws IOException {
        Path target = checkout.resolve("target");
        Path reports = Files.createDirectories(checkout.resolve("testing/integration/target/failsafe-reports"));
        Files.writeString(
                reports.resolve("embedded.xml"), "<summary><completed>605</completed><skipped>0</skipped></summary>");
        Map<String, String> environment = Map.of(
                "JAVA_HOME",
                System.getProperty("java.home"),
                "XDG_CACHE_HOME",
                target.resolve("cache").toString());
        return sh(
                environment,
                "here='%s'; . \"$scripts/stages.sh\"; begun=$here/target/begun; mkdir -p $begun; %s"
                        .formatted(checkout, commands));
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
