package io.holdfast.messaging;

/** An aggregate that announces its changes: one {@link Outbox} in its document, written together with its state. */
public interface Outboxed {
    /** The document's {@code _id}. */
    String id();

    /** The aggregate's version. */
    long version();

    /** What it has to say, and said lately. */
    Outbox outbox();
}
