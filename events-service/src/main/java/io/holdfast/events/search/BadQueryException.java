package io.holdfast.events.search;

/** A parameter of a search that cannot be understood. */
public final class BadQueryException extends RuntimeException {

    private final String parameter;
    private final String reason;

    BadQueryException(String parameter, String reason) {
        super(parameter + " " + reason, null, false, false);
        this.parameter = parameter;
        this.reason = reason;
    }

    public String parameter() {
        return parameter;
    }

    /** Why, to follow the parameter's name. */
    public String reason() {
        return reason;
    }
}
