package io.holdfast.orders.sale;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.EventState;
import io.holdfast.contracts.EventStatus;
import io.holdfast.contracts.SalesTerms;
import io.holdfast.contracts.TierState;
import io.holdfast.contracts.VenueState;
import io.holdfast.orders.OrdersProperties;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SaleTests {

    private static final Instant START = Instant.parse("2026-11-22T20:00:00Z");
    private static final Duration USUAL = Duration.ofMinutes(10);
    private static final OrdersProperties PROPERTIES = new OrdersProperties(
            Duration.ofMinutes(10),
            Duration.ofMinutes(5),
            4096,
            512,
            Duration.ofSeconds(2),
            Duration.ofSeconds(20),
            Duration.ofSeconds(15),
            Duration.ofSeconds(30),
            USUAL,
            500,
            Duration.ofMinutes(2),
            Duration.ofMinutes(15),
            Duration.ofDays(30));

    @Test
    void isOpenUntilTheEventStartsUnlessItRests() {
        Sale open = sale(EventStatus.PUBLISHED, SalesTerms.DEFAULT);
        Sale paused = sale(EventStatus.PUBLISHED, new SalesTerms(null, true, null, true));

        assertThat(open.isOpen(START.minusSeconds(1))).isTrue();
        assertThat(open.isOpen(START)).isFalse();
        assertThat(paused.isOpen(START.minusSeconds(1))).isFalse();
    }

    @Test
    void takesTicketsBackUntilShortlyBeforeTheStart() {
        assertThat(sale(EventStatus.PUBLISHED, SalesTerms.DEFAULT).takesBackUntil(USUAL))
                .contains(START.minus(USUAL));
        assertThat(sale(EventStatus.PUBLISHED, new SalesTerms(null, true, 60, false))
                        .takesBackUntil(USUAL))
                .contains(START.minus(Duration.ofHours(1)));
    }

    @Test
    void takesNothingBackWhenTheOrganizerSaysSoOrTheEventIsOff() {
        assertThat(sale(EventStatus.PUBLISHED, new SalesTerms(null, false, 60, false))
                        .takesBackUntil(USUAL))
                .isEmpty();
        assertThat(sale(EventStatus.CANCELLED, SalesTerms.DEFAULT).takesBackUntil(USUAL))
                .isEmpty();
    }

    @Test
    void anEventOfSeveralDaysIsSoldUntilItEnds() {
        Sale festival = lasting(Duration.ofDays(3), null);
        assertThat(festival.isOpen(START.plus(Duration.ofDays(2)))).isTrue();
        assertThat(festival.isOpen(START.plus(Duration.ofDays(3)))).isFalse();
        assertThat(lasting(Duration.ofDays(1), null).isOpen(START)).isFalse();
        // Unless its organizer says otherwise, also of an evening.
        assertThat(lasting(Duration.ofDays(3), START).isOpen(START)).isFalse();
        assertThat(lasting(Duration.ofHours(3), START.plusSeconds(3600)).isOpen(START.plusSeconds(3599)))
                .isTrue();
        assertThat(lasting(Duration.ofHours(3), START.plus(Duration.ofDays(9))).closesAt())
                .isEqualTo(START.plus(Duration.ofHours(3)));
    }

    @Test
    void whoOrderedAnotherDateOrPlaceMayReturnIt() {
        Instant until = START.minus(Duration.ofDays(3));
        SalesTerms terms = new SalesTerms(null, false, null, false, until, null);
        Sale sale = sale(EventStatus.PUBLISHED, terms);
        EventSummary now = EventSummary.of(sale.event());

        assertThat(sale.returnsUntil(now)).isEmpty();
        assertThat(sale.returnsUntil(ordered(now, "Another name", now.startsAt(), now.venue())))
                .isEmpty();
        assertThat(sale.returnsUntil(ordered(now, now.name(), START.minusSeconds(60), now.venue())))
                .contains(until);
        assertThat(sale.returnsUntil(
                        ordered(now, now.name(), now.startsAt(), new VenueState("Arena", "Gate 2", null, null))))
                .contains(until);
        // It may be over before they know that it was brought nearer.
        assertThat(sale(EventStatus.ENDED, terms)
                        .returnsUntil(ordered(now, now.name(), START.minusSeconds(60), now.venue())))
                .contains(until);
        assertThat(sale(EventStatus.CANCELLED, terms)
                        .returnsUntil(ordered(now, now.name(), START.minusSeconds(60), now.venue())))
                .isEmpty();
    }

    @Test
    void buyersAreToldAWhileAfterTheLastOfSeveralChangesButNotTooLongAfterTheFirst() {
        Document first = NoticeStore.due(new Document(), START, PROPERTIES);
        assertThat(first.getDate("noticeDueAt")).isEqualTo(START.plus(Duration.ofMinutes(2)));
        Instant later = START.plusSeconds(60);
        Document second = NoticeStore.due(first, later, PROPERTIES);
        assertThat(second.getDate("noticeDueAt")).isEqualTo(later.plus(Duration.ofMinutes(2)));
        assertThat(second.getDate("noticeSince")).isEqualTo(START);
        Document last = NoticeStore.due(second, START.plusSeconds(14 * 60), PROPERTIES);
        assertThat(last.getDate("noticeDueAt")).isEqualTo(START.plus(Duration.ofMinutes(15)));
    }

    private static EventSummary ordered(EventSummary now, String name, Instant startsAt, VenueState venue) {
        return new EventSummary(name, startsAt, now.endsAt(), now.timezone(), venue, 0);
    }

    private static Sale lasting(Duration length, @Nullable Instant salesEnd) {
        return sale(EventStatus.PUBLISHED, SalesTerms.DEFAULT, length, salesEnd);
    }

    private static Sale sale(EventStatus status, SalesTerms terms) {
        return sale(status, terms, Duration.ofHours(2), null);
    }

    private static Sale sale(EventStatus status, SalesTerms terms, Duration length, @Nullable Instant salesEnd) {
        EventState event = new EventState(
                "event1",
                "A concert",
                "Loud",
                null,
                new VenueState("Arena", null, null, null),
                START,
                START.plus(length),
                "Europe/Vienna",
                "EUR",
                null,
                List.of(new TierState("hall", "Hall", 1000, 10, 10)),
                null,
                salesEnd,
                terms,
                "organizer",
                status,
                1);
        return new Sale(event, true);
    }
}
