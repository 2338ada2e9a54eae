package io.holdfast.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.AccountChanged;
import io.holdfast.contracts.AccountState;
import io.holdfast.events.EventsServer.Answer;
import io.holdfast.messaging.Ids;
import io.holdfast.testkit.TestBroker;
import io.holdfast.testkit.TestIdentity;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Which events searches find: two replicas with a real broker and a real database; the test takes the place of auth-service. */
@Tag("storage")
class ListingIT {

    private static final String DATABASE = "listing-" + System.nanoTime();
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final String OPERATOR = TestIdentity.shared().bearerWith("olga", "operator");

    private static TestBroker broker;
    private static EventsServer one;
    private static EventsServer two;

    private final String organizer = "organizer-" + Ids.random();
    private final String word = "w" + Ids.random();

    @BeforeAll
    static void start() {
        broker = TestBroker.start();
        one = EventsServer.start(broker, DATABASE, new Class<?>[0]);
        two = EventsServer.start(broker, DATABASE, new Class<?>[0]);
    }

    @AfterAll
    static void stop() {
        two.close();
        one.close();
        broker.stop();
    }

    @Test
    void eventsOfAnUnprovenOrganizerAreThereForFriendsAndListedOnceTheAddressIsProven() {
        Answer created = create(unproven(), word);
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.json().path("listed").asBoolean()).isFalse();
        String id = created.text("id");
        assertThat(two.get("/api/events/" + id).text("name")).isEqualTo(word);
        assertThat(found(one)).isEmpty();
        assertIndexedUpTo(two);
        assertThat(found(two)).isEmpty();

        tell(new AccountState(organizer, true, false, 1));

        await().atMost(SOON)
                .until(() -> found(one).equals(List.of(id)) && found(two).equals(List.of(id)));
        assertThat(one.get("/api/events/" + id).json().path("listed").asBoolean())
                .isTrue();
        create(unproven(), word);
        assertThat(found(one)).as("a token from before the proof does no harm").hasSize(2);
    }

    @Test
    void aReplicaThatStartsLaterListsTheSame() {
        create(unproven(), word);
        String listed = create(TestIdentity.shared().bearer("proven-" + organizer), word)
                .text("id");
        try (EventsServer three = EventsServer.start(broker, DATABASE, new Class<?>[0])) {
            assertThat(found(three)).containsExactly(listed);
        }
    }

    @Test
    void eventsOfASuspendedOrganizerAreNotListedUntilThatIsLifted() {
        String id = create(TestIdentity.shared().bearer(organizer), word).text("id");
        assertThat(found(one)).containsExactly(id);

        tell(new AccountState(organizer, true, true, 1));
        await().atMost(SOON).until(() -> found(one).isEmpty() && found(two).isEmpty());
        assertThat(one.get("/api/events/" + id).status()).isEqualTo(200);

        tell(new AccountState(organizer, true, false, 2));
        await().atMost(SOON).until(() -> !found(one).isEmpty() && !found(two).isEmpty());
    }

    @Test
    void relatedEventsAreThereWhileTheyAreListed() {
        String bearer = TestIdentity.shared().bearer(organizer);
        String id = create(bearer, word).text("id");
        String other = create(bearer, word).text("id");
        assertThat(related(one, id)).startsWith(other).doesNotContain(id);
        await().atMost(SOON).until(() -> related(two, id).contains(other));

        tell(new AccountState(organizer, true, true, 1));
        await().atMost(SOON).until(() -> !related(two, id).contains(other));
        assertThat(one.get("/api/events/none/related").status()).isEqualTo(404);
    }

    @Test
    void anUnprovenOrganizerMayPublishFewEvents() {
        for (int i = 0; i < 10; i++) {
            assertThat(create(unproven(), word).status()).isEqualTo(201);
        }
        Answer refused = create(unproven(), word);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.text("code")).isEqualTo("rate-limited");
        assertThat(refused.text("detail")).contains("not confirmed");
        assertThat(Long.parseLong(refused.header("Retry-After"))).isBetween(1L, 3600L);
        assertThat(create(TestIdentity.shared().bearer(organizer), word).status())
                .as("once it is proven")
                .isEqualTo(201);
    }

    @Test
    void anEventThatIsTakenDownIsFoundByItsAddressWithoutWhatItSays() {
        String id = create(TestIdentity.shared().bearer(organizer), word).text("id");
        String path = "/api/events/" + id;

        Answer down = operate(path + "/take-down", "{\"reason\": \"Fraud\"}", OPERATOR);
        assertThat(down.status()).isEqualTo(200);
        assertThat(down.json().path("version").asInt()).isEqualTo(2);
        assertThat(down.json().has("warnings"))
                .as("that no seller is named is told to the organizer")
                .isFalse();
        assertThat(operate(path + "/take-down", "{\"reason\": \"Again\"}", OPERATOR)
                        .json()
                        .path("version")
                        .asInt())
                .as("once")
                .isEqualTo(2);

        await().atMost(SOON).until(() -> found(one).isEmpty() && found(two).isEmpty());
        JsonNode seen = two.get(path).json();
        assertThat(seen.path("name").asString()).isEqualTo(word);
        assertThat(seen.path("description").asString()).isEmpty();
        assertThat(seen.path("takenDown").path("reason").isNull()).isTrue();
        JsonNode own = two.getAs(organizer, path).json();
        assertThat(own.path("description").asString()).isEqualTo("Text");
        assertThat(own.path("takenDown").path("reason").asString()).isEqualTo("Fraud");

        assertThat(one.edit(organizer, id, """
                {'version':2,'name':'%s','description':'Text','startsAt':'%s','price':100,'capacity':10}""".formatted(word, inThreeDays()))
                        .json()
                        .path("takenDown")
                        .isObject())
                .as("an edit does not put it back")
                .isTrue();
        assertThat(found(one)).isEmpty();

        assertThat(operate(path + "/put-back", "", OPERATOR)
                        .json()
                        .path("listed")
                        .asBoolean())
                .isTrue();
        await().atMost(SOON).until(() -> !found(one).isEmpty() && !found(two).isEmpty());
        assertThat(two.get(path).json().path("description").asString()).isEqualTo("Text");

        assertThat(kinds(one.getAs(organizer, path + "/record").json()))
                .containsExactly("event-put-back", "event-edited", "event-taken-down", "event-created");
        assertThat(one.getAs("stranger", path + "/record").status()).isEqualTo(404);
        assertThat(kinds(one.get("/api/events/operator/record?event=" + id, "Authorization", OPERATOR)
                        .json()))
                .hasSize(4);
    }

    @Test
    void whatIsForOperatorsDoesNotExistForOthers() {
        String id = create(TestIdentity.shared().bearer(organizer), word).text("id");
        String own = TestIdentity.shared().bearer(organizer);
        assertThat(operate("/api/events/" + id + "/take-down", "{\"reason\": \"x\"}", own)
                        .status())
                .isEqualTo(404);
        assertThat(operate("/api/events/" + id + "/put-back", "", own).status()).isEqualTo(404);
        assertThat(one.getAs(organizer, "/api/events/operator/record").status()).isEqualTo(404);
        assertThat(one.get("/api/events/operator/record").status()).isEqualTo(401);
        assertThat(operate("/api/events/none/take-down", "{\"reason\": \"x\"}", OPERATOR)
                        .status())
                .isEqualTo(404);
        assertThat(operate("/api/events/" + id + "/take-down", "{\"reason\": \" \"}", OPERATOR)
                        .status())
                .isEqualTo(400);
    }

    private String unproven() {
        return TestIdentity.shared().bearerWith(organizer, "unproven");
    }

    private static Answer create(String bearer, String name) {
        return one.send(one.request("/api/events/new")
                .header("Authorization", bearer)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("""
                        {"name": "%s", "description": "Text", "startsAt": "%s", "price": 100, "capacity": 10}""".formatted(name, inThreeDays())))
                .build());
    }

    private static Answer operate(String path, String body, String bearer) {
        return one.send(one.request(path)
                .header("Authorization", bearer)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    private static String inThreeDays() {
        return Instant.now().plus(Duration.ofDays(3)).toString();
    }

    private static List<String> related(EventsServer server, String id) {
        return ids(server.get("/api/events/" + id + "/related"));
    }

    private List<String> found(EventsServer server) {
        return ids(server.get("/api/events?q=" + word));
    }

    private static List<String> ids(Answer page) {
        return page.json()
                .path("items")
                .valueStream()
                .map(event -> event.path("id").asString())
                .toList();
    }

    /** Until a replica has what was published before. */
    private void assertIndexedUpTo(EventsServer server) {
        String last = "l" + Ids.random();
        create(TestIdentity.shared().bearer("proven-" + organizer), last);
        await().atMost(SOON)
                .until(() ->
                        server.get("/api/events?q=" + last).json().path("items").size() == 1);
    }

    private static List<String> kinds(JsonNode page) {
        return page.path("items")
                .valueStream()
                .map(entry -> entry.path("kind").asString())
                .toList();
    }

    private static void tell(AccountState account) {
        one.messages().publish(new AccountChanged(account)).join();
    }
}
