package io.holdfast.web;

/**
 * A caller who is an operator of this site. A controller takes it as a parameter, which answers {@code 401 unauthenticated} to a request
 * without a valid token and {@code 404 not-found} to other callers: what is for operators does not exist for them.
 */
public record Operator(Caller caller) {

    public String id() {
        return caller.id();
    }
}
