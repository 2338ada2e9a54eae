package io.holdfast.expiration.timer;

import io.holdfast.contracts.DeadlineMessage;
import io.holdfast.messaging.Outbox;
import io.holdfast.messaging.Outboxed;
import java.time.Instant;

/**
 * A deadline in the database.
 *
 * @param version how often it fired
 */
record Timer(String id, TimerKind kind, String subjectId, Instant dueAt, boolean waiting, long version, Outbox outbox)
        implements Outboxed {
    boolean isDue(Instant now) {
        return waiting && !dueAt.isAfter(now);
    }

    /** What it says when it fires next. */
    DeadlineMessage announcement() {
        return kind.message(id, subjectId, dueAt, version + 1);
    }

    /** As it is once that is written; its outbox then holds what is to be said. */
    Timer fired(Instant now) {
        return new Timer(id, kind, subjectId, dueAt, false, version + 1, outbox.add(announcement(), now));
    }
}
