package io.holdfast.runtime;

import java.time.Duration;

/**
 * A pause in proportion to the work before it, so that work in the background takes no more than a share of the time.
 *
 * @param times as long as the work, zero or more
 * @param least no pause is shorter
 * @param most no pause is longer, since the process or the database may have been stopped for a while; if {@code least} is longer, that counts
 */
public record ProportionalPause(int times, Duration least, Duration most) {

    public Duration after(Duration work) {
        Duration share = work.multipliedBy(times);
        Duration bounded = share.compareTo(most) < 0 ? share : most;
        return bounded.compareTo(least) > 0 ? bounded : least;
    }
}
