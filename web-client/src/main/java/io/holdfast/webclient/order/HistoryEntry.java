package io.holdfast.webclient.order;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An entry of an order's history.
 *
 * @param what key of the message that describes it
 * @param amount amount of money in minor units; null without one
 * @param why reason in the words of the organizer; null without one
 */
record HistoryEntry(
        String what,
        Instant at,
        @Nullable Long amount,
        @Nullable String why) {

    HistoryEntry(String what, Instant at) {
        this(what, at, null, null);
    }
}
