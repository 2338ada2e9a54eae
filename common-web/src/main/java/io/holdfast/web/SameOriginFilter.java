package io.holdfast.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.Enumeration;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Refuses cross-site request forgery: an unsafe request with the session cookie must come from our own origin. Browsers send it in
 * {@code Sec-Fetch-Site}, older ones in {@code Origin}; a client that sends neither is no browser.
 */
final class SameOriginFilter extends OncePerRequestFilter {

    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

    private final SessionCookie cookie;
    private final HandlerExceptionResolver problems;

    SameOriginFilter(SessionCookie cookie, HandlerExceptionResolver problems) {
        this.cookie = cookie;
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!SAFE.contains(request.getMethod()) && isAtRisk(request) && !isSameOrigin(request)) {
            problems.resolveException(
                    request,
                    response,
                    null,
                    ProblemException.of(
                            HttpStatus.FORBIDDEN, "cross-origin", "This request came from another site's page."));
        } else {
            chain.doFilter(request, response);
        }
    }

    /** Operators' endpoints need no cookie, since requests from this machine are trusted: those of a browser are checked, too. */
    private boolean isAtRisk(HttpServletRequest request) {
        return cookie.isAmbient(request) || request.getRequestURI().startsWith("/actuator/");
    }

    static boolean isSameOrigin(HttpServletRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null) {
            return site.equals("same-origin") || site.equals("none");
        }
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (origin == null) {
            return true;
        }
        String host = hostOf(origin);
        return host != null
                && (named(request, HttpHeaders.HOST, host, origin) || named(request, "X-Forwarded-Host", host, origin));
    }

    private static boolean named(HttpServletRequest request, String header, String host, String origin) {
        for (Enumeration<String> values = request.getHeaders(header); values.hasMoreElements(); ) {
            for (String value : values.nextElement().split(",", -1)) {
                if (withoutDefaultPort(value.strip().toLowerCase(Locale.ROOT), origin)
                        .equals(host)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static @Nullable String hostOf(String origin) {
        try {
            String authority = URI.create(origin).getRawAuthority();
            return authority == null ? null : withoutDefaultPort(authority.toLowerCase(Locale.ROOT), origin);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static String withoutDefaultPort(String authority, String origin) {
        String port = origin.startsWith("https:") ? ":443" : ":80";
        return authority.endsWith(port) ? authority.substring(0, authority.length() - port.length()) : authority;
    }
}
