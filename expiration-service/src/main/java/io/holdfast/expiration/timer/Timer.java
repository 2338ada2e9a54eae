package io.holdfast.expiration.timer;

import io.holdfast.contracts.DeadlineMessage;
import io.holdfast.messaging.Outbox;
import io.holdfast.messaging.Outboxed;
import java.time.Instant;

/**
 * A timer in the database.
 *
 * @param waiting whether it has neither fired nor been cancelled
 * @param version how often it fired
 */
record Timer(String id, TimerKind kind, String subjectId, Instant dueAt, boolean waiting, long version, Outbox outbox)
        implements Outboxed {
    boolean isDue(Instant now) {
        return waiting && !dueAt.isAfter(now);
    }

    /** What it publishes when it fires next. */
    DeadlineMessage announcement() {
        return kind.message(id, subjectId, dueAt, version + 1);
    }

    /** The timer after it fired, with the announcement in its outbox. */
    Timer fire(Instant now) {
        return new Timer(id, kind, subjectId, dueAt, false, version + 1, outbox.add(announcement(), now));
    }
}
