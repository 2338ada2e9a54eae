package io.holdfast.expiration;

import io.holdfast.contracts.EventState;
import io.holdfast.contracts.EventStatus;
import io.holdfast.contracts.OrderItem;
import io.holdfast.contracts.OrderState;
import io.holdfast.contracts.OrderStatus;
import io.holdfast.contracts.SalesTerms;
import io.holdfast.contracts.TierState;
import io.holdfast.contracts.VenueState;
import java.time.Instant;
import java.util.List;

/** Orders and events as other services publish them. */
final class MessageFixtures {
    private MessageFixtures() {}

    static OrderState order(String id, OrderStatus status, Instant expiresAt, long version) {
        return new OrderState(
                id,
                "event",
                "buyer",
                status,
                List.of(new OrderItem("floor", "Floor", 2, 4500)),
                9000,
                "USD",
                Instant.EPOCH,
                expiresAt,
                null,
                null,
                0,
                version);
    }

    static EventState event(String id, EventStatus status, Instant startsAt, Instant endsAt, long version) {
        return new EventState(
                id,
                "A Night",
                "Of things",
                null,
                new VenueState("Hall", null, null, null),
                startsAt,
                endsAt,
                "UTC",
                "USD",
                null,
                List.of(new TierState("floor", "Floor", 4500, 100, 10)),
                null,
                null,
                SalesTerms.DEFAULT,
                "organizer",
                status,
                version);
    }
}
