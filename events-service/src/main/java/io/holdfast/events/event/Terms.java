package io.holdfast.events.event;

import io.holdfast.contracts.SalesTerms;
import org.jspecify.annotations.Nullable;

/**
 * What an organizer allows buyers.
 *
 * @param maxPerBuyer most units in all orders of one buyer together; null: no limit
 * @param sellBack whether tickets may be sold back
 * @param sellBackMinutes until how many minutes before the start; null: as orders-service is configured
 * @param paused whether selling rests for the moment
 */
record Terms(
        @Nullable Integer maxPerBuyer,
        boolean sellBack,
        @Nullable Integer sellBackMinutes,
        boolean paused) {

    /** What holds when the organizer said nothing. */
    static final Terms DEFAULT = new Terms(null, true, null, false);

    SalesTerms state() {
        return new SalesTerms(maxPerBuyer, sellBack, sellBackMinutes, paused);
    }
}
