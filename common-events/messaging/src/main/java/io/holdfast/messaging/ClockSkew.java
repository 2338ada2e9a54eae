package io.holdfast.messaging;

import com.mongodb.MongoCommandException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Date;
import java.util.function.Supplier;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.mongodb.MongoDatabaseFactory;

/**
 * How far the clock of this machine is from the clock of the database, which all replicas of a service share. What replicas conclude from
 * each other's times, such as that a claim was abandoned, is right only while their clocks agree.
 */
public final class ClockSkew {

    private static final Logger log = LoggerFactory.getLogger(ClockSkew.class);

    /** From here on a skew is logged, and {@link #databaseClock} makes up for it. */
    private static final Duration NOTICED = Duration.ofSeconds(2);

    /** A measurement that takes longer is too vague. */
    private static final Duration LONGEST_MEASUREMENT = Duration.ofSeconds(1);

    private static final int COMMAND_NOT_FOUND = 59;

    private final Supplier<@Nullable Instant> databaseTime;
    private final Clock clock;
    private volatile Duration ahead = Duration.ZERO;

    /** @param databaseTime the time at the database; null if it does not tell */
    ClockSkew(Supplier<@Nullable Instant> databaseTime, Clock clock) {
        this.databaseTime = databaseTime;
        this.clock = clock;
    }

    static ClockSkew of(MongoDatabaseFactory database, Clock clock) {
        return new ClockSkew(() -> databaseTime(database), clock);
    }

    private static @Nullable Instant databaseTime(MongoDatabaseFactory database) {
        try {
            Date time = database.getMongoDatabase()
                    .runCommand(new Document("hello", 1))
                    .getDate("localTime");
            return time == null ? null : time.toInstant();
        } catch (MongoCommandException e) {
            if (e.getErrorCode() == COMMAND_NOT_FOUND) {
                return null;
            }
            throw e;
        }
    }

    /**
     * Asks the database for its time.
     *
     * @throws com.mongodb.MongoException when it does not answer; what was measured before stays
     */
    public void measure() {
        Instant before = clock.instant();
        Instant there = databaseTime.get();
        Instant after = clock.instant();
        if (there == null || Duration.between(before, after).compareTo(LONGEST_MEASUREMENT) > 0) {
            return;
        }
        Duration measured = Duration.ZERO;
        if (there.isBefore(before)) {
            measured = Duration.between(there, before);
        } else if (there.isAfter(after)) {
            measured = Duration.between(there, after);
        }
        logChange(measured);
        ahead = measured;
    }

    private void logChange(Duration measured) {
        if (isNoticed(measured)) {
            log.warn(
                    "The clock of this machine is {} {} that of the database: set it right",
                    measured.abs(),
                    measured.isNegative() ? "behind" : "ahead of");
        } else if (isNoticed(ahead)) {
            log.info("The clock of this machine agrees with that of the database again");
        }
    }

    /** By how much the clock of this machine was ahead of the database's when it was last measured; negative if it was behind. */
    public Duration ahead() {
        return ahead;
    }

    /**
     * The time at the database, which is asked for it; that of this machine if the database does not tell.
     *
     * @throws com.mongodb.MongoException when it does not answer
     */
    public Instant databaseTime() {
        Instant there = databaseTime.get();
        return there == null ? clock.instant() : there;
    }

    /** Whether the clocks differed by {@code tolerance} at most when this was last measured. */
    public boolean isWithin(Duration tolerance) {
        return ahead.abs().compareTo(tolerance) <= 0;
    }

    /**
     * A clock for times that other replicas compare with theirs: that of this machine, or, where it is wrong by seconds, that of the
     * database.
     */
    public Clock databaseClock() {
        return new DatabaseClock(clock);
    }

    private static boolean isNoticed(Duration skew) {
        return skew.abs().compareTo(NOTICED) >= 0;
    }

    private final class DatabaseClock extends Clock {

        private final Clock local;

        DatabaseClock(Clock local) {
            this.local = local;
        }

        @Override
        public Instant instant() {
            Duration skew = ahead;
            Instant now = local.instant();
            return isNoticed(skew) ? now.minus(skew) : now;
        }

        @Override
        public ZoneId getZone() {
            return local.getZone();
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return new DatabaseClock(local.withZone(zone));
        }
    }
}
