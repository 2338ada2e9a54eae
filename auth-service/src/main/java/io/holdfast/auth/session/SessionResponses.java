package io.holdfast.auth.session;

import io.holdfast.web.SessionCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** Answers that set or clear the cookie of a session. */
@Component
public class SessionResponses {

    private final SessionCookie cookie;

    SessionResponses(SessionCookie cookie) {
        this.cookie = cookie;
    }

    /** An answer that sets the cookie, if the session has a new token. */
    public ResponseEntity.BodyBuilder with(SignedIn session, HttpStatus status) {
        ResponseEntity.BodyBuilder answer = ResponseEntity.status(status);
        String token = session.token();
        if (token != null) {
            answer.header(
                    HttpHeaders.SET_COOKIE,
                    cookie.of(token, session.remaining()).toString());
        }
        return answer;
    }

    /** An answer that clears the cookie. */
    public ResponseEntity.BodyBuilder cleared() {
        return ResponseEntity.ok()
                .header(HttpHeaders.SET_COOKIE, cookie.cleared().toString());
    }
}
