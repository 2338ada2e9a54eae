package io.holdfast.events.event;

import io.holdfast.contracts.SalesTerms;
import org.jspecify.annotations.Nullable;

/**
 * The terms on which the tickets of an event are sold.
 *
 * @param maxPerBuyer most units in all orders of one buyer together; null for no limit
 * @param sellBack whether tickets may be sold back
 * @param sellBackMinutes until how many minutes before the start; null for the setting of orders-service
 * @param paused whether nothing is sold for now
 */
record TermsOfSale(
        @Nullable Integer maxPerBuyer,
        boolean sellBack,
        @Nullable Integer sellBackMinutes,
        boolean paused) {

    /** The terms of an event whose organizer set none. */
    static final TermsOfSale DEFAULT = new TermsOfSale(null, true, null, false);

    SalesTerms state() {
        return new SalesTerms(maxPerBuyer, sellBack, sellBackMinutes, paused);
    }
}
