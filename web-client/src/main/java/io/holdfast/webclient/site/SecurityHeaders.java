package io.holdfast.webclient.site;

import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/**
 * The headers of every answer, files and errors included: no inline script or style, nothing of other sites, no page in a shared cache,
 * and TLS only where there is TLS.
 */
@Component
class SecurityHeaders {

    private static final String POLICY = String.join(
            "; ",
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'");

    private final TransportProperties transport;

    SecurityHeaders(TransportProperties transport) {
        this.transport = transport;
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
