package io.holdfast.web;

import org.jspecify.annotations.Nullable;

/**
 * The user of a request, from the verified token. A controller takes it as a parameter: a plain {@code Caller} answers
 * {@code 401 unauthenticated} to a request without a valid token, {@code @Nullable Caller} or {@code Optional<Caller>} does not.
 *
 * @param id the user's id
 * @param sessionId the session of the token
 * @param token the token itself, for requests to other services in the caller's name
 * @param guest whether it is someone without an account, who only typed name and address; such a caller reaches the routes of
 *     {@link WebProperties#guestRoutes} and no other
 */
public record Caller(String id, String email, @Nullable String name, String sessionId, String token, boolean guest) {

    /** A user with an account. */
    public Caller(String id, String email, @Nullable String name, String sessionId, String token) {
        this(id, email, name, sessionId, token, false);
    }

    /** Without the token, which must not end up in a log. */
    @Override
    public String toString() {
        return "Caller[" + id + ", session " + sessionId + "]";
    }
}
