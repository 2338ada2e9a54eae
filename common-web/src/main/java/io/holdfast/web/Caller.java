package io.holdfast.web;

import org.jspecify.annotations.Nullable;

/**
 * Who is calling, as the verified token says. A controller takes it as a parameter: a plain {@code Caller} answers
 * {@code 401 unauthenticated} when nobody is signed in, {@code @Nullable Caller} or {@code Optional<Caller>} does not.
 *
 * @param id the user's id
 * @param sessionId the sign-in this token belongs to
 * @param token the token itself, for calls to other services in the caller's name
 */
public record Caller(String id, String email, @Nullable String name, String sessionId, String token) {

    /** Without the token, which must not end up in a log. */
    @Override
    public String toString() {
        return "Caller[" + id + ", session " + sessionId + "]";
    }
}
