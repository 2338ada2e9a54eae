package io.holdfast.orders.order;

import io.holdfast.contracts.EventState;
import io.holdfast.contracts.VenueState;
import java.time.Instant;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What an order keeps of its event, as it was when the order was placed. */
public record EventSummary(String name, Instant startsAt, Instant endsAt, String timezone, VenueState venue) {

    static EventSummary of(EventState event) {
        return new EventSummary(event.name(), event.startsAt(), event.endsAt(), event.timezone(), event.venue());
    }

    /** The venue and its address in one line. */
    public String place() {
        return Stream.of(venue.name(), venue.address(), venue.city(), venue.country())
                .filter(Objects::nonNull)
                .collect(Collectors.joining(", "));
    }
}
