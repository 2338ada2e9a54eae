package io.holdfast.messaging;

/** An aggregate that publishes its changes, with an {@link Outbox} in its document that is written together with its state. */
public interface Outboxed {
    /** The document's {@code _id}. */
    String id();

    /** The aggregate's version. */
    long version();

    /** Its messages: those that are unpublished, and those that were published lately. */
    Outbox outbox();
}
