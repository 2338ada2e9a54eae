package io.holdfast.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.AvailabilityChanged;
import io.holdfast.contracts.TierAvailability;
import io.holdfast.events.EventsServer.Answer;
import io.holdfast.testkit.TestBroker;
import io.holdfast.testkit.TestIdentity;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** How seat maps are sent: compressed, only if they have changed, and to each client only so often. */
@Tag("storage")
class SeatMapIT {

    private static final String DATABASE = "seat-maps-" + System.nanoTime();
    private static final Duration SOON = Duration.ofMinutes(1);

    private static TestBroker broker;
    private static EventsServer server;
    private static EventsServer other;

    private final HttpClient http = HttpClient.newHttpClient();

    /** How many seats the counts say that were published last. */
    private long published;

    @BeforeAll
    static void start() {
        broker = TestBroker.start();
        server = EventsServer.start(
                broker,
                DATABASE,
                new Class<?>[0],
                "holdfast.events.seat-maps.per-account=3KB",
                "holdfast.events.seat-maps.per-address=6KB");
        other = EventsServer.start(broker, DATABASE, new Class<?>[0]);
    }

    @AfterAll
    static void stop() {
        server.close();
        other.close();
        broker.stop();
    }

    @Test
    void aMapIsTheSameCompressedAndPlain() throws Exception {
        String path = map(create(5, 40));
        HttpResponse<byte[]> compressed = send(other, path, "Accept-Encoding", "gzip");
        assertThat(compressed.headers().firstValue("Content-Encoding")).hasValue("gzip");
        assertThat(compressed.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(compressed.headers().allValues("ETag")).hasSize(1);
        HttpResponse<byte[]> plain = send(other, path);
        assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(plain.headers().firstValue("Content-Length")).hasValue(String.valueOf(plain.body().length));
        assertThat(plain.headers().firstValue("ETag"))
                .isEqualTo(compressed.headers().firstValue("ETag"));
        assertThat(text(compressed)).isEqualTo(new String(plain.body(), StandardCharsets.UTF_8));
        assertThat(compressed.body().length * 4).isLessThan(plain.body().length);
        for (HttpResponse<byte[]> answer : List.of(compressed, plain)) {
            assertThat(answer.headers().allValues("Vary"))
                    .anySatisfy(vary -> assertThat(vary).isEqualToIgnoringCase("Accept-Encoding"));
            assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-cache");
        }
    }

    @Test
    void aMapThatTheClientHasIsNotSentAgain() throws Exception {
        String path = map(create(2, 10));
        String tag = send(other, path).headers().firstValue("ETag").orElseThrow();
        HttpResponse<byte[]> unchanged = send(other, path, "If-None-Match", tag, "Accept-Encoding", "gzip");
        assertThat(unchanged.statusCode()).isEqualTo(304);
        assertThat(unchanged.body()).isEmpty();
        assertThat(unchanged.headers().allValues("ETag")).containsExactly(tag);
        assertThat(unchanged.headers().allValues("Vary"))
                .anySatisfy(vary -> assertThat(vary).isEqualToIgnoringCase("Accept-Encoding"));
    }

    /** Of readers that all ask during a sale, none gets a map that is older than what was stored before it asked. */
    @Test
    void noReaderGetsAnOlderStateThanIsStored() throws Exception {
        String id = create(10, 100);
        try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int seats = 1; seats <= 20; seats++) {
                publishTaken(id, seats);
                await().atMost(SOON).pollInterval(Duration.ofMillis(5)).until(() -> isStored(id));
                int taken = seats;
                List<CompletableFuture<Long>> answers = IntStream.range(0, 8)
                        .mapToObj(reader -> CompletableFuture.supplyAsync(() -> taken(other.get(map(id))), readers))
                        .toList();
                answers.forEach(answer -> assertThat(answer.join()).isEqualTo(taken));
            }
        }
    }

    @Test
    void aMapTellsTheRowsOfTheSameLabelApartByTheirSections() {
        Answer created = other.create(
                "organizer",
                "{'name':'Concert','startsAt':'%s','tiers':[{'id':'seats','name':'Seats','price':1,'seating':{'rows':[%s,%s,%s]}}]}"
                        .formatted(
                                Instant.now().truncatedTo(ChronoUnit.DAYS).plus(9, ChronoUnit.DAYS),
                                "{'label':'A','seats':2}",
                                "{'section':'St. Peter’s box','label':'A','seats':2}",
                                "{'section':'Balcony','label':'A','seats':2}"));
        String id = created.text("id");
        other.messages()
                .publish(new AvailabilityChanged(
                        id,
                        List.of(new TierAvailability(
                                "seats", 6, 4, 2, 0, Map.of("St. Peter’s box A", "01", "Balcony A", "02"))),
                        Instant.now(),
                        1))
                .join();

        await().atMost(SOON).until(() -> taken(other.get(map(id))) == 2);

        JsonNode rows = other.get(map(id)).json().path("tiers").path(0).path("rows");
        assertThat(rows.valueStream().map(row -> row.path("section").asString("-")))
                .containsExactly("-", "St. Peter’s box", "Balcony");
        assertThat(rows.path(0).has("section")).isFalse();
        assertThat(rows.valueStream().map(row -> row.path("label").asString())).containsExactly("A", "A", "A");
        assertThat(rows.valueStream()
                        .flatMap(row -> row.path("seats").valueStream())
                        .filter(seat -> seat.path("state").asString().equals("taken"))
                        .map(seat -> seat.path("name").asString()))
                .containsExactly("St. Peter’s box A-1", "Balcony A-2");
        JsonNode plan = other.get("/api/events/" + id)
                .json()
                .path("tiers")
                .path(0)
                .path("seating")
                .path("rows");
        assertThat(plan.valueStream().map(row -> row.path("section").asString("-")))
                .containsExactly("-", "St. Peter’s box", "Balcony");
        assertThat(plan.path(0).has("section")).isFalse();
    }

    @Test
    void aClientGetsSoMuchAndOthersAtItsAddressAreNotAffected() {
        String path = map(create(5, 40));
        String tag = server.getAs("carla", path).header("ETag");
        Answer refused = await().atMost(SOON)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> server.getAs("ana", path), answer -> answer.status() != 200);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.text("code")).isEqualTo("rate-limited");
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 60);
        assertThat(server.getAs("bo", path).status()).isEqualTo(200);
        assertThat(server.get(path).status()).isEqualTo(200);
        assertThat(server.get(path, "Authorization", TestIdentity.shared().bearer("ana"), "If-None-Match", tag)
                        .status())
                .isEqualTo(304);
        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> server.get(path).status() == 429);
        assertThat(server.getAs("dora", path).status()).isEqualTo(200);
    }

    /** Whether the counts that were published last are stored: as readers of the numbers alone see them. */
    private boolean isStored(String id) {
        JsonNode left = other.get("/api/events/" + id + "/availability").json();
        return 1_000 - left.path("tiers").path(0).path("available").asLong() == published;
    }

    private void publishTaken(String id, int seats) {
        published = seats;
        String bits = "ff".repeat(seats / 8) + (seats % 8 == 0 ? "" : "%02x".formatted((1 << seats % 8) - 1));
        other.messages()
                .publish(new AvailabilityChanged(
                        id,
                        List.of(new TierAvailability("seats", 1_000, 1_000 - seats, seats, 0, Map.of("R0", bits))),
                        Instant.now(),
                        seats))
                .join();
    }

    private static String create(int rows, int seats) {
        String plan = String.join(
                ",",
                IntStream.range(0, rows)
                        .mapToObj(row -> "{'label':'R%d','seats':%d}".formatted(row, seats))
                        .toList());
        Answer created = other.create(
                "organizer",
                "{'name':'Concert','startsAt':'%s','tiers':[{'id':'seats','name':'Seats','price':1,'seating':{'rows':[%s]}}]}"
                        .formatted(Instant.now().truncatedTo(ChronoUnit.DAYS).plus(9, ChronoUnit.DAYS), plan));
        assertThat(created.status()).isEqualTo(201);
        return created.text("id");
    }

    private static String map(String id) {
        return "/api/events/" + id + "/seats";
    }

    private HttpResponse<byte[]> send(EventsServer at, String path, String... headers)
            throws IOException, InterruptedException {
        HttpRequest request = at.request(path, headers).GET().build();
        return http.send(request, BodyHandlers.ofByteArray());
    }

    private static String text(HttpResponse<byte[]> compressed) throws IOException {
        try (GZIPInputStream plain = new GZIPInputStream(new ByteArrayInputStream(compressed.body()))) {
            return new String(plain.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static long taken(Answer map) {
        return map.json()
                .path("tiers")
                .valueStream()
                .flatMap(tier -> tier.path("rows").valueStream())
                .flatMap(row -> row.path("seats").valueStream())
                .filter(seat -> seat.path("state").asString().equals("taken"))
                .count();
    }
}
