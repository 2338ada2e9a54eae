package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.local.DatabaseKind;
import io.holdfast.platform.Shop.Answer;
import io.holdfast.platform.Shop.Person;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;

/** Two of each service on one machine: clients notice nothing, whichever replica answers and whichever is killed. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReplicasIT {

    private static final int CAPACITY = 150;

    private static RunningHoldfast holdfast;
    private static Shop shop;

    @BeforeAll
    static void start() {
        boolean embedded = System.getProperty("holdfast.test.database", "auto").equals("embedded");
        Assumptions.assumeFalse(
                embedded && DatabaseKind.program(System.getenv()).isPresent(),
                "Two of each run on the database server that is here");
        holdfast = RunningHoldfast.start(RunningHoldfast.RECOVERS_SOON, "--processes", "--replicas", "2");
        shop = new Shop(holdfast);
    }

    @AfterAll
    static void stop() {
        if (holdfast != null) {
            holdfast.close();
        }
    }

    @Test
    @Order(1)
    void theGoldenJourneyPassesThroughBothReplicas() throws Exception {
        Set<Long> pids = new HashSet<>();
        replicas().forEach(name -> pids.add(holdfast.process(name).orElseThrow().pid()));
        assertThat(pids).hasSize(2 * Service.values().length);
        JsonNode health = shop.get(null, "/healthz").expect(200).json().path("replicas");
        assertThat(replicas())
                .allSatisfy(name ->
                        assertThat(health.path(name).asString()).as(name).isEqualTo("UP"));

        Person buyer = shop.signUp("buyer");
        JsonNode event = shop.publish(shop.signUp("organizer"), "Twins", Map.of("Standing", 10), 1_000);
        String path = "/api/events/" + event.path("id").asString();
        List<ConcurrentLinkedQueue<String>> streams = Stream.of("events-service", "events-service-2")
                .map(replica -> lines(holdfast.urlOf(replica) + path + "/availability/stream"))
                .toList();
        String order = shop.place(buyer, event, 0, 2);
        shop.pay(buyer, order, "tok_visa").expect(201);
        for (int i = 0; i < 2; i++) {
            shop.get(null, path).expect(200);
            assertThat(shop.get(null, "/events/twins-" + event.path("id").asString())
                            .expect(200)
                            .text())
                    .contains("Twins");
            shop.awaitStatus(buyer, order, "COMPLETED");
            assertThat(shop.get(buyer, "/api/orders/" + order + "/tickets")
                            .expect(200)
                            .json())
                    .hasSize(2);
        }
        assertThat(streams)
                .allSatisfy(lines -> await().untilAsserted(
                                () -> assertThat(lines).anyMatch(line -> line.contains("\"available\":8"))));
    }

    @Test
    @Order(2)
    void signingOutEndsTheSessionAtAllReplicas() throws Exception {
        Person leaving = shop.signUp("leaving");
        for (int i = 0; i < 2; i++) {
            shop.get(leaving, "/api/orders").expect(200);
        }

        shop.send("POST", "/api/users/signout", leaving, null, Map.of()).expect(200);

        await().untilAsserted(() -> {
            for (int i = 0; i < 4; i++) {
                shop.get(leaving, "/api/orders").expect(401);
            }
        });
    }

    @Test
    @Order(3)
    void changingThePasswordEndsAllOtherSessions() throws Exception {
        Person here = shop.signUp("careful");
        Person elsewhere = shop.signIn(here.email());
        for (Person person : List.of(here, elsewhere)) {
            shop.get(person, "/api/orders").expect(200);
        }

        shop.send(
                        "POST",
                        "/api/users/password",
                        here,
                        null,
                        Map.of("currentPassword", Shop.PASSWORD, "newPassword", "battery staple horse"))
                .expect(200);

        await().untilAsserted(() -> {
            for (int i = 0; i < 4; i++) {
                shop.get(elsewhere, "/api/orders").expect(401);
            }
        });
        shop.get(here, "/api/orders").expect(200);
    }

    @Test
    @Order(4)
    void bothReplicasTogetherSellExactlyTheCapacity() throws Exception {
        JsonNode event = shop.publish(shop.signUp("organizer"), "One pot", Map.of("Standing", CAPACITY), 2_500);
        Rush rush = new Rush(shop, event, 12);

        rush.startPatiently("rush");
        rush.awaitRefusalOfAll();

        rush.assertNothingLost();
        assertThat(rush.refused).allMatch(refusal -> refusal.startsWith("409 "));
        assertThat(Rush.units(rush.live())).isEqualTo(CAPACITY);
        await().untilAsserted(() -> assertThat(shop.available(event)).isZero());
    }

    @Test
    @Order(5)
    void killingOneOfEachLosesNothingAndDisturbsNoReader() throws Exception {
        JsonNode event = shop.publish(shop.signUp("organizer"), "Hydra", Map.of("Standing", 50_000), 2_500);
        Rush rush = new Rush(shop, event, 8);
        Reader reader = new Reader(
                "/",
                "/events/hydra-" + event.path("id").asString(),
                "/api/events/" + event.path("id").asString());
        rush.startPatiently("kill");
        List<String> killed = new ArrayList<>();
        for (Service service : Service.values()) {
            // In turn the second and the first.
            String victim = service.module() + (service.ordinal() % 2 == 0 ? "-2" : "");
            int before = rush.acknowledged.size();
            await("orders are placed before " + victim + " is killed")
                    .until(() -> rush.acknowledged.size() >= before + 10);
            holdfast.kill(victim);
            killed.add(victim);
        }
        int afterKills = rush.acknowledged.size();
        await("orders are placed after the kills").until(() -> rush.acknowledged.size() >= afterKills + 10);
        rush.stop();
        await("all are back").until(() -> {
            JsonNode health = shop.get(null, "/healthz").json().path("replicas");
            return killed.stream().allMatch(name -> health.path(name).asString().equals("UP"));
        });

        assertThat(reader.failures()).isEmpty();
        assertThat(rush.unknown).as("never answered").isEmpty();
        assertThat(rush.refused).isEmpty();
        rush.assertNothingLost();
        List<JsonNode> live = rush.live();
        assertThat(live).hasSize(rush.acknowledged.size());
        int sold = Rush.units(live);
        await("the catalogue shows what is left")
                .untilAsserted(() -> assertThat(shop.available(event)).isEqualTo(50_000 - sold));
        holdfast.check();
    }

    private static List<String> replicas() {
        return Stream.of(Service.values())
                .flatMap(service -> Stream.of(service.module(), service.module() + "-2"))
                .toList();
    }

    /** The lines of a stream that stays open, as they arrive. */
    private static ConcurrentLinkedQueue<String> lines(String url) {
        ConcurrentLinkedQueue<String> received = new ConcurrentLinkedQueue<>();
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .header("Accept", "text/event-stream")
                .build();
        CompletableFuture<Void> _ = HttpClient.newHttpClient()
                .sendAsync(request, BodyHandlers.ofLines())
                .thenAccept(answer -> Thread.ofVirtual().start(() -> collect(answer.body(), received)));
        return received;
    }

    private static void collect(Stream<String> lines, ConcurrentLinkedQueue<String> received) {
        try {
            lines.forEach(received::add);
        } catch (UncheckedIOException e) {
            // Its replica was killed.
        }
    }

    /** Reads pages and documents all the time and collects the answers other than 200. */
    private static final class Reader {

        private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
        private final Thread thread;
        private volatile boolean over;

        Reader(String... paths) {
            thread = Thread.ofVirtual().start(() -> {
                for (int i = 0; !over; i++) {
                    read(paths[i % paths.length]);
                }
            });
        }

        private void read(String path) {
            try {
                Answer answer = shop.get(null, path);
                if (answer.status() != 200) {
                    failures.add("%s: %d %s".formatted(path, answer.status(), answer.text()));
                }
            } catch (IOException e) {
                // Cut off in the middle of an answer: the gateway cannot mend that, and a browser asks again.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        ConcurrentLinkedQueue<String> failures() throws InterruptedException {
            over = true;
            thread.join();
            return failures;
        }
    }
}
