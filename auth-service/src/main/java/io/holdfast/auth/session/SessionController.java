package io.holdfast.auth.session;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.holdfast.web.Caller;
import io.holdfast.web.SessionCookie;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/users}: the session of the caller. */
@RestController
@RequestMapping("/api/users")
class SessionController {

    /**
     * @param currentUser null when the caller is not signed in
     * @param guest who buys without an account; absent unless the session is of a guest
     */
    record CurrentUser(
            @Nullable User currentUser,

            @JsonInclude(JsonInclude.Include.NON_NULL)
            @Schema(requiredMode = Schema.RequiredMode.NOT_REQUIRED)
            @Nullable
            User guest) {

        static CurrentUser of(SignedIn session) {
            User user = User.of(session);
            return session.guest() ? new CurrentUser(null, user) : new CurrentUser(user, null);
        }
    }

    private final Sessions sessions;
    private final SessionCookie cookie;
    private final SessionResponses responses;

    SessionController(Sessions sessions, SessionCookie cookie, SessionResponses responses) {
        this.sessions = sessions;
        this.cookie = cookie;
        this.responses = responses;
    }

    /** Ends the session, if there is one, and clears the cookie. */
    @PostMapping("/signout")
    @ApiResponse(
            responseCode = "200",
            headers = @Header(name = "Set-Cookie", ref = "#/components/headers/SetCookie"),
            useReturnTypeSchema = true)
    ResponseEntity<Map<String, Object>> signOut(HttpServletRequest request) {
        String token = cookie.token(request);
        if (token != null) {
            sessions.end(token);
        }
        return responses.cleared().body(Map.of());
    }

    /** Who is signed in. Also renews the token: a client that gets a new cookie uses it from then on. */
    @GetMapping("/currentuser")
    @ApiResponse(
            responseCode = "200",
            headers = @Header(name = "Set-Cookie", ref = "#/components/headers/SetCookie"),
            useReturnTypeSchema = true)
    ResponseEntity<CurrentUser> currentUser(HttpServletRequest request) {
        String token = cookie.token(request);
        if (token == null) {
            return ResponseEntity.ok(new CurrentUser(null, null));
        }
        Optional<SignedIn> session = sessions.renew(token);
        return session.isPresent()
                ? responses.with(session.get(), HttpStatus.OK).body(CurrentUser.of(session.get()))
                : responses.cleared().body(new CurrentUser(null, null));
    }

    /**
     * @param device what the browser says of itself; null for sessions of earlier versions
     * @param current whether it is the session of this request
     */
    record SessionView(
            String id,
            Instant createdAt,
            Instant lastSeenAt,
            @Nullable String device,
            boolean current) {}

    /** The caller's sessions, the newest first. */
    @GetMapping("/sessions")
    List<SessionView> sessions(Caller caller) {
        return sessions.alive(caller.id()).stream()
                .map(session -> new SessionView(
                        session.id(),
                        session.createdAt(),
                        session.lastSeen(),
                        session.device(),
                        session.id().equals(caller.sessionId())))
                .toList();
    }

    /** Ends one of the caller's sessions, as signing out there does. Repeating it changes nothing. */
    @DeleteMapping("/sessions/{id}")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    Map<String, Object> end(Caller caller, @PathVariable String id) {
        sessions.end(caller, id);
        return Map.of();
    }

    /** Ends all of the caller's sessions but this one. */
    @PostMapping("/sessions/end-others")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    Map<String, Object> endOthers(Caller caller) {
        sessions.endOthers(caller);
        return Map.of();
    }
}
