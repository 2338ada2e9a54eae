package io.holdfast.orders.order;

import io.holdfast.contracts.VenueState;
import io.holdfast.orders.sale.EventSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Orders that are asked for: of an event in three days, for units in the hall at 5.00 EUR each. */
final class OrderDrafts {

    private OrderDrafts() {}

    static OrderDraft of(String id, String buyer, boolean guest, String eventId, int units, Instant now) {
        Instant starts = now.plus(Duration.ofDays(3));
        return new OrderDraft(
                id,
                buyer,
                guest,
                "ada@example.com",
                "Ada",
                eventId,
                new EventSummary(
                        "Quartet",
                        starts,
                        starts.plus(Duration.ofHours(2)),
                        "Europe/Vienna",
                        new VenueState("Musikverein", "Musikvereinsplatz 1", "Vienna", "AT"),
                        1),
                List.of(new Line("hall", "Hall", units, 500)),
                List.of(),
                List.of(),
                "EUR",
                "print",
                false,
                null,
                null,
                null,
                null);
    }
}
