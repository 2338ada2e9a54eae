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
 * @param confirmed whether the session was begun with a second factor
 * @param rights what the token says of the account, besides who it is
 */
public record Caller(
        String id,
        String email,
        @Nullable String name,
        String sessionId,
        String token,
        boolean guest,
        boolean confirmed,
        Rights rights) {

    /** A user with an account, a proven address and no further rights. */
    public Caller(String id, String email, @Nullable String name, String sessionId, String token) {
        this(id, email, name, sessionId, token, false, false, Rights.USUAL);
    }

    /**
     * As of the moment at which the token was issued; an account that loses a right loses its sessions, too.
     *
     * @param operator whether the account may do what is for operators
     * @param unproven whether the address still has to be proven; false where no mails are sent, and in tokens of earlier versions
     */
    public record Rights(boolean operator, boolean unproven) {
        public static final Rights USUAL = new Rights(false, false);
    }

    /** Without the token, which must not end up in a log. */
    @Override
    public String toString() {
        return "Caller[" + id + ", session " + sessionId + "]";
    }
}
