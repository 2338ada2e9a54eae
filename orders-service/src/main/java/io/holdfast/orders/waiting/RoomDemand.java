package io.holdfast.orders.waiting;

import io.holdfast.contracts.WaitingRoomState;
import java.time.Duration;
import java.time.Instant;

/**
 * What decides how many people are admitted next.
 *
 * @param waiting how many wait
 * @param choosing how many are admitted and have not ordered yet
 * @param paying how many have ordered and not paid yet
 * @param free units that can be had
 * @param held units of orders that are not paid
 */
record RoomDemand(int waiting, int choosing, int paying, int free, int held) {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** The admissions of a minute are spread over it: no more than a sixth of them, rounded up, in ten seconds. */
    private static final Duration SHARE = Duration.ofSeconds(10);

    private static final int SHARES = 6;

    /** Whether no unit can be had, and none comes back if those who hold one pay. */
    boolean isSoldOut() {
        return free == 0 && held == 0;
    }

    /**
     * How many to admit now: as many as are waiting, as may choose and pay at a time, as find something to choose, and as the organizer
     * allows in a minute.
     *
     * @param holdersAtOnce unless the organizer set another number
     */
    int admits(WaitingRoomState terms, int holdersAtOnce, Admissions admissions, Instant now) {
        int most = terms.holdersAtOnce() == null ? holdersAtOnce : terms.holdersAtOnce();
        int admits = Math.min(Math.min(waiting, most - choosing - paying), free - choosing);
        Integer perMinute = terms.admitPerMinute();
        if (perMinute != null) {
            int share = (perMinute + SHARES - 1) / SHARES;
            admits = Math.min(admits, perMinute - admissions.admittedSince(now.minus(MINUTE)));
            admits = Math.min(admits, share - admissions.admittedSince(now.minus(SHARE)));
        }
        return Math.max(0, admits);
    }
}
