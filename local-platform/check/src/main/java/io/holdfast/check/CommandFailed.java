package io.holdfast.check;

/** A command cannot do what it was asked to do. The message tells its user why, and has no secrets in it. */
public final class CommandFailed extends RuntimeException {

    public CommandFailed(String message) {
        super(message);
    }

    public CommandFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
