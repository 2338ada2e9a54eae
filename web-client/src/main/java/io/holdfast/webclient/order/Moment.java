package io.holdfast.webclient.order;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A line of an order's history.
 *
 * @param what message key of what happened
 * @param amount the money it is about, in minor units; null when it is about none
 * @param why what somebody wrote about it
 */
record Moment(
        String what,
        Instant at,
        @Nullable Long amount,
        @Nullable String why) {

    Moment(String what, Instant at) {
        this(what, at, null, null);
    }
}
