package io.holdfast.web;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;

/**
 * How requests carry a session's token: an HttpOnly, SameSite=Lax cookie, or {@code Authorization: Bearer}. Outside local runs the
 * cookie is {@code Secure} and its name starts with {@code __Host-}, so that no other host can set it.
 */
public final class SessionCookie {

    private static final String NAME = "holdfast_session";
    private static final String BEARER = "Bearer ";

    private final boolean secure;

    public SessionCookie(boolean secure) {
        this.secure = secure;
    }

    public String name() {
        return secure ? "__Host-" + NAME : NAME;
    }

    /** The cookie that carries {@code token}. */
    public ResponseCookie of(String token, Duration maxAge) {
        return ResponseCookie.from(name(), token)
                .httpOnly(true)
                .secure(secure)
                .sameSite("Lax")
                .path("/")
                .maxAge(maxAge)
                .build();
    }

    /** The cookie that deletes it. */
    public ResponseCookie cleared() {
        return of("", Duration.ZERO);
    }

    /** The token of a request, unverified: the Bearer token, else the cookie's, else null. */
    public @Nullable String token(HttpServletRequest request) {
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (authorization != null) {
            return authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                    ? authorization.substring(BEARER.length()).strip()
                    : null;
        }
        return cookie(request);
    }

    /** Whether the request has the cookie, which a browser adds by itself, and no Authorization header. */
    boolean isAmbient(HttpServletRequest request) {
        return request.getHeader(HttpHeaders.AUTHORIZATION) == null && cookie(request) != null;
    }

    private @Nullable String cookie(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        if (cookies != null) {
            for (Cookie cookie : cookies) {
                if (cookie.getName().equals(name()) && !cookie.getValue().isEmpty()) {
                    return cookie.getValue();
                }
            }
        }
        return null;
    }
}
