package io.holdfast.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.model.Filters;
import io.holdfast.contracts.AvailabilityChanged;
import io.holdfast.contracts.EventEnded;
import io.holdfast.contracts.EventMessage;
import io.holdfast.contracts.EventPublished;
import io.holdfast.contracts.EventTimeOver;
import io.holdfast.contracts.Message;
import io.holdfast.contracts.TierAvailability;
import io.holdfast.events.EventsServer.Answer;
import io.holdfast.events.EventsServer.Streamed;
import io.holdfast.messaging.Subscription;
import io.holdfast.testkit.TestBroker;
import io.holdfast.testkit.TestIdentity;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.mongodb.core.MongoTemplate;
import tools.jackson.databind.JsonNode;

/** Two replicas of events-service on a real broker and a real database. */
class EventsIT {

    private static final String DATABASE = "events-" + System.nanoTime();
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    /** One day for all tests, also for one that is running at midnight. */
    private static final Instant TODAY = Instant.now().truncatedTo(ChronoUnit.DAYS);

    private static TestBroker broker;
    private static EventsServer one;
    private static EventsServer two;

    @BeforeAll
    static void start() {
        broker = TestBroker.start();
        one = EventsServer.start(broker, DATABASE, new Class<?>[] {OtherService.class});
        two = EventsServer.start(broker, DATABASE, new Class<?>[0]);
    }

    @AfterAll
    static void stop() {
        Stream.of(one, two).filter(server -> server != null).forEach(EventsServer::close);
        if (broker != null) {
            broker.stop();
        }
    }

    @Test
    void aMinimalBodyIsPublishedFoundAndAnnounced() {
        String word = word();
        Answer created = one.create("ana", event("Concert of " + word, 500));
        assertThat(created.status()).isEqualTo(201);
        String id = created.text("id");
        assertThat(created.header("Location")).isEqualTo("/api/events/" + id);
        assertThat(created.text("status")).isEqualTo("published");
        assertThat(created.text("organizerId")).isEqualTo("ana");
        assertThat(one.getAs("ana", "/api/events/" + id).json()).isEqualTo(created.json());
        JsonNode tier = created.json().path("tiers").path(0);
        assertThat(tier.path("available").asInt()).isEqualTo(500);
        assertThat(tier.path("status").asString()).isEqualTo("available");
        assertThat(ids(one, "q=" + word)).containsExactly(id);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(ids(two, "q=" + word)).containsExactly(id));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(received(id)).hasExactlyElementsOfTypes(EventPublished.class));
    }

    @Test
    void aFullBodyComesBackAsItWas() {
        String body = """
                {'name':'Noche','description':'Dos\\nlíneas','category':'Music','timezone':'Europe/Madrid','currency':'EUR',
                 'venue':{'name':'Teatro','address':'Calle 1','city':'Málaga','country':'ES'},
                 'startsAt':'%s','imageUrl':'https://example.org/a.jpg','salesStart':'%s',
                 'tiers':[{'name':'Stalls','price':4500,'capacity':100},{'name':'Balcony','price':2500,'capacity':5,'maxPerOrder':2}]}
                """.formatted(inDays(3), inDays(1));
        JsonNode event = one.create("ana", body).json();
        assertThat(event.path("venue").path("city").asString()).isEqualTo("Málaga");
        assertThat(event.path("startsAt").asString()).isEqualTo(inDays(3));
        assertThat(event.path("endsAt").asString()).isNotBlank();
        assertThat(event.path("minPrice").asInt()).isEqualTo(2500);
        assertThat(event.path("tiers").path(1).path("id").asString()).isEqualTo("balcony");
        assertThat(event.path("tiers").path(1).path("status").asString()).isEqualTo("low");
        assertThat(event.path("version").asInt()).isEqualTo(1);
    }

    @Test
    void aDraftIsVisibleToItsOrganizerOnly() {
        String word = word();
        String body = event(word, 10).replace("}", ",'status':'draft'}");
        String id = one.create("ana", body).text("id");
        for (String path : List.of("", "/availability", "/availability/stream")) {
            assertThat(one.get("/api/events/" + id + path).status()).isEqualTo(404);
            assertThat(one.getAs("eve", "/api/events/" + id + path).text("code"))
                    .isEqualTo("not-found");
        }
        assertThat(one.getAs("ana", "/api/events/" + id).text("status")).isEqualTo("draft");
        assertThat(ids(one, "q=" + word)).isEmpty();
        assertThat(received(id)).isEmpty();
    }

    /** The next request over the same connection would wait for the stream. */
    @Test
    void aHeadRequestForAStreamOpensNone() {
        String id = one.create("ana", event(word(), 10)).text("id");
        for (int i = 0; i < 3; i++) {
            Answer head = one.send(one.request("/api/events/" + id + "/availability/stream")
                    .HEAD()
                    .build());
            assertThat(head.status()).isEqualTo(200);
            assertThat(one.get("/api/events/" + id).status()).isEqualTo(200);
        }
    }

    @Test
    void theSameKeyCreatesOneEventHoweverOften() throws Exception {
        String body = event(word(), 10);
        String key = "key-" + System.nanoTime();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Answer> create = () -> one.create("ana", body, "Idempotency-Key", key);
            List<Answer> answers = new ArrayList<>();
            for (Future<Answer> future : threads.invokeAll(
                    IntStream.range(0, 10).mapToObj(i -> create).toList())) {
                answers.add(future.get());
            }
            assertThat(answers).extracting(Answer::status).containsOnly(201);
            assertThat(answers)
                    .extracting(Answer::json)
                    .containsOnly(answers.getFirst().json());
            assertThat(answers)
                    .filteredOn(answer -> answer.header("Idempotency-Replayed").equals("true"))
                    .hasSize(9);
        }
        Answer other = one.create("ana", event(word(), 11), "Idempotency-Key", key);
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.text("code")).isEqualTo("idempotency-key-reused");
        assertThat(one.create("eve", body, "Idempotency-Key", key).header("Idempotency-Replayed"))
                .isEmpty();
    }

    @Test
    void pagesThroughTheListOnBothReplicas() {
        String word = word();
        Set<String> created = new HashSet<>();
        IntStream.range(0, 7)
                .forEach(i ->
                        created.add(one.create("ana", event(word + " " + i, 10)).text("id")));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(ids(two, "q=" + word)).hasSize(7));
        for (String sort : List.of("", "date", "name", "price")) {
            List<String> seen = new ArrayList<>();
            String cursor = "";
            for (int page = 0; page < 3; page++) {
                EventsServer server = page % 2 == 0 ? one : two;
                JsonNode answer = server.get("/api/events?size=3&q=" + word + "&sort=" + sort + "&cursor=" + cursor)
                        .json();
                answer.path("items").forEach(item -> seen.add(item.path("id").asString()));
                cursor = answer.path("nextCursor").asString("");
            }
            assertThat(cursor).isEmpty();
            assertThat(seen).hasSize(7).containsExactlyInAnyOrderElementsOf(created);
        }
    }

    @Test
    void showsTheNewestCountsAndNeverOlderOnes() {
        String id = one.create("ana", event(word(), 1000)).text("id");
        Answer first = one.get("/api/events/" + id + "/availability");
        assertThat(first.json().path("tiers").path(0).path("available").asInt()).isEqualTo(1000);
        publishCounts(id, 7, 5, 3);
        publishCounts(id, 6, 9, 3);
        awaitAvailable(id, 5);
        publishCounts(id, 8, 0, 3);
        awaitAvailable(id, 0);
        JsonNode tier = two.get("/api/events/" + id + "/availability")
                .json()
                .path("tiers")
                .path(0);
        assertThat(tier.path("status").asString()).isEqualTo("held");
        assertThat(one.get("/api/events/" + id).text("availabilityStatus")).isEqualTo("held");
        publishCounts(id, 9, 0, 0);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(one.get("/api/events/" + id).text("availabilityStatus"))
                        .isEqualTo("sold-out"));
    }

    @Test
    void anUnchangedAvailabilityIsNotSentAgain() {
        String path = "/api/events/" + one.create("ana", event(word(), 1000)).text("id") + "/availability";
        String tag = one.get(path).header("ETag");
        assertThat(tag).startsWith("\"");
        Answer unchanged = two.get(path, "If-None-Match", tag);
        assertThat(unchanged.status()).isEqualTo(304);
        assertThat(unchanged.body()).isEmpty();
        publishCounts(path.split("/")[3], 1, 50, 0);
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(one.get(path, "If-None-Match", tag).status()).isEqualTo(200));
    }

    @Test
    void aStreamBeginsWithTheStateAndSendsChangesAtMostTwiceASecond() {
        String id = one.create("ana", event(word(), 1000)).text("id");
        long begin = System.nanoTime();
        Streamed first = one.stream(id);
        Streamed second = two.stream(id);
        await().atMost(SOON)
                .until(() -> !first.states().isEmpty() && !second.states().isEmpty());
        assertThat(first.states().getFirst())
                .isEqualTo(one.get("/api/events/" + id + "/availability").json());
        assertThat(first.lines()).contains("event:availability");
        IntStream.rangeClosed(1, 300).forEach(i -> publishCounts(id, i, 1000 - i, 0));
        for (Streamed stream : List.of(first, second)) {
            await().atMost(SOON)
                    .untilAsserted(() ->
                            assertThat(available(stream.states().getLast())).isEqualTo(700));
            long halfSeconds = Duration.ofNanos(System.nanoTime() - begin).toMillis() / 500;
            assertThat(stream.states().size()).isBetween(2, (int) halfSeconds + 1);
            assertThat(stream.states()).extracting(EventsIT::available).isSortedAccordingTo((a, b) -> b - a);
        }
    }

    @Test
    void streamsAreBoundedAndEndWithTheService() {
        String id = one.create("ana", event(word(), 1000)).text("id");
        EventsServer small = EventsServer.start(
                broker,
                DATABASE,
                new Class<?>[0],
                "holdfast.events.streams.limit=1",
                "holdfast.events.streams.heartbeat=200ms",
                // A stream that the service did not end itself would stay open for this long.
                "spring.lifecycle.timeout-per-shutdown-phase=1h");
        Streamed stream = small.stream(id);
        await().atMost(SOON).until(() -> !stream.states().isEmpty());
        Answer refused = small.get("/api/events/" + id + "/availability/stream", "Accept", "text/event-stream");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.header("Retry-After")).isNotEmpty();
        await().atMost(SOON).until(() -> stream.lines().contains(":still here"));
        Thread closing = Thread.ofVirtual().start(small::close);
        await().atMost(SOON).until(stream::endedCleanly);
        await().atMost(SOON).until(() -> !closing.isAlive());
    }

    @Test
    void eachNetworkHasItsOwnLimitOfStreams() {
        String id = one.create("ana", event(word(), 1000)).text("id");
        try (EventsServer small =
                EventsServer.start(broker, DATABASE, new Class<?>[0], "holdfast.events.streams.per-address=1")) {
            Streamed first = small.stream(id, "X-Forwarded-For", "2001:db8::1");
            await().atMost(SOON).until(() -> !first.states().isEmpty());
            Streamed neighbour = small.stream(id, "X-Forwarded-For", "2001:db8::2");
            await().atMost(SOON).until(() -> neighbour.status() == 503);
            Streamed stranger = small.stream(id, "X-Forwarded-For", "2001:db8:0:1::1");
            await().atMost(SOON).until(() -> !stranger.states().isEmpty());
        }
    }

    @Test
    void aStreamThatEndsMakesRoomForTheNext() {
        String id = one.create("ana", event(word(), 1000)).text("id");
        try (EventsServer small = EventsServer.start(
                broker,
                DATABASE,
                new Class<?>[0],
                "holdfast.events.streams.per-address=1",
                "holdfast.events.streams.lifetime=1s")) {
            Streamed first = small.stream(id);
            await().atMost(SOON).until(first::endedCleanly);
            await().atMost(SOON).until(() -> {
                Streamed next = small.stream(id);
                await().atMost(SOON).until(() -> next.status() != 0);
                return next.status() == 200;
            });
        }
    }

    @Test
    void anOrganizerMayCreateSoManyEventsInAnHour() {
        String ana = word();
        try (EventsServer small =
                EventsServer.start(broker, DATABASE, new Class<?>[0], "holdfast.events.created-per-hour=2")) {
            String body = event(word(), 1);
            assertThat(small.create(ana, body, "Idempotency-Key", "one").status())
                    .isEqualTo(201);
            assertThat(small.create(ana, "{'name': 'no event'}").status()).isEqualTo(400);
            assertThat(small.create(ana, event(word(), 1)).status()).isEqualTo(201);
            Answer refused = small.create(ana, event(word(), 1));
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.text("code")).isEqualTo("rate-limited");
            assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 3600);
            assertThat(small.create(ana, body, "Idempotency-Key", "one").header("Idempotency-Replayed"))
                    .isEqualTo("true");
            assertThat(small.create(word(), event(word(), 1)).status()).isEqualTo(201);
        }
    }

    @Test
    void anEventWhoseTimeIsOverEndsOnce() {
        String word = word();
        Answer created = one.create("ana", event(word, 10));
        String id = created.text("id");
        await().atMost(SOON).until(() -> ids(two, "q=" + word).contains(id));
        // Of an end that was moved: the event's own is ahead.
        Instant end = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        publish(new EventTimeOver("end-" + id, id, end.minusSeconds(1), 1));
        one.bean(MongoTemplate.class)
                .getCollection("events")
                .updateOne(Filters.eq("_id", id), new Document("$set", new Document("details.endsAt", Date.from(end))));
        publish(new EventTimeOver("end-" + id, id, end, 2));
        publish(new EventTimeOver("end-" + id, id, end, 2));
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(one.get("/api/events/" + id).text("status")).isEqualTo("ended"));
        for (EventsServer server : List.of(one, two)) {
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(ids(server, "q=" + word)).isEmpty());
        }
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(received(id)).hasExactlyElementsOfTypes(EventPublished.class, EventEnded.class));
        assertThat(received(id)).extracting(EventMessage::version).containsExactly(1L, 2L);
    }

    @Test
    void aReplicaFindsFromItsStartWhatIsInTheDatabase() {
        String word = word();
        String id = one.create("ana", event(word, 10)).text("id");
        try (EventsServer third = EventsServer.start(broker, DATABASE, new Class<?>[0])) {
            assertThat(ids(third, "q=" + word)).containsExactly(id);
        }
    }

    @ParameterizedTest
    @MethodSource
    void badBodiesAreRefusedWithAProblem(String body, String field) {
        Answer answer = one.create("ana", body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.text("code")).isEqualTo("validation-failed");
        assertThat(answer.fields()).isEqualTo(field.isEmpty() ? List.of() : List.of(field));
    }

    static Stream<Arguments> badBodiesAreRefusedWithAProblem() {
        String good = event("Good", 10);
        String open = good.substring(0, good.length() - 1);
        return Stream.of(
                bad("", ""),
                bad("{", ""),
                bad("[]", ""),
                bad("null", ""),
                bad("'text'", ""),
                bad(open + ",'capacity':0}", "capacity"),
                bad(open + ",'capacity':1000001}", "capacity"),
                bad(open + ",'price':-1}", "price"),
                bad(open + ",'startsAt':'2020-01-01T00:00:00Z'}", "startsAt"),
                bad("{'name':'x','startsAt':'2100-01-01T00:00:00Z','tiers':[]}", "tiers"),
                bad(open + ",'name':{'$ne':null}}", "name"),
                bad(open + ",'name':5}", "name"),
                bad(open + ",'price':'5'}", "price"),
                bad(open + ",'price':5.5}", "price"),
                bad(open + ",'price':99999999999999999999}", "price"),
                bad(open + ",'venue':'here'}", "venue"),
                bad(open + ",'startsAt':1900000000}", "startsAt"),
                bad(open + ",'startsAt':'+999999999-12-31T23:59:59Z'}", "startsAt"),
                bad(open + ",'name':'\\ud800'}", "name"),
                bad(open + ",'price':1e400}", "price"),
                bad(open + ",'price':1e999999999}", "price"),
                bad(open + ",'price':NaN}", ""),
                bad(open + ",'price':true}", "price"),
                bad(open + ",'tiers':{}}", "tiers"),
                bad(open + ",'tiers':[[]]}", "tiers[0]"),
                bad(open + ",'tiers':['x']}", "tiers[0]"),
                bad(open + ",'seating':" + "[".repeat(5_000) + "]".repeat(5_000) + "}", "seating"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/events/new",
                "/api/events/$ne",
                "/api/events/%7B%22$ne%22:null%7D",
                "/api/events/..%2f..%2fetc",
                "/api/events/%00",
                "/api/events/00000000000000000000000000",
                "/api/events/00000000000000000000000000/availability",
                "/api/events/00000000000000000000000000/availability/stream",
                "/api/events/a/b",
                "/api/events?size=0",
                "/api/events?size=101",
                "/api/events?size=x",
                "/api/events?cursor=x",
                "/api/events?cursor=MTp4",
                "/api/events?sort=votes",
                "/api/events?from=yesterday",
                "/api/events?to=9999999-01-01",
                "/api/events?from=2027-02-30",
                "/api/events?q=%ff%fe&sort=%c0%80",
                "/api/events?q[$ne]=1&sort[]=name&cursor[$gt]=&size=-1",
            })
    void badAddressesAreRefusedWithAProblem(String path) {
        Answer answer = one.get(path);
        assertThat(answer.status()).isIn(400, 404);
    }

    @Test
    void otherContentAndOtherMethodsAreRefused() {
        assertThat(one.create("ana", "name=x").status()).isEqualTo(400);
        Answer form = one.send(one.request("/api/events/new", "Content-Type", "application/x-www-form-urlencoded")
                .header("Authorization", TestIdentity.shared().bearer("ana"))
                .POST(BodyPublishers.ofString("name=x"))
                .build());
        assertThat(form.status()).isEqualTo(415);
        byte[] noText = {'{', '"', 'n', 'a', 'm', 'e', '"', ':', '"', (byte) 0xff, (byte) 0xc0, '"', '}'};
        Answer broken = one.send(one.request("/api/events/new", "Content-Type", "application/json")
                .header("Authorization", TestIdentity.shared().bearer("ana"))
                .POST(BodyPublishers.ofByteArray(noText))
                .build());
        assertThat(broken.status()).isEqualTo(400);
        assertThat(one.create("ana", event("x", 1), "Idempotency-Key", "with space")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void unusualSearchTextsAreNoErrors() {
        for (String q : List.of("%22", "%28", "%00", "*%3A*", "%5B%5D", "%F0%9F%8E%B7", "a".repeat(200))) {
            assertThat(one.get("/api/events?q=" + q).status()).isEqualTo(200);
        }
        assertThat(one.get("/api/events?q=" + "a".repeat(201)).fields()).containsExactly("q");
        assertThat(one.get("/api/events?q=&category=&city=&from=&to=&sort=&cursor=&size=")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void creatingNeedsASession() {
        Answer answer = one.send(one.request("/api/events/new", "Content-Type", "application/json")
                .POST(BodyPublishers.ofString(event("x", 1).replace('\'', '"')))
                .build());
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.text("code")).isEqualTo("unauthenticated");
    }

    @Test
    void aHugeBodyIsTooLarge() {
        String body = event("x".repeat(10_000_000), 1);
        assertThat(one.create("ana", body).status()).isEqualTo(413);
    }

    private static Arguments bad(String body, String field) {
        return Arguments.of(body, field);
    }

    private static String word() {
        // So different from each other that no search takes one for a misspelling of another.
        String letters = Long.toString(1_000_003L * NUMBERS.incrementAndGet() + System.nanoTime() % 1_000_000_007L, 26);
        return "w" + Integer.toHexString((letters + NUMBERS).hashCode() * 31) + "x" + letters;
    }

    private static String event(String name, int capacity) {
        return "{'name':'%s','description':'An evening','startsAt':'%s','price':2500,'capacity':%d}"
                .formatted(name, inDays(2), capacity);
    }

    private static String inDays(int days) {
        return TODAY.plus(days, ChronoUnit.DAYS).toString();
    }

    private static List<String> ids(EventsServer server, String query) {
        return server.get("/api/events?" + query)
                .json()
                .path("items")
                .valueStream()
                .map(item -> item.path("id").asString())
                .toList();
    }

    private static int available(JsonNode availability) {
        return availability.path("tiers").path(0).path("available").asInt();
    }

    private static void awaitAvailable(String id, int available) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(available(
                                one.get("/api/events/" + id + "/availability").json()))
                        .isEqualTo(available));
    }

    private static void publishCounts(String eventId, long version, int free, int held) {
        TierAvailability tier = new TierAvailability("general-admission", 1000, free, held, 1000 - free - held);
        publish(new AvailabilityChanged(eventId, List.of(tier), Instant.now().truncatedTo(ChronoUnit.MILLIS), version));
    }

    private static void publish(Message message) {
        one.messages().publish(message).join();
    }

    private static List<EventMessage> received(String eventId) {
        return one.bean(OtherService.class).received.stream()
                .filter(message -> message.aggregateId().equals(eventId))
                .toList();
    }

    /** Receives messages as the other services do. */
    @Configuration(proxyBeanMethods = false)
    static class OtherService {

        final Queue<EventMessage> received = new ConcurrentLinkedQueue<>();

        @Bean
        Subscription otherService() {
            return Subscription.durable("other-service")
                    .on(EventPublished.class, received::add)
                    .on(EventEnded.class, received::add)
                    .build();
        }
    }
}
