package io.holdfast.orders.order;

import java.time.Instant;

/** An order that was never paid: given up by its buyer, or expired. */
public record GivenUp(Instant placedAt, int units) {}
