package io.holdfast.contracts;

/** Something happened to an event of the catalogue. */
public sealed interface EventMessage extends Message
        permits EventPublished, EventChanged, EventChangeProposed, EventCancelled, EventEnded {

    EventState event();

    @Override
    default String aggregateId() {
        return event().id();
    }

    @Override
    default long version() {
        return event().version();
    }
}
