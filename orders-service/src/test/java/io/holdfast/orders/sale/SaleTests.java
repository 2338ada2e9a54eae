package io.holdfast.orders.sale;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.EventState;
import io.holdfast.contracts.EventStatus;
import io.holdfast.contracts.SalesTerms;
import io.holdfast.contracts.TierState;
import io.holdfast.contracts.VenueState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SaleTests {

    private static final Instant START = Instant.parse("2026-11-22T20:00:00Z");
    private static final Duration USUAL = Duration.ofMinutes(10);

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

    private static Sale sale(EventStatus status, SalesTerms terms) {
        EventState event = new EventState(
                "event1",
                "A concert",
                "Loud",
                null,
                new VenueState("Arena", null, null, null),
                START,
                START.plus(Duration.ofHours(2)),
                "Europe/Vienna",
                "EUR",
                null,
                List.of(new TierState("hall", "Hall", 1000, 10, 10)),
                null,
                null,
                terms,
                "organizer",
                status,
                1);
        return new Sale(event, true);
    }
}
