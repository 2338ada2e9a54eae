package io.holdfast.contracts;

import java.time.Instant;

/** A deadline passed. It decides nothing: receivers check the clock and their own state. */
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
