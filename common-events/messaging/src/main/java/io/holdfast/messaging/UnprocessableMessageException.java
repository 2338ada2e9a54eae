package io.holdfast.messaging;

/** Thrown for a message that can never be handled: it goes to the dead letters at once, without being tried again. */
public final class UnprocessableMessageException extends RuntimeException {
    /** @param message why it cannot be handled */
    public UnprocessableMessageException(String message) {
        super(message);
    }

    /** @param message why it cannot be handled */
    public UnprocessableMessageException(String message, Throwable cause) {
        super(message, cause);
    }
}
