package io.holdfast.webclient.order;

import java.time.Instant;

/**
 * A line of an order's history.
 *
 * @param what message key of what happened
 */
record Moment(String what, Instant at) {}
