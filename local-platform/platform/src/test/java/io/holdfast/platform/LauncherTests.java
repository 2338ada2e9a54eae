package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.Shell.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ./holdfast} and {@code ./mvnw} in a checkout that has the scripts only, so that nothing is built or started. */
class LauncherTests {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** Maven, as the launcher sees it. */
    private static final String MAVEN = """
            echo '[INFO] Scanning for projects...'
            echo '[INFO] Building Holdfast identity provider for tests 1.0.0-SNAPSHOT           [3/20]'
            echo '[INFO] Building jar: /somewhere/identity-provider.jar'
            """;

    @TempDir
    private Path directory;

    private Path checkout;

    @BeforeEach
    void checkOut() throws IOException {
        Path original = RunningHoldfast.checkout();
        checkout = Files.createDirectories(directory.resolve("my events/holdfast"));
        for (String part : List.of("holdfast", "infra", "testing")) {
            Files.createSymbolicLink(checkout.resolve(part), original.resolve(part));
        }
        Files.createFile(
                Files.createDirectory(checkout.resolve("orders-service")).resolve("pom.xml"));
    }

    /** JUnit warns of links that lead out of the directory. */
    @AfterEach
    void removeLinks() throws IOException {
        try (Stream<Path> files = Files.list(checkout)) {
            for (Path link : files.filter(Files::isSymbolicLink).toList()) {
                Files.delete(link);
            }
        }
    }

    @Test
    void everyCommandHasAHelp() throws IOException {
        List<String> commands = Pattern.compile("(?m)^  \\./holdfast ([a-z]+)")
                .matcher(holdfast("help").text())
                .results()
                .map(match -> match.group(1))
                .filter(command -> !command.equals("help"))
                .toList();

        assertThat(commands).hasSizeGreaterThan(14).contains("run", "unit", "images");
        for (String command :
                Stream.concat(commands.stream(), Stream.of("restore")).toList()) {
            Output help = holdfast(command, "--help");
            assertThat(help.code()).as(command).isZero();
            assertThat(help.text()).contains("./holdfast " + command);
            assertThat(holdfast("help", command).text()).isEqualTo(help.text());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            run --nosuch               | There is no option --nosuch
            run nosuch                 | There is no option nosuch
            run --no-build             | Nothing has been built yet
            run --port                 | --port needs a value
            run --port=high            | --port needs a number from 0 to 65535, not high
            run --replicas 5           | --replicas needs a number from 1 to 4, not 5
            check --nosuch             | There is no option --nosuch
            check --port 1             | There is no option --port
            simulate --nosuch          | There is no option --nosuch
            simulate --seeds many      | --seeds needs a number, not many
            simulate --seeds=1         | There is no option --seeds=1
            chaos --no-build           | Nothing has been built yet
            chaos --minutes 0.0        | --minutes needs a number over 0
            chaos --only earthquake    | --only does not know earthquake
            bench                      | ./holdfast bench claims
            bench --nosuch             | What is measured comes first
            bench nosuch               | There is nothing called nosuch
            bench beside               | It is ./holdfast bench beside pretix
            bench orders --rounds 0    | --rounds needs a number over 0
            bench orders --nosuch      | There is no option --nosuch
            backup                     | ./holdfast backup DIR
            backup --data x            | The directory comes first
            backup infra               | infra is not empty
            backup new --replace       | --replace is an option of ./holdfast restore only
            restore                    | ./holdfast restore DIR
            restore nosuch             | There is no directory nosuch
            restore infra              | There is no finished back-up in infra
            draw                       | ./holdfast draw verify
            draw nosuch                | There is no ./holdfast draw nosuch
            draw verify                | Which draw?
            draw verify nosuch         | There is no file nosuch
            admin                      | ./holdfast admin list
            admin nosuch               | There is no ./holdfast admin nosuch
            admin --nosuch             | There is no option --nosuch
            admin grant                | Whose?
            admin list --data          | --data needs a value
            unit nosuch                | orders-service
            unit --nosuch              | There is no option --nosuch
            images nosuch              | There is no image of nosuch
            images --nosuch            | There is no option --nosuch
            sbom --nosuch              | There is no option --nosuch
            api nosuch                 | There is no option nosuch
            build --nosuch             | There is no option --nosuch
            mutants --nosuch           | There is no option --nosuch
            mutants --only nosuch      | There is no mutant nosuch
            test nosuch                | There is no option nosuch
            test --nosuch              | There is no option --nosuch
            test --all --nosuch        | There is no option --nosuch
            nosuch                     | There is no command nosuch
            """)
    void aMistakeIsToldBeforeAnythingIsBuilt(String arguments, String message) throws IOException {
        program(checkout.resolve("mvnw"), "echo '[ERROR] it was built'");

        Output output = holdfast(arguments.split(" ", -1));

        assertThat(output.code()).isNotZero();
        assertThat(output.text()).contains(message).doesNotContain("Building", "it was built");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run --port 0 --data=x --fresh --replicas 2 --joining 0",
                "check --payments-mongodb-uri mongodb://localhost --messaging-servers=nats://localhost",
                "simulate --seeds 7 --until-wrong --faults none",
                "chaos --minutes 0.5 --only kill-broker,cut-network",
                "bench beside pretix --clients 8,16",
                "backup new --data x",
                "draw verify https://tickets.example.org/draw --entry 7",
                "unit orders-service",
                "images orders-service",
                "mutants --simulated --seeds 3",
                "test --all -o -Dit.test=LauncherIT"
            })
    void whatHelpsListIsTaken(String arguments) {
        assertThat(sourced("look_at_arguments " + arguments).expectSuccess().text())
                .isEmpty();
    }

    @Test
    void aBuildTellsModulesAsTheyBegin() throws IOException {
        program(checkout.resolve("mvnw"), MAVEN + "echo '[WARNING] a warning'");

        Output output =
                sourced("build Holdfast local-platform/platform \"$jar\"").expectSuccess();

        assertThat(output.text().lines())
                .hasSize(2)
                .first()
                .asString()
                .startsWith("Building Holdfast, because nothing has been built yet. The first time");
        assertThat(output.text()).endsWith("\n  3/20 identity provider for tests\n");
        assertThat(checkout.resolve("local-platform/platform/target/build.log"))
                .content()
                .contains("a warning");
    }

    @Test
    void aBuildThatFailsShowsItsErrors() throws IOException {
        program(checkout.resolve("mvnw"), MAVEN + "echo '[ERROR] Lane.java:[3,1] no lane'; exit 1");

        Output output = sourced("build Holdfast local-platform/platform \"$jar\"; echo went on");

        assertThat(output.code()).isEqualTo(1);
        assertThat(output.text())
                .contains("[ERROR] Lane.java:[3,1] no lane", "its output is in " + checkout)
                .doesNotContain("Scanning", "went on");
        assertThat(checkout.resolve("local-platform/platform/target/built")).doesNotExist();
    }

    /** With the lock of a program, and with that of a link, where there is no such program. */
    @ParameterizedTest
    @ValueSource(strings = {"", "has_flock() { return 1; };"})
    void aBuildWaitsForAnotherInTheSameDirectory(String lock) {
        String text = sourced(lock + """
                         mkfifo held gate
                         hold() { echo >held; read -r line <gate; echo first; }
                         second() { alone_here echo second; }
                         alone_here hold &
                         read -r line <held
                         alone_here second >waiting &
                         until grep -qs Waiting waiting; do sleep 0.01; done
                         echo >gate
                         wait
                         cat waiting""").expectSuccess().text();

        assertThat(text)
                .containsPattern(
                        "^first\nWaiting for another ./holdfast that builds in this directory \\(process \\d+\\): .*\nsecond\n$");
    }

    @Test
    void whatAKilledProcessHeldIsFree() {
        Output killed =
                sourced("has_flock() { return 1; }; mkdir .holdfast; take_link .holdfast/build.lock.owner; kill -9 $$");
        assertThat(killed.code()).isNotZero();
        assertThat(Files.isSymbolicLink(checkout.resolve(".holdfast/build.lock.owner")))
                .isTrue();

        assertThat(sourced("has_flock() { return 1; }; alone_here echo second")
                        .expectSuccess()
                        .text())
                .isEqualTo("second\n");
        assertThat(checkout.resolve(".holdfast").toFile().list()).isEmpty();
    }

    @Test
    void whoMayNotInstallIsToldWhoDoesWhat() throws IOException {
        program(directory.resolve("apt-get"), "echo it was called");

        Output output = sourced(
                "PATH='%s':$PATH; may_be_root() { return 1; }; apt_install npm 'tests need it'".formatted(directory));

        assertThat(output.code()).isNotZero();
        assertThat(output.text())
                .isEqualTo(
                        "npm is missing (tests need it), and this user may not install it. An administrator does: apt-get install npm\n");
    }

    @Test
    void withoutAJdkThereIsACommandToGetOne() throws IOException {
        program(directory.resolve("apt-get"), "echo it was called");
        program(directory.resolve("apt-cache"), "[ \"$2\" = openjdk-25-jdk-headless ]");

        Output output = sourced("PATH='%s':$PATH; may_be_root() { return 1; }; find_jdk() { return 1; }; need_jdk"
                .formatted(directory));

        assertThat(output.code()).isEqualTo(1);
        assertThat(output.text())
                .contains(
                        "Holdfast needs a JDK 25",
                        "\n  sudo apt-get install openjdk-25-jdk-headless\n  sdk install java")
                .doesNotContain("it was called", "Installing");
    }

    @Test
    void withoutRootADockerEngineIsNotStarted() {
        Output output = sourced(
                ". \"$scripts/docker.sh\"; docker_answers() { return 1; }; may_be_root() { return 1; }; need_docker");

        assertThat(output.code()).isEqualTo(1);
        assertThat(output.text()).contains("An administrator does:\n  systemctl start docker");
    }

    /** Java gets the directory of the checkout in one argument. */
    @Test
    void theDirectoryMayHaveASpaceInItsName() throws IOException {
        Path jar = Files.createDirectories(checkout.resolve("local-platform/platform/target"))
                .resolve("platform.jar");
        Files.createFile(jar);
        Path jdk = jdk(directory.resolve("a jdk"), "25.0.1");
        program(jdk.resolve("bin/java"), "printf '<%s>\\n' \"$@\"");

        Output output = run(
                Map.of("JAVA_HOME", jdk.toString(), "HOLDFAST_MESSAGING_SERVERS", "nats://localhost"),
                "./holdfast",
                "run",
                "--no-build",
                "--data",
                "my data");

        assertThat(output.expectSuccess().text().lines())
                .contains("<-Dholdfast.home=%s>".formatted(checkout), "<%s>".formatted(jar), "<my data>")
                .doesNotContain("<--no-build>");
    }

    @Test
    void mavenRunsOnTheJdkBesideAnOlderJava() throws IOException {
        copyMaven();
        Path older = jdk(directory.resolve("older"), "21.0.1");
        assertThat(mvnw(older).text()).startsWith("Holdfast needs a JDK 25").contains("adoptium.net");
        assertThat(mvnw(older).code()).isEqualTo(1);

        Path newer = jdk(directory.resolve("home/.jdks/temurin-25"), "25.0.1");

        assertThat(mvnw(older).expectSuccess().text()).isEqualTo("Maven on %s\n".formatted(newer));
    }

    /** The wrapper, a Maven that says what it runs on, and scripts that look for JDKs of this test only. */
    private void copyMaven() throws IOException {
        Path original = RunningHoldfast.checkout();
        Files.createSymbolicLink(checkout.resolve(".mvn"), original.resolve(".mvn"));
        Files.copy(original.resolve("mvnw"), checkout.resolve("mvnw"));
        Files.delete(checkout.resolve("infra"));
        Path scripts = Files.createDirectories(checkout.resolve("infra/scripts"));
        Files.writeString(
                scripts.resolve("install.sh"),
                Files.readString(original.resolve("infra/scripts/install.sh"))
                        .replace("/usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk*", "")
                        .replace("command -v javac", "false")
                        .replace("command -v apt-cache", "false"));
        Properties wrapper = new Properties();
        wrapper.load(Files.newBufferedReader(original.resolve(".mvn/wrapper/maven-wrapper.properties")));
        String url = wrapper.getProperty("distributionUrl");
        String version = url.replaceFirst(".*/(.*)-bin\\.zip", "$1");
        program(
                Files.createDirectories(directory
                                .resolve("home/.m2/wrapper/dists")
                                .resolve(version)
                                .resolve(Integer.toHexString(url.hashCode()))
                                .resolve("bin"))
                        .resolve("mvn"),
                "echo \"Maven on $JAVA_HOME\"");
    }

    private Output mvnw(Path java) {
        return run(
                Map.of(
                        "HOME",
                        directory.resolve("home").toString(),
                        "MAVEN_USER_HOME",
                        directory.resolve("home/.m2").toString(),
                        "JAVA_HOME",
                        java.toString()),
                "./mvnw",
                "test");
    }

    private static Path jdk(Path home, String version) throws IOException {
        Path bin = Files.createDirectories(home.resolve("bin"));
        program(bin.resolve("java"), "exit 1");
        program(bin.resolve("javac"), "exit 1");
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"%s\"\n".formatted(version));
        return home;
    }

    private Output holdfast(String... arguments) {
        List<String> command = new ArrayList<>(List.of("./holdfast"));
        command.addAll(List.of(arguments));
        return run(Map.of(), command.toArray(String[]::new));
    }

    /** With the functions that the launcher has, in its directory. */
    private Output sourced(String commands) {
        return run(Map.of(), "sh", "-c", """
                set -eu
                here=$(pwd)
                scripts=$here/infra/scripts
                . "$scripts/install.sh"
                . "$scripts/build.sh"
                . "$scripts/arguments.sh"
                """ + commands);
    }

    private Output run(Map<String, String> environment, String... command) {
        Map<String, String> all = new HashMap<>(Map.of(
                "JAVA_HOME",
                System.getProperty("java.home"),
                // Tests may run inside of a build of the real checkout.
                "BUILDING_IN",
                ""));
        all.putAll(environment);
        return Shell.run(PATIENCE, checkout, all, List.of(command));
    }

    private static void program(Path file, String commands) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + commands + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
