package io.holdfast.orders.order;

import java.time.Instant;

/**
 * That somebody was let in with a ticket.
 *
 * @param id of the request that did it, so that repeating that request is not taken for a second guest
 * @param at when the ticket was shown
 */
public record Admission(String id, Instant at) {}
