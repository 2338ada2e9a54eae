package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.platform.Shop.Person;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** {@code ./holdfast run} as a person uses it. */
class LauncherIT {

    /** As on a machine whose language has digits of its own: no broker starts on a port that is written in them. */
    private static final Map<String, String> IN_EGYPT =
            Map.of("HOLDFAST_ORDERS_HOLD", "45s", "JDK_JAVA_OPTIONS", "-Duser.language=ar -Duser.country=EG");

    @Test
    void keepsItsDataStopsWhatItStartedAndRefusesASecondRun() throws Exception {
        try (RunningHoldfast holdfast = RunningHoldfast.start(IN_EGYPT)) {
            Shop shop = new Shop(holdfast);
            await().until(() ->
                    shop.get(null, "/healthz").json().path("status").asString().equals("UP"));
            assertThat(holdfast.output()).contains(holdfast.url(), "tok_visa", "Database", "Ctrl-C stops everything");
            Person buyer = shop.signUp("buyer");
            Person organizer = shop.signUp("organizer");
            assertThat(shop.send("POST", "/api/events/new", organizer, null, Map.of("price", 1, "capacity", 0))
                            .expect(400)
                            .text())
                    .contains("must be between 1 and 1");
            JsonNode event = shop.publish(organizer, "Launch", Map.of("Standing", 10), 1_000);
            JsonNode order = shop.order(buyer, null, event, 0, 1).expect(201).json();
            assertThat(hold(order)).as("HOLDFAST_ORDERS_HOLD").isEqualTo(Duration.ofSeconds(45));

            Output second = run("--data", holdfast.data().toString(), "--port", "0");
            assertThat(second.text()).contains("running already", holdfast.url());
            assertThat(second.exitCode()).isEqualTo(3);

            List<ProcessHandle> children =
                    ProcessHandle.of(holdfast.pid()).orElseThrow().descendants().toList();
            assertThat(children).isNotEmpty();
            holdfast.stop();
            // Child processes of a database server end a moment after it.
            await().untilAsserted(() -> assertThat(children).noneMatch(ProcessHandle::isAlive));
            assertThat(holdfast.output()).contains("Stopping");

            holdfast.restart();
            assertThat(shop.get(buyer, "/api/orders/" + order.path("id").asString())
                            .expect(200)
                            .json()
                            .path("id"))
                    .isEqualTo(order.path("id"));
        }
    }

    @Test
    void refusesUnknownOptions() throws Exception {
        Output unknown = run("--nonsense");

        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.text()).contains("--nonsense", "--help");
        assertThat(run("--help").text()).contains("--port", "--data", "--fresh", "--no-demo-data", "--processes");
    }

    @Test
    void hasDemoDataAndLoadsItOnce() throws Exception {
        RunningHoldfast holdfast = RunningHoldfast.shared();
        Shop shop = new Shop(holdfast);
        Person organizer = shop.signIn(DemoData.ORGANIZER, DemoData.PASSWORD);
        List<String> before = names(shop, organizer);

        try (ApiClient api = new ApiClient(holdfast.url());
                ApiClient accounts = new ApiClient(holdfast.urlOf("auth-service-1"))) {
            new DemoData(api, accounts).load();
        }

        assertThat(before).hasSizeGreaterThanOrEqualTo(12);
        assertThat(names(shop, organizer)).containsExactlyInAnyOrderElementsOf(before);
        for (String email : List.of(DemoData.BUYER, DemoData.ORGANIZER)) {
            shop.signIn(email, DemoData.PASSWORD);
        }
    }

    /** Of an organizer's events: others publish in the same system. */
    private static List<String> names(Shop shop, Person organizer) throws IOException, InterruptedException {
        List<String> names = new ArrayList<>();
        for (JsonNode event : shop.get(organizer, "/api/events/mine?size=100")
                .expect(200)
                .json()
                .path("items")) {
            names.add(event.path("name").asString());
        }
        return names;
    }

    private static Duration hold(JsonNode order) {
        return Duration.between(
                Instant.parse(order.path("createdAt").asString()),
                Instant.parse(order.path("expiresAt").asString()));
    }

    private record Output(int exitCode, String text) {}

    private static Output run(String... options) throws IOException, InterruptedException {
        Path launcher = RunningHoldfast.checkout().resolve("holdfast");
        List<String> command = new ArrayList<>(List.of(launcher.toString(), "run", "--no-build"));
        command.addAll(List.of(options));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Output(process.waitFor(), text);
    }
}
