package io.holdfast.contracts;

import org.jspecify.annotations.Nullable;

/**
 * What an organizer allows buyers of an event.
 *
 * @param maxPerBuyer most units in all orders of one buyer together; null: no limit
 * @param sellBack whether buyers may sell tickets back
 * @param sellBackMinutes until how many minutes before the start they may; null: as the service is configured
 * @param paused whether selling rests for the moment
 */
public record SalesTerms(
        @Nullable Integer maxPerBuyer,
        boolean sellBack,
        @Nullable Integer sellBackMinutes,
        boolean paused) {

    /** The terms of an event whose organizer has set none. */
    public static final SalesTerms DEFAULT = new SalesTerms(null, true, null, false);
}
