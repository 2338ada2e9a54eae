package io.holdfast.orders.order;

import java.time.Instant;

/**
 * The holder of a ticket was admitted.
 *
 * @param id of the request, so that repeating it does not count as a second attendee
 * @param at when the ticket was shown
 */
public record Admission(String id, Instant at) {}
