package io.holdfast.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Identifies the caller. Spring's own bearer filter refuses a request with an invalid token even on public routes; here such a request
 * has no caller, so that public pages work with an expired session.
 */
final class SessionFilter extends OncePerRequestFilter {

    /** Set when a token could be neither accepted nor refused, because there are no keys. */
    static final String UNVERIFIABLE = SessionFilter.class.getName() + ".unverifiable";

    private static final Logger log = LoggerFactory.getLogger(SessionFilter.class);

    private final SessionCookie cookie;
    private final JwtDecoder decoder;
    private final RevokedSessions revoked;
    private final RequestMatcher guestRoutes;

    /** @param guestRoutes where a guest is a caller; elsewhere a guest is no one */
    SessionFilter(SessionCookie cookie, JwtDecoder decoder, RevokedSessions revoked, RequestMatcher guestRoutes) {
        this.cookie = cookie;
        this.decoder = decoder;
        this.revoked = revoked;
        this.guestRoutes = guestRoutes;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Caller caller = caller(request);
        if (caller != null) {
            SecurityContext context = SecurityContextHolder.createEmptyContext();
            context.setAuthentication(new CallerAuthentication(caller));
            SecurityContextHolder.setContext(context);
        }
        // Spring Security's own filters clear the context when the request ends.
        chain.doFilter(request, response);
    }

    private @Nullable Caller caller(HttpServletRequest request) {
        String token = cookie.token(request);
        if (token == null || token.isEmpty()) {
            return null;
        }
        try {
            Caller caller = SessionTokens.caller(decoder.decode(token));
            boolean allowed = !caller.guest() || guestRoutes.matches(request);
            return allowed && !revoked.isRevoked(caller.sessionId()) ? caller : null;
        } catch (BadJwtException e) {
            log.debug("refused a token: {}", e.getMessage());
        } catch (JwtException e) {
            request.setAttribute(UNVERIFIABLE, true);
        }
        return null;
    }
}
