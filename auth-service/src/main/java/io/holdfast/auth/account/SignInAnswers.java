package io.holdfast.auth.account;

import io.holdfast.auth.session.SessionResponses;
import io.holdfast.auth.session.Sessions;
import io.holdfast.auth.session.SignedIn;
import io.holdfast.auth.session.User;
import io.holdfast.web.SessionCookie;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** Answers requests that signed in. */
@Component
class SignInAnswers {

    private final Guests guests;
    private final Sessions sessions;
    private final SessionCookie cookie;
    private final SessionResponses responses;

    SignInAnswers(Guests guests, Sessions sessions, SessionCookie cookie, SessionResponses responses) {
        this.guests = guests;
        this.sessions = sessions;
        this.cookie = cookie;
        this.responses = responses;
    }

    /** As {@link #begin}, with who signed in. */
    ResponseEntity<User> of(SignedIn session, HttpServletRequest request) {
        return begin(session, HttpStatus.OK, request).body(User.of(session));
    }

    /** A browser has one session at a time: the one that the request came with, if any, ends. */
    ResponseEntity.BodyBuilder begin(SignedIn session, HttpStatus status, HttpServletRequest request) {
        String before = cookie.token(request);
        guests.signedIn(session, before);
        if (before != null) {
            sessions.end(before);
        }
        return responses.with(session, status);
    }
}
