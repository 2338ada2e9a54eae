package io.holdfast.orders.order;

import io.holdfast.contracts.EventState;
import io.holdfast.contracts.VenueState;
import java.time.Instant;

/** What an order remembers of its event, as it was when the order was placed. */
public record EventSummary(String name, Instant startsAt, Instant endsAt, String timezone, VenueState venue) {

    static EventSummary of(EventState event) {
        return new EventSummary(event.name(), event.startsAt(), event.endsAt(), event.timezone(), event.venue());
    }
}
