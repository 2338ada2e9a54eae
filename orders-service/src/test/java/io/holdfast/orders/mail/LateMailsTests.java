package io.holdfast.orders.mail;

import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.holdfast.contracts.EventState;
import io.holdfast.contracts.EventStatus;
import io.holdfast.contracts.SalesTerms;
import io.holdfast.contracts.TierState;
import io.holdfast.contracts.VenueState;
import io.holdfast.mail.MailContent.Told;
import io.holdfast.orders.sale.EventSummaries;
import io.holdfast.orders.sale.EventSummary;
import io.holdfast.orders.sale.NoticeStore;
import io.holdfast.orders.sale.Sale;
import io.holdfast.orders.sale.Sales;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A mail that shows what an event was has its buyers told again, and no other mail. */
class LateMailsTests {

    private static final Instant STARTS = Instant.parse("2027-01-28T20:00:00Z");

    private final Sales sales = mock(Sales.class);
    private final NoticeStore notices = mock(NoticeStore.class);
    private final LateMails lateMails = new LateMails(sales, notices);

    private static EventState event(long version, String venue) {
        return new EventState(
                "event1",
                "A concert",
                "",
                null,
                new VenueState(venue, null, "Vienna", "AT"),
                STARTS,
                STARTS.plus(Duration.ofHours(2)),
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

    private void handedOver(EventState shown, EventState now) {
        when(sales.recent("event1")).thenReturn(Optional.of(new Sale(now, true)));
        lateMails.handedOver(new Told("event1", EventSummaries.toText(EventSummary.of(shown))));
    }

    @Test
    void anEventThatWasMovedMeanwhileIsToldAgain() {
        handedOver(event(1, "Arena"), event(2, "Stadium"));
        verify(notices).tellAgain("event1");
    }

    @Test
    void whatIsStillSoIsNot() {
        handedOver(event(1, "Arena"), event(1, "Arena"));
        handedOver(event(1, "Arena"), event(3, "Arena"));
        verify(notices, never()).tellAgain("event1");
    }

    /** This replica may know less than the one that wrote the mail. */
    @Test
    void whatIsNewerThanTheCopyHereIsNot() {
        handedOver(event(2, "Stadium"), event(1, "Arena"));
        verify(notices, never()).tellAgain("event1");
    }
}
