package io.holdfast.contracts;

import java.time.Instant;

/** A deadline passed. It decides nothing: whoever hears it checks the clock and its own state. */
public sealed interface DeadlineMessage extends Message permits HoldExpired, SalesClosed, EventTimeOver {

    /** The timer's id. */
    String id();

    /** The order or event whose deadline it was. */
    String subjectId();

    /** When it was due. */
    Instant dueAt();

    @Override
    default String aggregateId() {
        return id();
    }
}
