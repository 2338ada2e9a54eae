package io.holdfast.contracts;

/** Where an event is in its life. */
public enum EventStatus {
    DRAFT,
    PUBLISHED,
    CANCELLED,
    ENDED
}
