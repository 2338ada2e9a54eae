package io.holdfast.events.search;

/** A parameter of a search has no meaning. */
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

    /** Why: a sentence that begins with the parameter's name, without that name. */
    public String reason() {
        return reason;
    }
}
