package io.holdfast.orders.sale;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.EventState;
import io.holdfast.contracts.EventStatus;
import io.holdfast.contracts.SalesTerms;
import io.holdfast.contracts.TierState;
import io.holdfast.contracts.VenueState;
import io.holdfast.orders.OrdersProperties;
import io.holdfast.orders.StoredSettings;
import io.holdfast.orders.sale.NoticeStore.Notice;
import io.holdfast.simulation.documents.Effects;
import io.holdfast.simulation.documents.SimulatedDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoTemplate;

/** Each change of an event is in a notice, whenever it is made. */
class StoredNoticesTests {

    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
    private static final Duration RESERVED = Duration.ofSeconds(30);
    private static final OrdersProperties PROPERTIES = StoredSettings.USUAL;

    private final SimulatedDatabase database = new SimulatedDatabase(() -> NOON);
    private final MongoTemplate mongo = new MongoTemplate(database.factory("orders", Effects.NONE, "orders"));

    StoredNoticesTests() {
        sales(NOON).save(event(1, "Arena"));
        sales(NOON).save(event(2, "Stadium"));
    }

    private SaleStore sales(Instant now) {
        return new SaleStore(mongo, PROPERTIES, Clock.fixed(now, ZoneOffset.UTC));
    }

    private NoticeStore notices(Instant now) {
        return new NoticeStore(mongo, PROPERTIES, Clock.fixed(now, ZoneOffset.UTC));
    }

    @Test
    void severalChangesAreOneNotice() {
        sales(minutes(1)).save(event(3, "Hall"));
        assertThat(notices(minutes(2)).findDue()).isEmpty();

        Notice notice = begin(minutes(3));
        assertThat(notice.now().venue().name()).isEqualTo("Hall");
        notices(minutes(3)).finish(notice);

        assertThat(notices(minutes(60)).findDue()).isEmpty();
    }

    /** Or who changes something every minute keeps it from all of them. */
    @Test
    void buyersAreToldAWhileAfterTheFirstOfManyChangesAtLatest() {
        for (int minute = 1; minute <= 14; minute++) {
            sales(minutes(minute)).save(event(2 + minute, "Hall " + minute));
        }
        assertThat(notices(minutes(14)).findDue()).isEmpty();

        Notice notice = begin(minutes(15));
        assertThat(notice.now().venue().name()).isEqualTo("Hall 14");
    }

    @Test
    void aChangeThatIsMadeAndTakenBackWhileBuyersAreToldIsInAnotherNotice() {
        Notice notice = begin(minutes(2));
        sales(minutes(2)).save(event(3, "Hall"));
        sales(minutes(3)).save(event(4, "Stadium"));
        notices(minutes(3)).finish(notice);

        assertThat(notices(minutes(4)).findDue()).isEmpty();
        Notice next = begin(minutes(5));
        assertThat(next.now().version()).isEqualTo(4);
        notices(minutes(5)).finish(next);
        assertThat(notices(minutes(60)).findDue()).isEmpty();
    }

    /** Or some would be told that it changed, and others not that it changed back. */
    @Test
    void whatWasBegunIsToldToAllThoughTheEventChangesMeanwhile() {
        Notice begun = begin(minutes(2));
        sales(minutes(2)).save(event(3, "Hall"));
        assertThat(notices(minutes(2)).begin("event1", RESERVED))
                .as("another replica is telling them")
                .isEmpty();

        Notice goneOnWith = begin(minutes(4));

        assertThat(goneOnWith.now()).isEqualTo(begun.now());
        assertThat(goneOnWith.id()).isEqualTo(begun.id());
    }

    @Test
    void itIsKeptWhenBuyersWereTold() {
        assertThat(notices(NOON).toldBuyers("event1")).isEmpty();
        assertThat(notices(NOON).toldBuyers("event2")).as("no event").isEmpty();
        Notice notice = begin(minutes(2));
        notices(minutes(3)).noteBuyers(notice);
        // By another replica, which goes on with it.
        notices(minutes(5)).noteBuyers(notice);
        assertThat(notices(minutes(5)).toldBuyers("event1")).containsExactly(minutes(2));
        notices(minutes(5)).finish(notice);
        notices(minutes(6)).noteBuyers(notice);

        sales(minutes(7)).save(event(3, "Hall"));
        notices(minutes(9)).finish(begin(minutes(9)));
        assertThat(notices(minutes(9)).toldBuyers("event1"))
                .as("of the second change no one had to be told")
                .containsExactly(minutes(2));

        sales(minutes(10)).save(event(4, "Stadium"));
        notices(minutes(12)).noteBuyers(begin(minutes(12)));
        assertThat(notices(minutes(12)).toldBuyers("event1")).containsExactly(minutes(2), minutes(12));
    }

    /** An event may change every few minutes for months, and its document is read with every order. */
    @Test
    void noMoreIsKeptThanIsShown() {
        for (int change = 1; change <= 52; change++) {
            Instant at = minutes(10 * change);
            sales(at).save(event(change + 2, change % 2 == 0 ? "Hall" : "Stadium"));
            Notice notice = begin(at.plus(Duration.ofMinutes(3)));
            notices(at).noteBuyers(notice);
            notices(at).noteBuyers(notice);
            notices(at.plus(Duration.ofMinutes(3))).finish(notice);
        }
        List<Date> stored = mongo.getCollection(SaleStore.COLLECTION)
                .find(new Document("_id", "event1"))
                .first()
                .getList("buyersTold", Date.class);
        assertThat(stored).hasSize(50).doesNotHaveDuplicates();
        assertThat(stored.getLast().toInstant()).isEqualTo(minutes(523));
    }

    @Test
    void whatChangesNothingThatIsToldNeedsNoNotice() {
        Notice notice = begin(minutes(2));
        sales(minutes(2)).save(event(3, "Stadium"));
        notices(minutes(2)).finish(notice);

        assertThat(notices(minutes(60)).findDue()).isEmpty();
    }

    @Test
    void buyersAreToldAgainWhenAMailWasOnItsWayLonger() {
        notices(minutes(2)).finish(begin(minutes(2)));
        notices(minutes(3)).tellAgain("event1");
        assertThat(notices(minutes(4)).findDue()).isEmpty();

        Notice notice = begin(minutes(5));
        // Also if it arrives while they are told.
        notices(minutes(6)).tellAgain("event1");
        notices(minutes(6)).finish(notice);

        Notice again = begin(minutes(8));
        assertThat(again.now().version()).isEqualTo(2);
        assertThat(again.id()).as("or its mails would count as kept already").isNotEqualTo(notice.id());
        notices(minutes(8)).finish(again);
        assertThat(notices(minutes(60)).findDue()).isEmpty();
    }

    @Test
    void alsoWhenItArrivesAsTheyHaveJustBeenTold() {
        Notice notice = begin(minutes(2));
        List<String> updates = new ArrayList<>();
        Effects arriving = operation -> {
            // The second one writes that nothing is left to tell, which was read before it.
            if (operation.name().equals("update") && updates.size() == 1) {
                notices(minutes(3)).tellAgain("event1");
            }
            if (operation.name().equals("update")) {
                updates.add(operation.name());
            }
            operation.perform();
        };
        MongoTemplate disturbed = new MongoTemplate(database.factory("orders", arriving, "orders"));
        new NoticeStore(disturbed, PROPERTIES, Clock.fixed(minutes(3), ZoneOffset.UTC)).finish(notice);

        assertThat(begin(minutes(5)).now().version()).isEqualTo(2);
    }

    private Notice begin(Instant now) {
        NoticeStore notices = notices(now);
        assertThat(notices.findDue()).containsExactly("event1");
        return notices.begin("event1", RESERVED).orElseThrow();
    }

    private static Instant minutes(int count) {
        return NOON.plus(Duration.ofMinutes(count));
    }

    private static EventState event(long version, String venue) {
        Instant starts = NOON.plus(Duration.ofDays(60));
        return new EventState(
                "event1",
                "A concert",
                "",
                null,
                new VenueState(venue, null, "Vienna", "AT"),
                starts,
                starts.plus(Duration.ofHours(2)),
                "Europe/Vienna",
                "EUR",
                null,
                List.of(new TierState("hall", "Hall", 1000, 500, 10)),
                null,
                null,
                SalesTerms.DEFAULT,
                "organizer",
                EventStatus.PUBLISHED,
                version);
    }
}
