package io.holdfast.orders.ticket;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The holder of a ticket was admitted.
 *
 * @param id of the request, so that repeating it does not count as a second attendee, and taking it back means no other one
 * @param at when the ticket was shown
 * @param report the report about the order's money ({@code Order.moneyReport}) by which it was made sure that no dispute is lost; null
 *     for an event whose tickets stay valid after that
 */
public record Admission(String id, Instant at, @Nullable Long report) {

    /** Of an event whose tickets stay valid whatever becomes of disputes. */
    public Admission(String id, Instant at) {
        this(id, at, null);
    }
}
