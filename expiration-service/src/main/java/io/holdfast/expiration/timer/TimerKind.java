package io.holdfast.expiration.timer;

import io.holdfast.contracts.DeadlineMessage;
import io.holdfast.contracts.EventTimeOver;
import io.holdfast.contracts.HoldExpired;
import io.holdfast.contracts.SalesClosed;
import java.time.Instant;

/** What a timer is for. */
enum TimerKind {
    /** The hold of an order expires. */
    HOLD("hold"),
    /** The sales of an event close. */
    SALES("sales"),
    /** An event ends. */
    END("end");

    private final String prefix;

    TimerKind(String prefix) {
        this.prefix = prefix;
    }

    /** The id of the timer of this kind for an order or event. */
    String timerId(String subjectId) {
        return prefix + "-" + subjectId;
    }

    /** What such a timer publishes when it is due. */
    DeadlineMessage message(String timerId, String subjectId, Instant dueAt, long version) {
        return switch (this) {
            case HOLD -> new HoldExpired(timerId, subjectId, dueAt, version);
            case SALES -> new SalesClosed(timerId, subjectId, dueAt, version);
            case END -> new EventTimeOver(timerId, subjectId, dueAt, version);
        };
    }
}
