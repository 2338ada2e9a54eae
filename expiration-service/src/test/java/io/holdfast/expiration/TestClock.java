package io.holdfast.expiration;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** The real time, in milliseconds, and what a test has added to it. */
final class TestClock extends Clock {

    private volatile Duration added = Duration.ZERO;

    /** Lets time pass. To be called by one thread. */
    void advance(Duration time) {
        added = added.plus(time);
    }

    @Override
    public Instant instant() {
        return Instant.now().plus(added).truncatedTo(ChronoUnit.MILLIS);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
    }
}
