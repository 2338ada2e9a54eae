package io.holdfast.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.model.Filters;
import io.holdfast.contracts.AvailabilityChanged;
import io.holdfast.contracts.ChangeDecided;
import io.holdfast.contracts.ChangeDecided.Shortage;
import io.holdfast.contracts.EventCancelled;
import io.holdfast.contracts.EventChangeProposed;
import io.holdfast.contracts.EventChanged;
import io.holdfast.contracts.EventEnded;
import io.holdfast.contracts.EventMessage;
import io.holdfast.contracts.EventPublished;
import io.holdfast.contracts.EventTimeOver;
import io.holdfast.contracts.Message;
import io.holdfast.contracts.Subjects;
import io.holdfast.contracts.TierAvailability;
import io.holdfast.contracts.TierState;
import io.holdfast.events.EventsServer.Answer;
import io.holdfast.events.EventsServer.Streamed;
import io.holdfast.messaging.MessageJson;
import io.holdfast.messaging.Subscription;
import io.holdfast.testkit.TestBroker;
import io.nats.client.Connection;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.mongodb.core.MongoTemplate;
import tools.jackson.databind.JsonNode;

/** Organizers' changes, at two replicas with a real broker and a real database; the test takes the place of orders-service. */
@Tag("storage")
class EditingIT {

    private static final String DATABASE = "editing-" + System.nanoTime();
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    /** One day for all tests, also for one that is running at midnight. */
    private static final Instant TODAY = Instant.now().truncatedTo(ChronoUnit.DAYS);

    private static final String STALLS = "{'id':'stalls','name':'Stalls','price':2500,'capacity':100}";
    private static final String ROWS = "'rows':[{'label':'A','seats':4,'gaps':[2],'accessible':[1],'companion':[3]},"
            + "{'label':'B','seats':70,'aisles':[35]}]";
    private static final String SEATS = "{'id':'seats','name':'Seats','price':5000,'seating':{" + ROWS + "}}";

    private static TestBroker broker;
    private static EventsServer one;
    private static EventsServer two;
    private static Connection nats;
    private static String untouched;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @BeforeAll
    static void start() throws Exception {
        broker = TestBroker.start();
        one = EventsServer.start(
                broker, DATABASE, new Class<?>[] {OtherService.class}, "holdfast.events.decision-wait=10m");
        two = EventsServer.start(broker, DATABASE, new Class<?>[0], "holdfast.events.decision-wait=1s");
        nats = TestBroker.connect(broker.url());
        untouched = create(STALLS);
    }

    @AfterAll
    static void stop() throws Exception {
        Stream.of(one, two).filter(server -> server != null).forEach(EventsServer::close);
        if (nats != null) {
            nats.close();
        }
        if (broker != null) {
            broker.stop();
        }
    }

    @Test
    void anEditIsShownFoundAndAnnounced() {
        String id = create(STALLS);
        String word = word();
        String body = """
                {'version':1,'name':'%s','startsAt':'%s','maxPerBuyer':6,'sellBack':{'allowed':false,'minutesBefore':30},'salesPaused':true,
                 'tiers':[{'id':'stalls','name':'Floor','price':2000,'capacity':120,'maxPerBuyer':2},%s]}
                """.formatted(word, inDays(3), SEATS);
        Answer edited = one.edit("ana", id, body);
        assertThat(edited.status()).isEqualTo(200);
        JsonNode event = edited.json();
        assertThat(event.path("version").asInt()).isEqualTo(2);
        assertThat(event.path("maxPerBuyer").asInt()).isEqualTo(6);
        assertThat(event.path("sellBack").toString()).isEqualTo("{\"allowed\":false,\"minutesBefore\":30}");
        assertThat(event.path("salesPaused").asBoolean()).isTrue();
        assertThat(event.path("tiers").path(0).path("name").asString()).isEqualTo("Floor");
        assertThat(event.path("tiers").path(0).path("maxPerBuyer").asInt()).isEqualTo(2);
        assertThat(event.path("tiers").path(1).path("capacity").asInt()).isEqualTo(73);
        assertThat(event.path("tiers")
                        .path(1)
                        .path("seating")
                        .path("rows")
                        .path(0)
                        .path("gaps")
                        .toString())
                .isEqualTo("[2]");
        assertThat(two.getAs("ana", "/api/events/" + id).json()).isEqualTo(event);
        assertThat(one.edit("ana", id, two.get("/api/events/" + id).body()).json())
                .isEqualTo(event);
        for (EventsServer server : List.of(one, two)) {
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(server.get("/api/events?q=" + word)
                                    .json()
                                    .path("items")
                                    .path(0)
                                    .path("id")
                                    .asString(""))
                            .isEqualTo(id));
        }
        awaitReceived(id, EventPublished.class, EventChanged.class);
        assertThat(received(id).getLast().event().tiers())
                .extracting(TierState::revision)
                .containsExactly(2L, 2L);
        assertThat(received(id).getLast().event().terms().paused()).isTrue();
    }

    @Test
    void textsInFurtherLanguagesAreShownFoundAnnouncedAndKeptByAClientThatDoesNotKnowThem() {
        String plain = create(STALLS);
        assertThat(one.get("/api/events/" + plain).body()).doesNotContain("\"language\"", "translations", "\"names\"");
        String german = word();
        String body = """
                {'version':1,'name':'Night','startsAt':'%s','language':'en','translations':{'de':{'name':'%s','description':'Zwei Sätze.'}},
                 'tiers':[%s]}
                """.formatted(inDays(3), german, STALLS.replace("}", ",'names':{'de':'Parkett'}}"));
        JsonNode edited = one.edit("ana", plain, body).json();
        assertThat(edited.path("language").asString()).isEqualTo("en");
        assertThat(edited.path("translations").toString())
                .isEqualTo("{\"de\":{\"name\":\"%s\",\"description\":\"Zwei Sätze.\"}}".formatted(german));
        assertThat(edited.path("tiers").path(0).path("names").toString()).isEqualTo("{\"de\":\"Parkett\"}");
        assertThat(two.getAs("ana", "/api/events/" + plain).json()).isEqualTo(edited);
        for (EventsServer server : List.of(one, two)) {
            await().atMost(SOON).until(() -> found(server, german).contains(plain));
        }

        JsonNode kept = two.edit("ana", plain, edit(2, "Night", STALLS.replace("2500", "2600")))
                .json();
        assertThat(kept.path("version").asInt()).isEqualTo(3);
        assertThat(kept.path("translations")).isEqualTo(edited.path("translations"));
        assertThat(kept.path("tiers").path(0).path("names"))
                .isEqualTo(edited.path("tiers").path(0).path("names"));
        JsonNode none = one.edit(
                        "ana",
                        plain,
                        edit(3, "Night", STALLS.replace("}", ",'names':{}}"))
                                .replaceFirst("}$", ",\"translations\":{}}"))
                .json();
        assertThat(none.path("translations").isMissingNode()).isTrue();
        awaitReceived(plain, EventPublished.class, EventChanged.class, EventChanged.class, EventChanged.class);
        assertThat(received(plain))
                .extracting(message -> message.event().translations() == null
                        ? "none"
                        : String.valueOf(
                                message.event().translations().get("de").name()))
                .containsExactly("none", german, german, "none");
    }

    @Test
    void anEditOfAnotherVersionIsAConflictUnlessItWasMadeAlready() {
        String id = create(STALLS);
        String first = edit(1, "First", STALLS);
        assertThat(one.edit("ana", id, first).json().path("version").asInt()).isEqualTo(2);
        Answer repeated = two.edit("ana", id, first);
        assertThat(repeated.status()).isEqualTo(200);
        assertThat(repeated.json().path("version").asInt()).isEqualTo(2);
        for (int version : List.of(1, 3)) {
            Answer stale = two.edit("ana", id, edit(version, "Second", STALLS));
            assertThat(stale.status()).isEqualTo(409);
            assertThat(stale.text("code")).isEqualTo("version-conflict");
            assertThat(stale.json().path("current"))
                    .isEqualTo(one.getAs("ana", "/api/events/" + id).json());
        }
        assertThat(one.edit("ana", id, edit(3, "First", STALLS)).status()).isEqualTo(409);
        awaitReceived(id, EventPublished.class, EventChanged.class);
    }

    @Test
    void ofManyEditsAtOnceOneSucceeds() {
        String id = create(STALLS);
        List<CompletableFuture<Answer>> edits = IntStream.range(0, 10)
                .mapToObj(i ->
                        inBackground(() -> (i % 2 == 0 ? one : two).edit("ana", id, edit(1, "Name " + i, STALLS))))
                .toList();
        List<Answer> answers = edits.stream().map(CompletableFuture::join).toList();
        assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(1);
        assertThat(answers).filteredOn(answer -> answer.status() == 409).hasSize(9);
        JsonNode event = one.getAs("ana", "/api/events/" + id).json();
        assertThat(answers)
                .filteredOn(answer -> answer.status() == 200)
                .extracting(Answer::json)
                .containsExactly(event);
        assertThat(event.path("version").asInt()).isEqualTo(2);
    }

    @Test
    void anEditThatRemovesUnitsWaitsForTheDecision() {
        String id = create(STALLS, SEATS);
        String body = edit(1, "Smaller", STALLS.replace("100", "60"));
        CompletableFuture<Answer> edit = inBackground(() -> one.edit("ana", id, body));
        EventChangeProposed proposal = awaitProposal(id, 2);
        assertThat(proposal.event().tiers()).extracting(TierState::capacity).containsExactly(100, 73);
        assertThat(proposal.proposed()).extracting(TierState::capacity).containsExactly(60);
        assertThat(proposal.proposed()).extracting(TierState::revision).containsExactly(2L);
        JsonNode meanwhile = two.getAs("ana", "/api/events/" + id).json();
        assertThat(meanwhile.path("version").asInt()).isEqualTo(2);
        assertThat(meanwhile.path("tiers").size()).isEqualTo(2);
        CompletableFuture<Answer> other = inBackground(() -> one.edit("ana", id, edit(2, "Other", STALLS, SEATS)));
        ChangeDecided granted = new ChangeDecided(id, 2, true, List.of());
        publish(granted);
        assertThat(edit.join().status()).isEqualTo(200);
        JsonNode event = edit.join().json();
        assertThat(event.path("version").asInt()).isEqualTo(3);
        assertThat(event.path("name").asString()).isEqualTo("Smaller");
        assertThat(event.path("tiers").path(0).path("available").asInt()).isEqualTo(60);
        assertThat(other.join().text("code")).isEqualTo("version-conflict");
        assertThat(two.edit("ana", id, body).json()).isEqualTo(event);
        republish(granted);
        republish(new ChangeDecided(id, 2, false, List.of(new Shortage("stalls", 70, List.of()))));
        republish(new ChangeDecided(id, 3, true, List.of()));
        assertThat(one.getAs("ana", "/api/events/" + id).json()).isEqualTo(event);
        awaitReceived(id, EventPublished.class, EventChangeProposed.class, EventChanged.class);
        assertThat(received(id)).extracting(EventMessage::version).containsExactly(1L, 2L, 3L);
        assertThat(received(id).getLast().event().tiers())
                .extracting(TierState::revision)
                .containsExactly(3L);
    }

    @Test
    void aRefusalNamesWhatIsSoldAndLeavesTheEvent() {
        String balcony = "{'id':'balcony','name':'Balcony','price':1,'capacity':9}";
        String id = create(SEATS, STALLS, balcony);
        JsonNode before = one.getAs("ana", "/api/events/" + id).json();
        String body = edit(1, "Smaller", STALLS.replace("100", "60"), SEATS.replace("'seats':70", "'seats':40"));
        CompletableFuture<Answer> edit = inBackground(() -> one.edit("ana", id, body));
        awaitProposal(id, 2);
        publish(new ChangeDecided(
                id,
                2,
                false,
                List.of(
                        new Shortage("stalls", 70, List.of()),
                        new Shortage("seats", 3, List.of("B-41", "B-70")),
                        new Shortage("balcony", 1, List.of()))));
        Answer refused = edit.join();
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text("code")).isEqualTo("capacity-below-sold");
        assertThat(refused.fields()).containsExactly("tiers[0].capacity", "tiers[1].seating", "tiers");
        JsonNode errors = refused.json().path("errors");
        assertThat(errors.path(0).path("tierId").asString()).isEqualTo("stalls");
        assertThat(errors.path(0).path("floor").asInt()).isEqualTo(70);
        assertThat(errors.path(1).path("seats").toString()).isEqualTo("[\"B-41\",\"B-70\"]");
        JsonNode after = one.getAs("ana", "/api/events/" + id).json();
        assertThat(after.path("version").asInt()).isEqualTo(3);
        assertThat(after.path("tiers")).isEqualTo(before.path("tiers"));
        assertThat(after.path("name")).isEqualTo(before.path("name"));
        // The next edit may be of the version before the proposal.
        assertThat(one.edit("ana", id, edit(1, "Other", SEATS, STALLS, balcony)).status())
                .isEqualTo(200);
        assertThat(one.edit("ana", id, edit(3, "Another", SEATS, STALLS, balcony))
                        .text("code"))
                .isEqualTo("version-conflict");
        awaitReceived(id, EventPublished.class, EventChangeProposed.class, EventChanged.class, EventChanged.class);
    }

    @Test
    void aDecisionThatComesTooLateForTheRequestIsStillApplied() {
        String id = create(STALLS);
        String body = edit(1, "Smaller", STALLS.replace("100", "60"));
        Answer undecided = two.edit("ana", id, body);
        assertThat(undecided.status()).isEqualTo(503);
        assertThat(undecided.header("Retry-After")).isNotEmpty();
        assertThat(two.edit("ana", id, edit(2, "Other", STALLS)).status()).isEqualTo(503);
        assertThat(one.getAs("ana", "/api/events/" + id).json().path("version").asInt())
                .isEqualTo(2);
        publish(new ChangeDecided(id, 2, true, List.of()));
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(one.get("/api/events/" + id).text("name")).isEqualTo("Smaller"));
        assertThat(two.edit("ana", id, body).json().path("version").asInt()).isEqualTo(3);
    }

    @Test
    void ofTwoProposalsAtOnceOneIsDecided() {
        String id = create(STALLS);
        List<CompletableFuture<Answer>> edits = Stream.of(60, 70)
                .map(capacity -> inBackground(() ->
                        one.edit("ana", id, edit(1, "Smaller", STALLS.replace("100", "" + capacity)))))
                .toList();
        awaitProposal(id, 2);
        publish(new ChangeDecided(id, 2, true, List.of()));
        assertThat(edits.stream().map(CompletableFuture::join).map(Answer::status))
                .containsExactlyInAnyOrder(200, 409);
        awaitReceived(id, EventPublished.class, EventChangeProposed.class, EventChanged.class);
    }

    @Test
    void aCancellationEndsAProposal() {
        String id = create(STALLS);
        String body = edit(1, "Smaller", STALLS.replace("100", "60"));
        CompletableFuture<Answer> edit = inBackground(() -> one.edit("ana", id, body));
        awaitProposal(id, 2);
        Answer cancelled = two.cancel("ana", id);
        assertThat(cancelled.status()).isEqualTo(200);
        assertThat(cancelled.text("status")).isEqualTo("cancelled");
        assertThat(edit.join().status()).isEqualTo(409);
        assertThat(edit.join().text("code")).isEqualTo("not-editable");
        republish(new ChangeDecided(id, 2, true, List.of()));
        assertThat(one.cancel("ana", id).json()).isEqualTo(cancelled.json());
        assertThat(one.getAs("ana", "/api/events/" + id).json()).isEqualTo(cancelled.json());
        assertThat(cancelled.json().path("version").asInt()).isEqualTo(3);
        assertThat(one.edit("ana", id, edit(3, "Again", STALLS)).text("code")).isEqualTo("not-editable");
        awaitReceived(id, EventPublished.class, EventChangeProposed.class, EventCancelled.class);
    }

    @Test
    void aCancelledEventIsNoLongerFound() {
        String word = word();
        String id = one.create("ana", event(word, STALLS)).text("id");
        for (EventsServer server : List.of(one, two)) {
            await().atMost(SOON).until(() -> found(server, word).contains(id));
        }
        one.cancel("ana", id);
        assertThat(found(one, word)).isEmpty();
        await().atMost(SOON).untilAsserted(() -> assertThat(found(two, word)).isEmpty());
        assertThat(two.get("/api/events/" + id).text("status")).isEqualTo("cancelled");
    }

    @Test
    void editsOfADraftAreNotAnnouncedUntilItIsPublished() {
        String word = word();
        String draft = event("Draft", STALLS, SEATS).replaceFirst("\\{", "{'status':'draft',");
        String id = one.create("ana", draft).text("id");
        assertThat(one.edit("ana", id, edit(1, word, STALLS.replace("100", "60")))
                        .text("status"))
                .isEqualTo("draft");
        assertThat(one.get("/api/events/" + id).status()).isEqualTo(404);
        assertThat(one.get("/api/events/" + id + "/seats").status()).isEqualTo(404);
        String publish = edit(2, word, STALLS).replaceFirst("\\{", "{'status':'published',");
        Answer published = one.edit("ana", id, publish);
        assertThat(published.text("status")).isEqualTo("published");
        assertThat(two.edit("ana", id, publish).json()).isEqualTo(published.json());
        assertThat(found(one, word)).containsExactly(id);
        awaitReceived(id, EventPublished.class);
        assertThat(received(id).getFirst().version()).isEqualTo(3);
        assertThat(one.edit("ana", id, edit(3, word, STALLS).replaceFirst("\\{", "{'status':'draft',"))
                        .fields())
                .containsExactly("status");
    }

    @Test
    void aCancelledDraftIsVisibleToItsOrganizerOnly() {
        String draft = event("Draft", STALLS).replaceFirst("\\{", "{'status':'draft',");
        String id = one.create("ana", draft).text("id");
        assertThat(one.cancel("ana", id).text("status")).isEqualTo("cancelled");
        assertThat(one.get("/api/events/" + id).status()).isEqualTo(404);
        assertThat(one.getAs("ana", "/api/events/" + id).text("status")).isEqualTo("cancelled");
        assertThat(received(id)).isEmpty();
    }

    @Test
    void anEventThatIsOverIsNeitherEditedNorCancelled() {
        String id = create(STALLS);
        change(id, new Document("$set", new Document("details.endsAt", new Date())));
        Answer refused = one.edit("ana", id, edit(1, "Later", STALLS));
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text("code")).isEqualTo("not-editable");
        Instant end = Instant.parse(one.get("/api/events/" + id).text("endsAt"));
        publish(new EventTimeOver("end-" + id, id, end, 1));
        awaitReceived(id, EventPublished.class, EventEnded.class);
        assertThat(one.edit("ana", id, edit(2, "Later", STALLS)).text("code")).isEqualTo("not-editable");
        Answer over = one.cancel("ana", id);
        assertThat(over.status()).isEqualTo(409);
        assertThat(over.text("code")).isEqualTo("not-cancellable");
    }

    @Test
    void onlyTheOrganizerChangesAnEvent() {
        String id = create(STALLS);
        assertThat(one.edit("eve", id, edit(1, "Hers", STALLS)).text("code")).isEqualTo("not-found");
        assertThat(one.cancel("eve", id).text("code")).isEqualTo("not-found");
        assertThat(one.edit("ana", "nowhere", edit(1, "Hers", STALLS)).status()).isEqualTo(404);
        assertThat(one.cancel("ana", "$ne").status()).isEqualTo(404);
        Answer anonymous = one.send(one.request("/api/events/" + id, "Content-Type", "application/json")
                .PUT(BodyPublishers.ofString("{}"))
                .build());
        assertThat(anonymous.status()).isEqualTo(401);
        assertThat(one.get("/api/events/mine").status()).isEqualTo(401);
    }

    @Test
    void theSeatMapShowsWhatIsTaken() {
        String id = create(STALLS, SEATS);
        String path = "/api/events/" + id + "/seats";
        Answer first = one.get(path);
        assertThat(first.json().path("tiers").size()).isEqualTo(1);
        JsonNode tier = first.json().path("tiers").path(0);
        assertThat(tier.path("id").asString()).isEqualTo("seats");
        assertThat(tier.path("price").asInt()).isEqualTo(5000);
        assertThat(tier.path("rows").path(0).path("seats").toString()).isEqualTo("""
                [{"name":"A-1","number":1,"state":"free","kind":"accessible"},\
                {"name":"A-3","number":3,"state":"free","kind":"companion"},\
                {"name":"A-4","number":4,"state":"free"}]""");
        assertThat(tier.path("rows").path(1).path("aisles").toString()).isEqualTo("[35]");
        assertThat(taken(first)).isEmpty();
        String tag = first.header("ETag");
        assertThat(two.get(path).header("ETag")).isEqualTo(tag);
        assertThat(two.get(path, "If-None-Match", tag).status()).isEqualTo(304);
        publishCounts(id, 1, new TierAvailability("seats", 73, 70, 1, 2, Map.of("A", "04", "B", "010000000000000020")));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(taken(one.get(path))).containsExactly("A-3", "B-1", "B-70"));
        assertThat(one.get(path, "If-None-Match", tag).status()).isEqualTo(200);
        String more = SEATS.replace("]}}", ",{'label':'C','seats':1}]}}");
        assertThat(one.edit("ana", id, edit(1, "More", STALLS, more)).status()).isEqualTo(200);
        assertThat(two.get(path).json().path("tiers").path(0).path("rows").size())
                .isEqualTo(3);
        assertThat(taken(two.get(path))).containsExactly("A-3", "B-1", "B-70");
        assertThat(one.get("/api/events/" + create(STALLS) + "/seats")
                        .json()
                        .path("tiers")
                        .size())
                .isZero();
    }

    @Test
    void availabilityAndItsStreamsFollowAnEdit() {
        String id = create(STALLS);
        publishCounts(id, 5, new TierAvailability("stalls", 100, 10, 0, 90));
        await().atMost(SOON).until(() -> available(one, id).equals("stalls=10/100"));
        Streamed stream = two.stream(id);
        await().atMost(SOON).until(() -> !stream.states().isEmpty());
        one.edit("ana", id, edit(1, "More", STALLS.replace("100", "150"), "{'name':'Box','price':1,'capacity':4}"));
        assertThat(available(two, id)).isEqualTo("stalls=10/150,box=4/4");
        await().atMost(SOON).until(() -> available(stream.states().getLast()).equals("stalls=10/150,box=4/4"));
        publishCounts(id, 6, new TierAvailability("stalls", 150, 60, 0, 90), new TierAvailability("box", 4, 3, 1, 0));
        await().atMost(SOON).until(() -> available(stream.states().getLast()).equals("stalls=60/150,box=3/4"));
    }

    @Test
    void anOrganizersListHasAllTheirEventsAndNoOthers() {
        String user = "organizer-" + NUMBERS.incrementAndGet();
        List<String> created = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            String status = i % 2 == 0 ? "draft" : "published";
            String body = event("Mine", STALLS, SEATS).replaceFirst("\\{", "{'status':'" + status + "',");
            created.addFirst(one.create(user, body).text("id"));
            awaitNextMillisecond();
        }
        one.cancel(user, created.getLast());
        create(STALLS);
        List<String> seen = new ArrayList<>();
        String cursor = "";
        for (int page = 0; page < 3; page++) {
            EventsServer server = page % 2 == 0 ? one : two;
            JsonNode answer = server.getAs(user, "/api/events/mine?size=3&cursor=" + cursor)
                    .json();
            answer.path("items").forEach(item -> seen.add(item.path("id").asString()));
            cursor = answer.path("nextCursor").asString("");
        }
        assertThat(cursor).isEmpty();
        assertThat(seen).isEqualTo(created);
        assertThat(one.getAs("other-organizer", "/api/events/mine")
                        .json()
                        .path("items")
                        .size())
                .isZero();
        for (String bad : List.of("x", "MTp4", "MTp4MTp5", "Mjp4Mjp5")) {
            assertThat(one.getAs(user, "/api/events/mine?cursor=" + bad).status())
                    .isEqualTo(400);
        }
    }

    @Test
    void eventsStoredByEarlierReleasesAreReadAndEdited() {
        String id = create(STALLS);
        change(
                id,
                new Document(
                        "$unset",
                        new Document("details.terms", "")
                                .append("details.tiers.0.revision", "")
                                .append("publishedIn", "")
                                .append("retiredTiers", "")));
        JsonNode event = one.getAs("ana", "/api/events/" + id).json();
        assertThat(event.path("sellBack").path("allowed").asBoolean()).isTrue();
        assertThat(one.edit("ana", id, edit(1, "New", STALLS.replace("100", "200")))
                        .status())
                .isEqualTo(200);
        assertThat(one.cancel("ana", id).text("status")).isEqualTo("cancelled");
        assertThat(two.get("/api/events/" + id).text("status")).isEqualTo("cancelled");
    }

    @ParameterizedTest
    @MethodSource
    void badEditsAreRefusedWithAProblem(String body, String field) {
        for (Answer answer : List.of(one.edit("ana", untouched, body), one.create("ana", body))) {
            if (field.equals("version") && answer.status() == 201) {
                continue;
            }
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text("code")).isEqualTo("validation-failed");
            assertThat(answer.fields()).isEqualTo(field.isEmpty() ? List.of() : List.of(field));
        }
        assertThat(one.get("/api/events/" + untouched).json().path("version").asInt())
                .isEqualTo(1);
    }

    static Stream<Arguments> badEditsAreRefusedWithAProblem() {
        String good = edit(1, "Good", STALLS);
        String open = good.substring(0, good.length() - 1);
        String tier =
                "{'version':1,'name':'x','startsAt':'" + inDays(2) + "','tiers':[{'name':'T','price':1,'seating':%s}]}";
        return Stream.of(
                Arguments.of("", ""),
                Arguments.of("[]", ""),
                Arguments.of("null", ""),
                Arguments.of(event("No version", STALLS), "version"),
                Arguments.of(open + ",'version':{'$gt':0}}", "version"),
                Arguments.of(open + ",'version':'1'}", "version"),
                Arguments.of(open + ",'version':0}", "version"),
                Arguments.of(open + ",'version':99999999999999999999}", "version"),
                Arguments.of(open + ",'salesPaused':'yes'}", "salesPaused"),
                Arguments.of(open + ",'salesPaused':{'$ne':false}}", "salesPaused"),
                Arguments.of(open + ",'sellBack':true}", "sellBack"),
                Arguments.of(open + ",'sellBack':{'allowed':1}}", "sellBack.allowed"),
                Arguments.of(open + ",'sellBack':{'minutesBefore':{'$gt':1}}}", "sellBack.minutesBefore"),
                Arguments.of(open + ",'maxPerBuyer':{'$inc':1}}", "maxPerBuyer"),
                Arguments.of(tier.formatted("{'$ne':null}"), "tiers[0].seating.rows"),
                Arguments.of(tier.formatted("'A'"), "tiers[0].seating"),
                Arguments.of(tier.formatted("[]"), "tiers[0].seating"),
                Arguments.of(tier.formatted("{'rows':{'$size':1}}"), "tiers[0].seating.rows"),
                Arguments.of(tier.formatted("{'rows':['A']}"), "tiers[0].seating.rows[0]"),
                Arguments.of(
                        tier.formatted("{'rows':[{'label':{'$ne':1},'seats':1}]}"), "tiers[0].seating.rows[0].label"),
                Arguments.of(tier.formatted("{'rows':[{'label':'a.b','seats':1}]}"), "tiers[0].seating.rows[0].label"),
                Arguments.of(tier.formatted("{'rows':[{'label':'$ne','seats':1}]}"), "tiers[0].seating.rows[0].label"),
                Arguments.of(
                        tier.formatted("{'rows':[{'label':'A','seats':9,'gaps':['1']}]}"),
                        "tiers[0].seating.rows[0].gaps[0]"),
                Arguments.of(
                        tier.formatted("{'rows':[{'label':'A','seats':9,'gaps':{'$in':[]}}]}"),
                        "tiers[0].seating.rows[0].gaps"),
                Arguments.of(tier.formatted("{'rows':" + "[".repeat(2000)) + "}", "tiers[0].seating.rows[0]"),
                Arguments.of(tier.formatted("{'rows':[" + "{},".repeat(300_000) + "{}]}"), "tiers[0].seating.rows"));
    }

    @Test
    void theLargestPlanIsStoredAnnouncedAndEdited() {
        String rows = IntStream.range(0, 500)
                .mapToObj(
                        "{'label':'R%d','seats':200,'aisles':[50,100,150],'accessible':[1],'companion':[2]}"::formatted)
                .collect(Collectors.joining(","));
        String id = create("{'name':'Seats','price':1,'seating':{'rows':[" + rows + "]}}");
        Answer seats = one.get("/api/events/" + id + "/seats");
        assertThat(seats.json().path("tiers").path(0).path("rows").size()).isEqualTo(500);
        awaitReceived(id, EventPublished.class);
        String fewer = rows.replaceFirst("'seats':200", "'seats':199");
        CompletableFuture<Answer> edit = inBackground(() ->
                one.edit("ana", id, edit(1, "Fewer", "{'name':'Seats','price':1,'seating':{'rows':[" + fewer + "]}}")));
        awaitProposal(id, 2);
        publish(new ChangeDecided(id, 2, true, List.of()));
        assertThat(edit.join().json().path("tiers").path(0).path("capacity").asInt())
                .isEqualTo(99_999);
        assertThat(one.edit("ana", id, edit(3, "x".repeat(2_000_000), STALLS)).status())
                .isEqualTo(413);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/$ne", "/%00", "/%7B%22$ne%22:null%7D", "/a/b", "/" + "0000000000" + "/seats/x"})
    void badAddressesAreRefusedWithAProblem(String path) {
        assertThat(one.edit("ana", path.substring(1), edit(1, "x", STALLS)).status())
                .isIn(400, 404, 405);
        assertThat(one.cancel("ana", path.substring(1)).status()).isIn(400, 404, 405);
        assertThat(one.get("/api/events" + path + "/seats").status()).isIn(400, 404);
    }

    private <T> CompletableFuture<T> inBackground(Supplier<T> call) {
        return CompletableFuture.supplyAsync(call, threads);
    }

    private static String create(String... tiers) {
        Answer created = one.create("ana", event("Concert", tiers));
        assertThat(created.status()).isEqualTo(201);
        return created.text("id");
    }

    private static String event(String name, String... tiers) {
        return "{'name':'%s','startsAt':'%s','tiers':[%s]}".formatted(name, inDays(2), String.join(",", tiers));
    }

    private static String edit(long version, String name, String... tiers) {
        return event(name, tiers).replaceFirst("\\{", "{'version':" + version + ",");
    }

    /** Lists are sorted by when events were created, in milliseconds. */
    private static void awaitNextMillisecond() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> Instant.now().truncatedTo(ChronoUnit.MILLIS).isAfter(now));
    }

    private static String word() {
        return "edited" + Long.toString(System.nanoTime() * 31 + NUMBERS.incrementAndGet() * 1_000_003L, 26);
    }

    private static String inDays(int days) {
        return TODAY.plus(days, ChronoUnit.DAYS).toString();
    }

    private static List<String> found(EventsServer server, String word) {
        return server.get("/api/events?q=" + word)
                .json()
                .path("items")
                .valueStream()
                .map(item -> item.path("id").asString())
                .toList();
    }

    private static List<String> taken(Answer seats) {
        return seats.json()
                .path("tiers")
                .valueStream()
                .flatMap(tier -> tier.path("rows").valueStream())
                .flatMap(row -> row.path("seats").valueStream())
                .filter(seat -> seat.path("state").asString().equals("taken"))
                .map(seat -> seat.path("name").asString())
                .toList();
    }

    private static String available(EventsServer server, String id) {
        return available(server.get("/api/events/" + id + "/availability").json());
    }

    private static String available(JsonNode availability) {
        return availability
                .path("tiers")
                .valueStream()
                .map(tier -> "%s=%d/%d"
                        .formatted(
                                tier.path("id").asString(),
                                tier.path("available").asInt(),
                                tier.path("capacity").asInt()))
                .collect(Collectors.joining(","));
    }

    private static void change(String id, Document update) {
        one.bean(MongoTemplate.class).getCollection("events").updateOne(Filters.eq("_id", id), update);
    }

    private static void publishCounts(String eventId, long version, TierAvailability... tiers) {
        publish(new AvailabilityChanged(
                eventId, List.of(tiers), Instant.now().truncatedTo(ChronoUnit.MILLIS), version));
    }

    private static void publish(Message message) {
        one.messages().publish(message).join();
    }

    /** Without a message id, by which the broker would recognize a repetition; returns when the service has handled it. */
    private static void republish(ChangeDecided message) {
        try {
            long sequence = nats.jetStream()
                    .publish(Subjects.of(message), MessageJson.write(message))
                    .getSeqno();
            await().atMost(SOON)
                    .until(() -> nats.jetStreamManagement()
                                    .getConsumerInfo("inventory", "events")
                                    .getAckFloor()
                                    .getStreamSequence()
                            >= sequence);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static EventChangeProposed awaitProposal(String id, long version) {
        return await().atMost(SOON)
                .until(
                        () -> received(id).stream()
                                .filter(message -> message.version() == version)
                                .findFirst()
                                .map(EventChangeProposed.class::cast)
                                .orElse(null),
                        proposal -> proposal != null);
    }

    private static void awaitReceived(String id, Class<?>... types) {
        await().atMost(SOON).untilAsserted(() -> assertThat(received(id)).hasExactlyElementsOfTypes(types));
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
                    .on(EventChanged.class, received::add)
                    .on(EventChangeProposed.class, received::add)
                    .on(EventCancelled.class, received::add)
                    .on(EventEnded.class, received::add)
                    .build();
        }
    }
}
