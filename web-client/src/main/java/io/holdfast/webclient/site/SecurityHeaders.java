package io.holdfast.webclient.site;

import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/**
 * The headers of every answer, files and errors included: no inline script or style, nothing of other sites, no page in a shared cache,
 * and TLS only where there is TLS.
 */
@Component
class SecurityHeaders {

    private static final String POLICY = policy(List.of(), List.of(), List.of());

    private final TransportProperties transport;

    SecurityHeaders(TransportProperties transport) {
        this.transport = transport;
    }

    /**
     * A content security policy with which a page may use some of another site.
     *
     * @param scripts origins of scripts
     * @param calls origins that scripts may call
     * @param frames origins of frames
     */
    static String policy(List<String> scripts, List<String> calls, List<String> frames) {
        return String.join(
                "; ",
                "default-src 'none'",
                sources("script-src 'self'", scripts),
                "style-src 'self'",
                "img-src 'self' data:",
                sources("connect-src 'self'", calls),
                "manifest-src 'self'",
                frames.isEmpty() ? "form-action 'self'" : sources("frame-src", frames) + "; form-action 'self'",
                "base-uri 'none'",
                "frame-ancestors 'none'");
    }

    private static String sources(String directive, List<String> origins) {
        return String.join(
                " ", Stream.concat(Stream.of(directive), origins.stream()).toList());
    }

    void addTo(HttpServletResponse response) {
        response.setHeader("Content-Security-Policy", POLICY);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("X-Frame-Options", "DENY");
        response.setHeader("Referrer-Policy", "same-origin");
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        response.setHeader("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()");
        if (transport.secureCookies() && transport.hsts().isPositive()) {
            response.setHeader(
                    "Strict-Transport-Security", "max-age=" + transport.hsts().toSeconds() + "; includeSubDomains");
        }
        // Posters and assets replace this. Going back to a form has to fetch a new key.
        response.setHeader(HttpHeaders.CACHE_CONTROL, "private, no-store");
    }
}
