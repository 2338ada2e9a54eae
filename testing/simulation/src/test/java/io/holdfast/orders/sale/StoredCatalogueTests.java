package io.holdfast.orders.sale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.mongodb.client.model.Updates;
import io.holdfast.contracts.ChangeDecided;
import io.holdfast.contracts.EventChangeProposed;
import io.holdfast.contracts.EventChanged;
import io.holdfast.contracts.EventPublished;
import io.holdfast.contracts.EventState;
import io.holdfast.contracts.EventStatus;
import io.holdfast.contracts.SalesTerms;
import io.holdfast.contracts.TierState;
import io.holdfast.contracts.VenueState;
import io.holdfast.messaging.Arrivals;
import io.holdfast.messaging.Migration;
import io.holdfast.messaging.OutboxRelay;
import io.holdfast.messaging.OutboxRelays;
import io.holdfast.orders.OrdersProperties;
import io.holdfast.orders.StoredSettings;
import io.holdfast.orders.inventory.BuyersFirst;
import io.holdfast.orders.inventory.Inventory;
import io.holdfast.orders.inventory.StoredUnits;
import io.holdfast.orders.sale.ChangeDecisionStore.Decision;
import io.holdfast.runtime.BackgroundLoop;
import io.holdfast.simulation.documents.Effects;
import io.holdfast.simulation.documents.SimulatedDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoTemplate;

/** What the catalogue says becomes units and what is for sale, once, in whatever order it comes, and a proposal has one decision. */
class StoredCatalogueTests {

    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOON, ZoneOffset.UTC);
    private static final OrdersProperties PROPERTIES = StoredSettings.USUAL;

    private final SimulatedDatabase database = new SimulatedDatabase(() -> NOON);
    private final MongoTemplate mongo = template(Effects.NONE);
    private final StoredUnits units = new StoredUnits(mongo, CLOCK);
    private final SaleStore store = new SaleStore(mongo, PROPERTIES, CLOCK);
    private final Sales sales = new Sales(store, PROPERTIES, mock(Arrivals.class), CLOCK);
    private final CatalogueUpdates updates = replica(mongo, sales);

    private MongoTemplate template(Effects effects) {
        return new MongoTemplate(database.factory("orders", effects, "orders"));
    }

    private CatalogueUpdates replica(MongoTemplate template, Sales known) {
        return new CatalogueUpdates(
                new SaleStore(template, PROPERTIES, CLOCK),
                known,
                decisions(template),
                new StoredUnits(template, CLOCK).changer(),
                mock(Inventory.class));
    }

    private static ChangeDecisionStore decisions(MongoTemplate template) {
        OutboxRelays relays = mock(OutboxRelays.class);
        when(relays.forCollection(any())).thenReturn(mock(OutboxRelay.class));
        return new ChangeDecisionStore(template, relays, CLOCK);
    }

    /** A tier as the version {@code revision} of its event made it. */
    private static TierState tier(String id, int capacity, long revision) {
        return new TierState(id, id, 1000, capacity, 10, null, null, revision);
    }

    private static EventState event(long version, TierState... tiers) {
        Instant starts = NOON.plus(Duration.ofDays(60));
        return new EventState(
                "event1",
                "A concert",
                "",
                null,
                new VenueState("Arena", null, "Vienna", "AT"),
                starts,
                starts.plus(Duration.ofHours(2)),
                "Europe/Vienna",
                "EUR",
                null,
                List.of(tiers),
                null,
                null,
                SalesTerms.DEFAULT,
                "organizer",
                EventStatus.PUBLISHED,
                version);
    }

    private Map<String, Integer> capacities() {
        return units.capacities("event1");
    }

    private Decision decision() {
        return decisions(mongo).find("event1").orElseThrow();
    }

    /** An earlier release did not note whose an event is. */
    @Test
    void theEventsOfAnOrganizerAreFoundAlsoThoseOfAnEarlierRelease() {
        updates.apply(new EventPublished(event(1, tier("hall", 10, 1))));
        assertThat(store.ofOrganizer("organizer", 0, 10))
                .extracting(Sale::eventId)
                .containsExactly("event1");
        assertThat(store.ofOrganizer("another", 0, 10)).isEmpty();
        mongo.getCollection(SaleStore.COLLECTION).updateMany(new Document(), Updates.unset("organizer"));
        assertThat(store.ofOrganizer("organizer", 0, 10)).isEmpty();

        UnnamedOrganizers unnamed = new UnnamedOrganizers(mongo, store, new BuyersFirst());
        nameUntil(unnamed, Migration.UPDATED_WITHIN);
        assertThat(store.ofOrganizer("organizer", 0, 10))
                .extracting(Sale::eventId)
                .containsExactly("event1");

        // A replica that is not updated yet stores another.
        mongo.getCollection(SaleStore.COLLECTION).updateMany(new Document(), Updates.unset("organizer"));
        nameUntil(unnamed, BackgroundLoop.DONE);
        assertThat(store.ofOrganizer("organizer", 0, 10)).hasSize(1);
        mongo.getCollection(SaleStore.COLLECTION).updateMany(new Document(), Updates.unset("organizer"));
        assertThat(new UnnamedOrganizers(mongo, store, new BuyersFirst()).nameNext())
                .as("asked once for a database")
                .isEqualTo(BackgroundLoop.DONE);
        assertThat(store.ofOrganizer("organizer", 0, 10)).isEmpty();
    }

    private static void nameUntil(UnnamedOrganizers unnamed, Duration end) {
        Duration next;
        do {
            next = unnamed.nameNext();
            assertThat(next).as("a rest").isPositive();
        } while (!next.equals(end));
    }

    /** Another replica changes it while this one has a copy. */
    @Test
    void aSaleIsReadAgainForWhoeverAsksLaterThanItWasCopied() {
        updates.apply(new EventPublished(event(1, tier("hall", 10, 1))));
        assertThat(sales.recent("event1")).isPresent();
        replica(mongo, mock(Sales.class)).apply(new EventChanged(event(2, tier("hall", 12, 2))));

        assertThat(sales.recent("event1").orElseThrow().event().version()).isEqualTo(1);
        assertThat(sales.since(NOON, "event1").orElseThrow().event().version()).isEqualTo(1);
        assertThat(sales.since(NOON.plusMillis(1), "event1")
                        .orElseThrow()
                        .event()
                        .version())
                .isEqualTo(2);
    }

    /** Its message is handled between the last look and the question whether all are. */
    @Test
    void anEventThatArrivesWhileTheBrokerIsAskedIsFound() {
        Arrivals arrivals = mock();
        Clock clock = mock();
        AtomicLong seconds = new AtomicLong();
        when(clock.instant()).then(_ -> NOON.plusSeconds(seconds.incrementAndGet()));
        when(arrivals.areHandled(any())).then(_ -> {
            updates.apply(new EventPublished(event(1, tier("hall", 10, 1))));
            return true;
        });

        assertThat(new Sales(store, PROPERTIES, arrivals, clock).await("event1"))
                .isPresent();
    }

    @Test
    void anEventIsForSaleOnlyOnceItsUnitsExist() {
        AtomicBoolean stored = new AtomicBoolean();
        MongoTemplate watched = template(operation -> {
            if (operation.isWrite() && operation.collection().equals(SaleStore.COLLECTION)) {
                assertThat(capacities()).containsEntry("hall", 100);
                stored.set(true);
            }
            operation.perform();
        });
        replica(watched, sales).apply(new EventPublished(event(1, tier("hall", 100, 1))));
        assertThat(stored).isTrue();
        assertThat(sales.recent("event1")).isPresent();
    }

    @Test
    void anOlderVersionAndARepeatedOneChangeNothing() {
        updates.apply(new EventPublished(event(1, tier("hall", 100, 1))));
        assertThat(sales.recent("event1")).isPresent();
        updates.apply(new EventChanged(event(3, tier("hall", 120, 3))));
        assertThat(sales.recent("event1").orElseThrow().event().version())
                .as("the copy in memory is read again")
                .isEqualTo(3);

        updates.apply(new EventChanged(event(2, tier("hall", 150, 2))));
        updates.apply(new EventChanged(event(3, tier("hall", 120, 3))));

        assertThat(capacities()).containsExactly(Map.entry("hall", 120));
        assertThat(store.find("event1").orElseThrow().event().version()).isEqualTo(3);
    }

    @Test
    void aTierThatIsGoneHasNoUnitsAndOneThatStaysKeepsThem() {
        updates.apply(new EventPublished(event(1, tier("hall", 100, 1), tier("balcony", 20, 1))));
        updates.apply(new EventChanged(event(3, tier("hall", 100, 1))));
        assertThat(capacities()).containsEntry("hall", 100).containsEntry("balcony", 0);
    }

    /** Another replica stores a newer version while this one changes units for an older one. */
    @Test
    void unitsThatWereChangedForAnOlderVersionMeanwhileAreChangedAgainForTheNewest() {
        updates.apply(new EventPublished(event(1, tier("hall", 100, 1))));
        AtomicBoolean happened = new AtomicBoolean();
        MongoTemplate slow = template(operation -> {
            if (operation.isWrite() && !happened.getAndSet(true)) {
                updates.apply(new EventChanged(event(3, tier("hall", 100, 1), tier("balcony", 20, 3))));
            }
            operation.perform();
        });
        replica(slow, sales).apply(new EventChanged(event(2, tier("hall", 100, 1), tier("balcony", 50, 2))));

        assertThat(happened).isTrue();
        assertThat(capacities()).containsEntry("balcony", 20);
        assertThat(store.find("event1").orElseThrow().event().version()).isEqualTo(3);
    }

    @Test
    void aGrantedProposalRemovesUnitsAtOnceAndAddsThemWithTheChangedEvent() {
        updates.apply(new EventPublished(event(1, tier("hall", 100, 1), tier("balcony", 20, 1))));
        propose(2, tier("hall", 90, 2), tier("balcony", 30, 2));

        assertThat(decision()).isEqualTo(new Decision(2, true));
        assertThat(capacities()).containsEntry("hall", 90).containsEntry("balcony", 20);

        updates.apply(new EventChanged(event(3, tier("hall", 90, 2), tier("balcony", 30, 2))));
        assertThat(capacities()).containsEntry("hall", 90).containsEntry("balcony", 30);
    }

    private void propose(long version, TierState... proposed) {
        EventState now = event(version, tier("hall", 100, 1), tier("balcony", 20, 1));
        updates.decide(new EventChangeProposed(now, List.of(proposed)));
    }

    @Test
    void aRefusedProposalLeavesEverythingAndStaysRefused() {
        updates.apply(new EventPublished(event(1, tier("hall", 100, 1), tier("balcony", 20, 1))));
        assertThat(units.hold("event1", "balcony", "order1", 15, NOON)).isTrue();
        propose(2, tier("hall", 90, 2), tier("balcony", 10, 2));
        assertThat(decision()).isEqualTo(new Decision(2, false));
        assertThat(capacities()).containsEntry("hall", 100).containsEntry("balcony", 20);

        propose(2, tier("hall", 90, 2), tier("balcony", 19, 2));
        assertThat(decision()).as("told again").isEqualTo(new Decision(2, false));
        assertThat(capacities()).containsEntry("hall", 100).containsEntry("balcony", 20);

        updates.apply(new EventChanged(event(3, tier("hall", 105, 3), tier("balcony", 20, 1))));
        assertThat(capacities()).containsEntry("hall", 105).containsEntry("balcony", 20);
    }

    @Test
    void aTierWithUnitsThatAreHeldIsNotRemoved() {
        updates.apply(new EventPublished(event(1, tier("hall", 100, 1), tier("balcony", 20, 1))));
        assertThat(units.hold("event1", "balcony", "order1", 1, NOON)).isTrue();
        propose(2, tier("hall", 100, 1));
        assertThat(decision().granted()).isFalse();
        assertThat(capacities()).containsEntry("balcony", 20);
    }

    /** A buyer is faster: after the look that found enough free units, and before they are removed. */
    @Test
    void whatIsTakenWhileAProposalIsCarriedOutRefusesItAndAllComesBack() {
        updates.apply(new EventPublished(event(1, tier("hall", 100, 1), tier("balcony", 20, 1))));
        AtomicBoolean happened = new AtomicBoolean();
        MongoTemplate slow = template(operation -> {
            if (operation.isWrite()
                    && operation.toString().contains("balcony")
                    && operation.toString().contains("withdrawn")
                    && !happened.getAndSet(true)) {
                assertThat(units.hold("event1", "balcony", "order1", 15, NOON)).isTrue();
            }
            operation.perform();
        });
        EventState now = event(2, tier("hall", 100, 1), tier("balcony", 20, 1));
        replica(slow, sales).decide(new EventChangeProposed(now, List.of(tier("hall", 90, 2), tier("balcony", 10, 2))));

        assertThat(happened).isTrue();
        assertThat(decision()).isEqualTo(new Decision(2, false));
        assertThat(capacities()).containsEntry("hall", 100).containsEntry("balcony", 20);

        updates.apply(new EventChanged(event(3, tier("hall", 100, 1), tier("balcony", 20, 1))));
        assertThat(capacities()).as("it comes back once").containsEntry("hall", 100);
    }

    /** Crashed between the decision and its effect on the units; the next message of the event makes up for it. */
    @Test
    void whatACrashLeftOfARefusedProposalComesBackBeforeTheNextChange() {
        updates.apply(new EventPublished(event(1, tier("hall", 100, 1), tier("balcony", 20, 1))));
        units.changer().withdraw("event1", tier("hall", 90, 2), 4);
        assertThat(capacities()).containsEntry("hall", 90);
        decisions(mongo).decide(new ChangeDecided("event1", 2, false, List.of()));

        updates.apply(new EventChanged(event(4, tier("hall", 100, 1), tier("balcony", 25, 4))));
        assertThat(capacities()).containsEntry("hall", 100).containsEntry("balcony", 25);
    }

    @Test
    void ofTwoDecisionsAboutAProposalTheFirstCounts() {
        ChangeDecisionStore decisions = decisions(mongo);
        List<Decision> found = new ArrayList<>();
        for (boolean granted : new boolean[] {false, true}) {
            decisions.decide(new ChangeDecided("event1", 2, granted, List.of()));
            found.add(decision());
        }
        decisions.decide(new ChangeDecided("event1", 4, true, List.of()));
        found.add(decision());
        assertThat(found).containsExactly(new Decision(2, false), new Decision(2, false), new Decision(4, true));
    }

    @Test
    void aSaleIsStoredOverTheVersionThatWasReadAndNoNewerOne() {
        store.save(event(1, tier("hall", 100, 1)));
        AtomicBoolean happened = new AtomicBoolean();
        MongoTemplate slow = template(operation -> {
            if (operation.isWrite() && !happened.getAndSet(true)) {
                store.save(event(3, tier("hall", 100, 1)));
            }
            operation.perform();
        });
        new SaleStore(slow, PROPERTIES, CLOCK).save(event(2, tier("hall", 100, 1)));
        assertThat(store.find("event1").orElseThrow().event().version()).isEqualTo(3);
    }

    /** By that, the check of the whole system tells which orders were placed under them. */
    @Test
    void theLimitsOfAnEventAreKnownSinceTheyChangedLast() {
        store.save(event(1, tier("hall", 10, 1)));
        Date earlier = Date.from(NOON.minusSeconds(3_600));
        mongo.getCollection(SaleStore.COLLECTION).updateOne(new Document(), Updates.set("limitsSince", earlier));

        store.save(event(2, tier("hall", 20, 2)));

        assertThat(mongo.getCollection(SaleStore.COLLECTION).find().first())
                .containsEntry("version", 2L)
                .containsEntry("limitsSince", earlier);
    }
}
