package io.holdfast.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import io.holdfast.contracts.AccountErased;
import io.holdfast.contracts.EventChanged;
import io.holdfast.contracts.EventState;
import io.holdfast.events.EventsServer.Answer;
import io.holdfast.messaging.Ids;
import io.holdfast.messaging.Subscription;
import io.holdfast.testkit.TestBroker;
import io.holdfast.testkit.TestIdentity;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.mongodb.core.MongoTemplate;
import tools.jackson.databind.JsonNode;

/** Who sells an organizer's tickets: two replicas with a real broker and a real database. */
@Tag("storage")
class SellerIT {

    private static final String DATABASE = "seller-" + System.nanoTime();
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final Map<String, EventState> ANNOUNCED = new ConcurrentHashMap<>();
    private static final String HALL = """
            {"name": " The Old Hall Ltd ", "street": "1 High Street", "postalCode": "YO1 7HY", "city": "York", "country": "gb",
             "taxId": "GB123456789", "email": "hall@example.org", "receiptsByMail": true,
             "electronicInvoices": true}""";

    private static TestBroker broker;
    private static EventsServer one;
    private static EventsServer two;

    private final String organizer = "organizer-" + Ids.random();

    /** What is announced of events. */
    @Configuration(proxyBeanMethods = false)
    static class Announced {

        @Bean
        Subscription announcedEvents() {
            return Subscription.broadcast("announced-events", Duration.ofMinutes(10))
                    .on(
                            EventChanged.class,
                            message -> ANNOUNCED.put(message.event().id(), message.event()))
                    .build();
        }
    }

    @BeforeAll
    static void start() {
        broker = TestBroker.start();
        one = EventsServer.start(broker, DATABASE, new Class<?>[] {Announced.class});
        two = EventsServer.start(broker, DATABASE, new Class<?>[0]);
    }

    @AfterAll
    static void stop() {
        two.close();
        one.close();
        broker.stop();
    }

    @Test
    void whatAnOrganizerSaysOnceIsWithAllEventsThatAreNotOver() {
        String early = create("published");
        String draft = create("draft");
        String cancelled = create("published");
        one.cancel(organizer, cancelled);
        assertThat(one.getAs(organizer, "/api/events/seller")
                        .json()
                        .path("seller")
                        .isNull())
                .isTrue();

        assertThat(describe(HALL).status()).isEqualTo(200);

        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(seller(early).path("name").asString()).isEqualTo("The Old Hall Ltd"));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(two.getAs(organizer, "/api/events/" + draft)
                                .json()
                                .path("seller")
                                .path("country")
                                .asString())
                        .isEqualTo("GB"));
        assertThat(seller(cancelled).isNull()).isTrue();
        String later = create("published");
        assertThat(seller(later).path("taxId").asString()).isEqualTo("GB123456789");

        await().atMost(SOON).until(() -> ANNOUNCED.containsKey(early));
        EventState announced = Objects.requireNonNull(ANNOUNCED.get(early));
        assertThat(announced.terms().contact()).isEqualTo("hall@example.org");
        assertThat(Objects.requireNonNull(announced.terms().seller()).givesElectronicInvoices())
                .isTrue();
        assertThat(Objects.requireNonNull(announced.terms().seller()).receiptsByMail())
                .isTrue();
    }

    @Test
    void anOrganizerIsWarnedWhileNobodyIsNamed() {
        String draft = create("draft");
        String published = create("published");
        String cancelled = create("published");
        one.cancel(organizer, cancelled);

        for (String event : List.of(draft, published)) {
            assertThat(one.getAs(organizer, "/api/events/" + event)
                            .json()
                            .at("/warnings/0/field")
                            .asString())
                    .isEqualTo("seller");
        }
        assertThat(one.getAs(organizer, "/api/events/" + cancelled).json().has("warnings"))
                .isFalse();
        assertThat(one.getAs("another-" + organizer, "/api/events/" + published)
                        .json()
                        .has("warnings"))
                .isFalse();

        assertThat(describe(HALL).status()).isEqualTo(200);

        await().atMost(SOON)
                .until(() ->
                        !one.getAs(organizer, "/api/events/" + draft).json().has("warnings"));
    }

    @Test
    void whatIsSaidAgainChangesNothingAndWhatIsNewReplacesIt() {
        String id = create("published");
        describe(HALL);
        await().atMost(SOON).until(() -> !seller(id).isNull());
        long version = version(id);
        describe(HALL);

        describe(HALL.replace("The Old Hall", "The New Hall"));

        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(seller(id).path("name").asString()).isEqualTo("The New Hall Ltd"));
        assertThat(version(id)).isEqualTo(version + 1);
    }

    /** What an organizer reads of an event can be sent back as an edit; the seller is not changed by that. */
    @Test
    void anEditDoesNotChangeTheSeller() {
        describe(HALL);
        String id = create("published");
        JsonNode read = one.getAs(organizer, "/api/events/" + id).json();
        Answer edited = one.edit(organizer, id, read.toString().replace("Jazz", "Blues"));
        assertThat(edited.status()).isEqualTo(200);
        assertThat(edited.json().path("seller").path("name").asString()).isEqualTo("The Old Hall Ltd");
    }

    @ParameterizedTest
    @CsvSource({
        "name, ' The Old Hall Ltd ', ' '",
        "name, ' The Old Hall Ltd ', 'a\\nb'",
        "street, 1 High Street, ''",
        "city, York, ''",
        "country, gb, XX",
        "country, gb, Britain",
        "email, hall@example.org, hall",
        "email, hall@example.org, 'a@example.org,b@example.org'",
        "email, hall@example.org, a..b@example.org",
        "email, hall@example.org, .a@example.org",
        "email, hall@example.org, a.@example.org",
        "email, hall@example.org, a@-example.org",
        "email, hall@example.org, a@example-.org",
        "email, hall@example.org, aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@example.org",
        "email, hall@example.org, 'a@example.org\\r\\nBcc: b@example.org'",
        "taxId, GB123456789, 'GB123456789GB123456789GB123456789GB123456789'",
    })
    void whatIsNoSellerIsRefused(String field, String right, String wrong) {
        Answer refused = describe(HALL.replace('"' + right + '"', '"' + wrong + '"'));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.fields()).containsOnly(field);
        assertThat(one.getAs(organizer, "/api/events/seller")
                        .json()
                        .path("seller")
                        .isNull())
                .isTrue();
    }

    @Test
    void itIsChangedTwentyTimesInAnHourAndNotByStrangers() {
        for (int i = 0; i < 20; i++) {
            assertThat(describe(HALL.replace("1 High", i + " High")).status()).isEqualTo(200);
        }
        assertThat(describe(HALL).text("code")).isEqualTo("rate-limited");
        assertThat(one.get("/api/events/seller").status()).isEqualTo(401);
    }

    @Test
    void anOrganizerWhoIsForgottenIsNoSellerAnyMore() {
        describe(HALL);
        String id = create("published");
        one.cancel(organizer, id);
        assertThat(seller(id).path("name").asString()).isEqualTo("The Old Hall Ltd");
        assertThat(one.getAs(organizer, "/api/events/personal-data").body()).contains("The Old Hall Ltd");

        one.messages().publish(new AccountErased(organizer, Instant.now(), 3)).join();

        await().atMost(SOON).until(() -> seller(id).isNull());
        assertThat(one.getAs(organizer, "/api/events/seller")
                        .json()
                        .path("seller")
                        .isNull())
                .isTrue();
    }

    @Test
    void whatIsStillToHoldIsFoundAmongManyLaterEvents() {
        String id = create("published");
        MongoCollection<Document> events = one.bean(MongoTemplate.class).getCollection("events");
        Document over = events.find(Filters.eq("_id", id)).first();
        over.remove("outbox");
        Date later = Date.from(Instant.now().plusSeconds(60));
        events.insertMany(IntStream.range(0, 1_000)
                .mapToObj(i -> new Document(over)
                        .append("_id", id + "-" + i)
                        .append("status", "CANCELLED")
                        .append("createdAt", later))
                .toList());

        assertThat(one.getAs(organizer, "/api/events/obligations").json())
                .extracting(event -> event.path("id").asString())
                .containsExactly(id);
    }

    private Answer describe(String body) {
        return one.send(one.request("/api/events/seller")
                .header("Authorization", TestIdentity.shared().bearer(organizer))
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(body))
                .build());
    }

    private String create(String status) {
        String start = Instant.now().plus(Duration.ofDays(3)).toString();
        return one.create(organizer, """
                {'name':'Jazz','description':'Text','startsAt':'%s','price':100,'capacity':10,'status':'%s'}""".formatted(start, status)).text("id");
    }

    private static JsonNode seller(String eventId) {
        return two.get("/api/events/" + eventId).json().path("seller");
    }

    private static long version(String eventId) {
        return two.get("/api/events/" + eventId).json().path("version").asLong();
    }
}
