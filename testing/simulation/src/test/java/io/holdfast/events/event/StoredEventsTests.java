package io.holdfast.events.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.ChangeDecided;
import io.holdfast.events.seller.Seller;
import io.holdfast.simulation.documents.Effects;
import io.holdfast.simulation.documents.SimulatedDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.convert.MappingMongoConverter;
import org.springframework.data.mongodb.core.convert.MongoCustomConversions;
import org.springframework.data.mongodb.core.convert.NoOpDbRefResolver;
import org.springframework.data.mongodb.core.mapping.MongoMappingContext;

/** What a change writes to an event, whatever else was written to it since it was read. */
class StoredEventsTests {

    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    private static final Seller HALL =
            new Seller("Hall Ltd", "1 High Street", null, "York", "GB", null, "hall@example.org", false, null, 1);

    private final MongoTemplate mongo =
            new MongoTemplate(new SimulatedDatabase(() -> NOW).factory("events", Effects.NONE, "events"), converter());

    private final EventStore events = new EventStore(mongo);

    @Test
    void aChangeDoesNotBringBackASellerWhoWasForgottenSinceTheEventWasRead() {
        events.insert(Event.published("id", "organizer", details("Jazz"), HALL, "hash", NOW));
        Event read = events.find("id").orElseThrow();
        assertThat(read.seller()).isEqualTo(HALL);

        events.forgetSeller("organizer");
        assertThat(events.change(read.edit(details("Blues"), false, NOW), NOW)).isTrue();

        Event stored = events.find("id").orElseThrow();
        assertThat(stored.details().name()).isEqualTo("Blues");
        assertThat(stored.seller()).isNull();
    }

    @Test
    void aChangeKeepsTheSeller() {
        events.insert(Event.published("id", "organizer", details("Jazz"), null, "hash", NOW));
        assertThat(events.describe(events.find("id").orElseThrow().soldBy(HALL, NOW), NOW))
                .isTrue();

        assertThat(events.change(events.find("id").orElseThrow().edit(details("Blues"), false, NOW), NOW))
                .isTrue();

        assertThat(events.find("id").orElseThrow().seller()).isEqualTo(HALL);
    }

    @Test
    void ofTwoChangesOfAVersionOneIsWritten() {
        events.insert(Event.published("id", "organizer", details("Jazz"), null, "hash", NOW));
        Event read = events.find("id").orElseThrow();
        Event late = events.find("id").orElseThrow();

        assertThat(events.change(read.edit(details("Blues"), false, NOW), NOW)).isTrue();
        assertThat(events.change(late.edit(details("Soul"), false, NOW), NOW)).isFalse();

        Event stored = events.find("id").orElseThrow();
        assertThat(stored.details().name()).isEqualTo("Blues");
        assertThat(stored.version()).isEqualTo(2);
    }

    @Test
    void whatIsDecidedIsProposedNoMore() {
        events.insert(Event.published("id", "organizer", details("Jazz"), null, "hash", NOW));
        Event proposed = events.find("id").orElseThrow().edit(details("Jazz", 50), false, NOW);
        assertThat(events.change(proposed, NOW)).isTrue();
        Event open = events.find("id").orElseThrow();
        assertThat(open.proposal()).isNotNull();

        ChangeDecided granted = new ChangeDecided("id", 2, true, List.of());
        assertThat(events.change(open.applyDecision(granted, NOW), NOW)).isTrue();

        Event decided = events.find("id").orElseThrow();
        assertThat(decided.proposal()).isNull();
        assertThat(decided.details().tiers()).extracting(Tier::capacity).containsExactly(50);
    }

    @Test
    void aMoveIsToldFromTheStartWithWhichTheEventBecamePublic() {
        events.insert(Event.draft("id", "organizer", startingIn(60), null, "hash", NOW));
        change(startingIn(61), true);
        assertThat(events.find("id").orElseThrow().movedFrom()).isEmpty();

        change(startingIn(62), false);
        change(startingIn(63), false);
        assertThat(events.describe(events.find("id").orElseThrow().soldBy(HALL, NOW), NOW))
                .isTrue();

        assertThat(events.find("id").orElseThrow().movedFrom()).contains(NOW.plus(Duration.ofDays(61)));
    }

    @Test
    void ofAnEventOfAnEarlierReleaseTheStartThatItHadIsKeptWhenItIsMoved() {
        events.insert(Event.published("id", "organizer", startingIn(60), null, "hash", NOW));
        mongo.getCollection(Event.COLLECTION)
                .updateOne(new Document("_id", "id"), new Document("$unset", new Document("announcedStart", "")));
        change(startingIn(61), false);
        change(startingIn(62), false);

        assertThat(events.find("id").orElseThrow().movedFrom()).contains(NOW.plus(Duration.ofDays(60)));
    }

    /** Wherever a page ends. */
    @Test
    void eventsThatWereCreatedAtTheSameMomentAreListedOnceEach() {
        for (String id : List.of("b", "c", "a")) {
            events.insert(Event.published(id, "organizer", details("Jazz"), null, "hash", NOW));
        }
        Instant before = NOW.minusSeconds(1);
        events.insert(Event.draft("d", "organizer", details("Jazz"), null, "hash", before));
        events.insert(Event.published("e", "another", details("Jazz"), null, "hash", NOW));

        assertThat(ownAfter(null)).containsExactly("c", "b");
        assertThat(ownAfter(new OwnEventsCursor(NOW, "b"))).containsExactly("a", "d");
        assertThat(ownAfter(new OwnEventsCursor(before, "d"))).isEmpty();
    }

    private List<String> ownAfter(@Nullable OwnEventsCursor page) {
        return events.outlines("organizer", 2, page).stream().map(Event::id).toList();
    }

    @Test
    void anEventIsAheadWhileItIsPublicAndNotOver() {
        for (String id : List.of("a", "b")) {
            events.insert(Event.published(id, "organizer", details("Jazz"), null, "hash", NOW));
        }
        events.insert(Event.draft("draft", "organizer", details("Jazz"), null, "hash", NOW));
        events.insert(Event.published("c", "another", details("Jazz"), null, "hash", NOW));
        Instant over = details("Jazz").endsAt();

        assertThat(events.ahead("organizer", over.minusMillis(1), 10))
                .extracting(Event::id)
                .containsExactlyInAnyOrder("a", "b");
        assertThat(events.ahead("organizer", over.minusMillis(1), 1)).hasSize(1);
        assertThat(events.ahead("organizer", over, 10)).isEmpty();
    }

    @Test
    void anEventThatHasEndedIsInTheArchiveForAWhile() {
        events.insert(Event.published("ended", "organizer", details("Jazz"), null, "hash", NOW));
        events.insert(Event.published("public", "organizer", details("Jazz"), null, "hash", NOW));
        events.insert(Event.draft("draft", "organizer", details("Jazz"), null, "hash", NOW));
        Instant over = details("Jazz").endsAt();
        assertThat(events.change(events.find("ended").orElseThrow().end(over), over))
                .isTrue();

        assertThat(publishedSince(over.minusMillis(1))).containsExactlyInAnyOrder("ended", "public");
        assertThat(publishedSince(over)).containsExactly("public");
    }

    private List<String> publishedSince(Instant since) {
        try (Stream<Event> found = events.published(since)) {
            return found.map(Event::id).toList();
        }
    }

    private void change(EventDetails wanted, boolean publish) {
        assertThat(events.change(events.find("id").orElseThrow().edit(wanted, publish, NOW), NOW))
                .isTrue();
    }

    private static EventDetails startingIn(int days) {
        return details("Jazz", 100, NOW.plus(Duration.ofDays(days)));
    }

    private static EventDetails details(String name) {
        return details(name, 100);
    }

    private static EventDetails details(String name, int capacity) {
        return details(name, capacity, NOW.plus(Duration.ofDays(60)));
    }

    private static EventDetails details(String name, int capacity, Instant starts) {
        return new EventDetails(
                name,
                "",
                null,
                Venue.TO_BE_ANNOUNCED,
                starts,
                starts.plus(Duration.ofHours(3)),
                "UTC",
                "EUR",
                null,
                List.of(new Tier("hall", "Hall", 100, capacity, 10, null, null, 1L, null, Map.of())),
                null,
                null,
                TermsOfSale.DEFAULT,
                null,
                Map.of());
    }

    static MappingMongoConverter converter() {
        MongoCustomConversions conversions = MongoCustomConversions.create(adapter -> {});
        MongoMappingContext context = new MongoMappingContext();
        context.setSimpleTypeHolder(conversions.getSimpleTypeHolder());
        context.afterPropertiesSet();
        MappingMongoConverter converter = new MappingMongoConverter(NoOpDbRefResolver.INSTANCE, context);
        converter.setCustomConversions(conversions);
        converter.afterPropertiesSet();
        return converter;
    }
}
