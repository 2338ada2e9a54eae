package io.holdfast.events.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.spy;

import io.holdfast.contracts.ChangeDecided;
import io.holdfast.contracts.ChangeDecided.Shortage;
import io.holdfast.contracts.EventStatus;
import io.holdfast.contracts.EventTimeOver;
import io.holdfast.events.EventsProperties;
import io.holdfast.events.event.EventRefusedException.CapacityBelowSold;
import io.holdfast.events.event.EventRefusedException.NotEditable;
import io.holdfast.events.event.EventRefusedException.VersionConflict;
import io.holdfast.events.seller.Seller;
import io.holdfast.messaging.DatabaseErrors;
import io.holdfast.simulation.documents.Effects;
import io.holdfast.simulation.documents.SimulatedDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.json.JsonMapper;

/** What becomes of an edit, a proposal and its decision when something else happens to the event at the same moment. */
class StoredProposalsTests {

    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    private static final Instant START = Instant.parse("2027-01-28T19:00:00Z");

    private final EventStore events = spy(new EventStore(new MongoTemplate(
            new SimulatedDatabase(() -> NOW).factory("events", Effects.NONE, "events"),
            StoredEventsTests.converter())));
    private final EventAnnouncer announcer = mock();
    private final EventEditor editor =
            new EventEditor(events, announcer, mock(), properties(), Clock.fixed(NOW, ZoneOffset.UTC));

    @BeforeEach
    void anEvent() {
        EventDetails details = EventRules.check(request("Jazz", 100, 1), NOW);
        events.insert(Event.published("id", "organizer", details, null, "hash", NOW));
    }

    @Test
    void anEditOfAnotherVersionIsRefusedAndTheSameEditIsNot() {
        assertThat(edit("Blues", 100, 1).version()).isEqualTo(2);

        assertThat(edit("Blues", 100, 1).version()).isEqualTo(2);
        assertThatExceptionOfType(VersionConflict.class).isThrownBy(() -> edit("Soul", 100, 1));
        assertThat(stored().details().name()).isEqualTo("Blues");
    }

    @Test
    void anEditThatComesSecondIsNotTakenForMade() {
        meanwhile(() -> edit("Blues", 100, 1));

        assertThatExceptionOfType(VersionConflict.class).isThrownBy(() -> edit("Soul", 100, 1));
        assertThat(stored().details().name()).isEqualTo("Blues");
    }

    @Test
    void aRefusedEditIsAnsweredAsRefusedAndItsVersionCanBeEditedAgain() {
        whenProposed(() -> decide(false));
        assertThatExceptionOfType(CapacityBelowSold.class).isThrownBy(() -> edit("Jazz", 50, 1));
        assertThat(stored().details().tiers()).extracting(Tier::capacity).containsExactly(100);

        assertThat(edit("Jazz", 120, 1).details().tiers())
                .extracting(Tier::capacity)
                .containsExactly(120);
    }

    /** What was decided before was decided about another one. */
    @Test
    void anEditIsNotMadeIfTheEventIsCancelledBeforeItIsDecided() {
        whenProposed(() -> decide(true));
        assertThat(edit("Jazz", 50, 1).version()).isEqualTo(3);

        whenProposed(() -> editor.cancel("id", "organizer"));
        assertThatExceptionOfType(NotEditable.class).isThrownBy(() -> edit("Jazz", 40, 3));
        assertThat(stored().details().tiers()).extracting(Tier::capacity).containsExactly(50);
    }

    @Test
    void aDecisionThatMeetsAnotherChangeIsHandledAgain() {
        propose();
        meanwhile(() -> editor.cancel("id", "organizer"));

        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> decide(true));

        decide(true);
        assertThat(stored().status()).isEqualTo(EventStatus.CANCELLED);
        assertThat(stored().details().tiers()).extracting(Tier::capacity).containsExactly(100);
    }

    @Test
    void aSellerIsWrittenOnceTheProposalIsDecided() {
        Seller seller =
                new Seller("Hall Ltd", "1 High Street", null, "York", "GB", null, "hall@example.org", false, null, 1);
        propose();
        assertThat(editor.describe("id", seller)).isFalse();

        decide(true);
        assertThat(editor.describe("id", seller)).isTrue();
        assertThat(stored().seller()).isEqualTo(seller);
        assertThat(stored().details().tiers()).extracting(Tier::capacity).containsExactly(50);
    }

    /** Its deadline fires once: the message of it has to come again. */
    @Test
    void anEventWhoseTimeIsOverWhileItIsEditedEndsAllTheSame() {
        Instant end = stored().details().endsAt();
        EventService service = service(end);
        EventTimeOver over = new EventTimeOver("message1", "id", end, 1);
        assertThatThrownBy(() -> service(NOW).end(over)).matches(DatabaseErrors::isTransient);
        meanwhile(() -> edit("Blues", 100, 1));

        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> service.end(over));
        assertThat(stored().status()).isEqualTo(EventStatus.PUBLISHED);

        service.end(over);
        assertThat(stored().status()).isEqualTo(EventStatus.ENDED);
        assertThat(stored().details().name()).isEqualTo("Blues");
        service.end(over);
        assertThat(stored().version()).isEqualTo(3);
    }

    private EventService service(Instant now) {
        return new EventService(
                events, mock(), announcer, mock(), mock(), mock(), properties(), Clock.fixed(now, ZoneOffset.UTC));
    }

    private Event edit(String name, int capacity, long version) {
        return editor.edit("id", request(name, capacity, version), "organizer")
                .orElseThrow()
                .after();
    }

    private void propose() {
        Event proposed = stored().edit(EventRules.checkEdit(request("Jazz", 50, 1), stored(), NOW), true, NOW);
        assertThat(events.change(proposed, NOW)).isTrue();
    }

    /** Of the first proposal. */
    private void decide(boolean granted) {
        editor.applyDecision(new ChangeDecided(
                "id", 2, granted, granted ? List.of() : List.of(new Shortage("hall", 70, List.of()))));
    }

    private Event stored() {
        return events.find("id").orElseThrow();
    }

    /** Something else happens after the event was read for the next time. */
    private void meanwhile(Runnable other) {
        AtomicBoolean happened = new AtomicBoolean();
        doAnswer(call -> {
                    Object read = call.callRealMethod();
                    if (happened.compareAndSet(false, true)) {
                        other.run();
                    }
                    return read;
                })
                .when(events)
                .find("id");
    }

    /** Something happens as soon as a proposal is announced. */
    private void whenProposed(Runnable then) {
        doAnswer(call -> {
                    Event announced = call.getArgument(0);
                    if (announced.proposal() != null) {
                        then.run();
                    }
                    return null;
                })
                .when(announcer)
                .announce(any());
    }

    private static EventRequest request(String name, int capacity, long version) {
        Map<String, Object> tier = Map.of("id", "hall", "name", "Hall", "price", 1_000, "capacity", capacity);
        Map<String, Object> event = Map.of(
                "name",
                name,
                "startsAt",
                START.toString(),
                "currency",
                "EUR",
                "version",
                version,
                "status",
                "published",
                "tiers",
                List.of(tier));
        return JsonMapper.shared().convertValue(event, EventRequest.class);
    }

    private static EventsProperties properties() {
        return new EventsProperties(
                new EventsProperties.Streams(1, 1, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1)),
                new EventsProperties.SeatMaps(
                        DataSize.ofMegabytes(1), DataSize.ofMegabytes(1), DataSize.ofMegabytes(1)),
                1,
                1,
                false,
                Duration.ofSeconds(1),
                Duration.ofDays(730));
    }
}
