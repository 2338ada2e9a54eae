package io.holdfast.orders.waiting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.mongodb.MongoException;
import io.holdfast.messaging.DatabaseErrors;
import io.holdfast.orders.waiting.WaitingRoom.Entry;
import io.holdfast.simulation.documents.Effects;
import io.holdfast.simulation.documents.Failures;
import io.holdfast.simulation.documents.Operation;
import io.holdfast.simulation.documents.SimulatedDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoTemplate;

/** What several replicas write to one waiting room, also late and without an answer: each entry has one place, and the draw one result. */
class StoredWaitingRoomTests {

    private static final String EVENT = "event1";
    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
    private static final Instant LATER = NOON.plusSeconds(60);
    private static final Clock CLOCK = Clock.fixed(NOON, ZoneOffset.UTC);

    private final SimulatedDatabase database = new SimulatedDatabase(() -> NOON);
    private final List<Operation> late = new ArrayList<>();
    private boolean certain = true;
    private int drawn;
    private final WaitingRoom one = replica(Effects.NONE);
    private final WaitingRoom other = replica(Effects.NONE);

    private WaitingRoom replica(Effects effects) {
        MongoTemplate mongo = new MongoTemplate(database.factory("orders", effects, "orders"));
        RoomStore rooms = new RoomStore(mongo, CLOCK);
        return new WaitingRoom(
                EVENT, rooms.findOrMake(EVENT), new PageStore(mongo), rooms, _ -> certain, CLOCK, 1_000, () -> drawn++);
    }

    /** The first page is kept, to be written late, and gets no answer; nothing else is disturbed. */
    private void keepPage(Operation operation) {
        if (late.isEmpty()
                && operation.name().equals("insert")
                && operation.collection().equals(PageStore.COLLECTION)) {
            late.add(operation);
            throw Failures.readTimeout();
        }
    }

    @Test
    void replicasShareSecretsPagesAndPlaces() {
        assertThat(one.secrets().seed()).isEqualTo(other.secrets().seed());
        for (int i = 0; i < 20; i++) {
            enter(i % 2 == 0 ? one : other, "visitor" + i, LATER);
        }
        assertThat(enter(other, "visitor0", LATER)).isEqualTo(enter(one, "visitor0", LATER));

        one.ringIfDue(NOON);
        enter(other, "late", NOON);
        one.refresh();

        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Visitor visitor = visitor("visitor" + i);
            assertThat(one.find(visitor)).isEqualTo(other.find(visitor));
            places.add(one.find(visitor).orElseThrow().place());
        }
        assertThat(places)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(1, 20).boxed().toList());
        assertThat(one.find(visitor("late")).orElseThrow().place()).isEqualTo(21);
    }

    /** Those whose streams are open are to know their places at once. */
    @Test
    void eachReplicaIsToldThatItKnowsThePlaces() {
        enter(one, "ada", LATER);
        one.ringIfDue(NOON);
        assertThat(drawn).isEqualTo(1);
        other.refresh();
        assertThat(drawn).isEqualTo(2);
        enter(one, "bob", NOON);
        one.refresh();
        assertThat(drawn).isEqualTo(2);
    }

    @Test
    void theBellRingsOnlyOnceItIsCertainThatTheRoomOpens() {
        enter(one, "ada", LATER);
        certain = false;
        one.ringIfDue(NOON);
        enter(one, "bob", NOON);
        assertThat(one.isDrawn()).isFalse();

        certain = true;
        other.refresh();
        other.ringIfDue(NOON);

        assertThat(other.outline().drawn()).isEqualTo(2);
    }

    @Test
    void whoEntersDoesNotWaitAgainForABrokerThatDoesNotAnswer() {
        AtomicReference<Instant> time = new AtomicReference<>(NOON);
        AtomicInteger asked = new AtomicInteger();
        Clock clock = mock(Clock.class);
        when(clock.instant()).thenAnswer(_ -> time.get());
        MongoTemplate mongo = new MongoTemplate(database.factory("orders", Effects.NONE, "orders"));
        RoomStore rooms = new RoomStore(mongo, CLOCK);
        Opening slow = _ -> {
            time.updateAndGet(before -> before.plusSeconds(2));
            return asked.incrementAndGet() == 3;
        };
        WaitingRoom room = new WaitingRoom(
                EVENT, rooms.findOrMake(EVENT), new PageStore(mongo), rooms, slow, clock, 1_000, () -> {});

        enter(room, "ada", NOON);
        enter(room, "bob", NOON);
        assertThat(asked).as("eight seconds are not over").hasValue(1);
        time.set(NOON.plusSeconds(10));
        enter(room, "cyd", NOON);
        assertThat(asked).hasValue(2);
        // A clock that is set back must not keep the room shut.
        time.set(NOON);
        enter(room, "dan", NOON);

        assertThat(asked).hasValue(3);
        assertThat(room.outline().drawn()).isEqualTo(3);
    }

    @Test
    void aRoomThatNoMajorityHasYetIsAskedForAgain() {
        SimulatedDatabase cutOff = new SimulatedDatabase(() -> NOON);
        RoomStore rooms = new RoomStore(new MongoTemplate(cutOff.factory("orders", Effects.NONE, "orders")), CLOCK);
        cutOff.stopReplication();

        assertThatThrownBy(() -> rooms.findOrMake(EVENT)).isInstanceOf(MongoException.class);
        assertThatThrownBy(() -> rooms.findOrMake(EVENT)).matches(DatabaseErrors::isTransient);

        cutOff.resumeReplication();
        assertThat(rooms.findOrMake(EVENT).commitment()).isNotEmpty();
    }

    @Test
    void anEntryWithoutAnAnswerIsNotWrittenBehindTheBell() {
        enter(one, "ada", LATER);
        WaitingRoom slow = replica(this::keepPage);
        slow.refresh();
        assertThatThrownBy(() -> enter(slow, "bob", LATER)).isInstanceOf(CompletionException.class);

        other.ringIfDue(NOON);
        late.getFirst().perform();

        other.refresh();
        slow.refresh();
        assertThat(other.outline().drawn()).isEqualTo(1);
        assertThat(other.find(visitor("bob"))).isEmpty();
        assertThat(enter(slow, "bob", NOON).place()).isEqualTo(2);
        assertThat(slow.outline().root()).isEqualTo(other.outline().root());
    }

    @Test
    void anEntryThatIsWrittenLateIsWrittenOnce() {
        WaitingRoom slow = replica(this::keepPage);
        assertThatThrownBy(() -> enter(slow, "ada", LATER)).isInstanceOf(CompletionException.class);
        late.getFirst().perform();

        Entry again = enter(slow, "ada", LATER);

        assertThat(again.number()).isEqualTo(1);
        one.refresh();
        assertThat(one.outline().entries()).isEqualTo(1);
    }

    @Test
    void aBellWithoutAnAnswerRingsOnce() {
        enter(one, "ada", LATER);
        enter(one, "bob", LATER);
        WaitingRoom slow = replica(this::keepPage);
        slow.refresh();
        assertThatThrownBy(() -> slow.ringIfDue(NOON)).isInstanceOf(RuntimeException.class);
        enter(other, "cyd", LATER);
        late.getFirst().perform();

        other.ringIfDue(NOON);
        slow.refresh();
        slow.ringIfDue(NOON);

        assertThat(other.outline().drawn()).isEqualTo(3);
        assertThat(slow.outline()).isEqualTo(other.outline());
    }

    @Test
    void placesAreTheSameForAReplicaThatReadsThemAgain() {
        Random random = new Random(1);
        for (int i = 0; i < 100; i++) {
            enter(random.nextBoolean() ? one : other, "visitor" + random.nextInt(50), i < 60 ? LATER : NOON);
        }
        one.refresh();
        WaitingRoom third = replica(Effects.NONE);
        third.refresh();

        Map<Integer, String> byPlace = new HashMap<>();
        for (int i = 0; i < 50; i++) {
            Visitor visitor = visitor("visitor" + i);
            assertThat(third.find(visitor)).isEqualTo(one.find(visitor));
            third.find(visitor)
                    .ifPresent(entry ->
                            assertThat(byPlace.put(entry.place(), entry.id())).isNull());
        }
        assertThat(byPlace).hasSize(third.outline().entries());
        byPlace.forEach((place, id) -> assertThat(third.entriesAt(place, place)).containsExactly(id));
    }

    @Test
    void ofTwoAdmissionsThatMeetOneIsWritten() {
        enter(one, "ada", NOON);
        enter(one, "bob", NOON);
        one.refresh();
        other.refresh();
        Admissions byOne = one.outline().admissions().admit(1, NOON, Duration.ofMinutes(5));
        Admissions byOther = other.outline().admissions().admit(2, NOON, Duration.ofMinutes(5));

        assertThat(one.save(byOne)).isTrue();
        assertThat(other.save(byOther)).isFalse();

        other.refresh();
        assertThat(other.outline().admissions()).isEqualTo(byOne);
    }

    private static Visitor visitor(String name) {
        return new Visitor(name, "", false, false);
    }

    private static Entry enter(WaitingRoom room, String name, Instant opensAt) {
        return room.enter(visitor(name), opensAt).join().orElseThrow();
    }

    @Test
    void aRoomHasNoPagesOfAnotherEvent() {
        PageStore pages = new PageStore(new MongoTemplate(database.factory("orders", Effects.NONE, "orders")));
        Page first = new Page(1, NOON, List.of(), null);
        for (String event : List.of("event0", EVENT, "event10", "event2")) {
            assertThat(pages.add(event, first)).isTrue();
        }

        assertThat(pages.after(EVENT, 0)).containsExactly(first);
        assertThat(pages.after(EVENT, 1)).isEmpty();
    }
}
