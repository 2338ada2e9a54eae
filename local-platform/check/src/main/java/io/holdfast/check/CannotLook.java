package io.holdfast.check;

/** There is no saying whether all is well. */
public final class CannotLook extends RuntimeException {

    public CannotLook(String message) {
        super(message);
    }

    public CannotLook(String message, Throwable cause) {
        super(message, cause);
    }
}
