package io.holdfast.webclient.site;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;
import org.springframework.web.util.WebUtils;

/**
 * Remembers in the visitor's browser which tickets were chosen before signing in, so that they are held as soon as that is done. The
 * address that holds them names the choice and its key; the cookie, which only the visitor's own form sets and which no request from
 * another site carries, proves that the visitor made it. It stays for a while, so that going back and signing in again leads to the same
 * order.
 */
@Component
public final class ChosenTickets {

    private static final String NAME = "holdfast_chosen";
    private static final Duration LIFE = Duration.ofMinutes(30);

    private final boolean secure;

    ChosenTickets(TransportProperties transport) {
        this.secure = transport.secureCookies();
    }

    /** Whether this is an address that holds chosen tickets. */
    public static boolean isHeldAt(String address) {
        return address.matches("/events/[\\w-]+/order\\?.*");
    }

    /** @param key of the choice, the idempotency key of the order that it becomes */
    public void remember(String key, HttpServletResponse response) {
        set(key, LIFE, response);
    }

    public boolean isRemembered(String key, HttpServletRequest request) {
        Cookie cookie = WebUtils.getCookie(request, name());
        return cookie != null && cookie.getValue().equals(key);
    }

    /** For a browser whose next visitor may be another person. */
    public void forget(HttpServletRequest request, HttpServletResponse response) {
        if (WebUtils.getCookie(request, name()) != null) {
            set("", Duration.ZERO, response);
        }
    }

    private String name() {
        return secure ? "__Host-" + NAME : NAME;
    }

    private void set(String key, Duration life, HttpServletResponse response) {
        ResponseCookie cookie = ResponseCookie.from(name(), key)
                .path("/")
                .maxAge(life)
                .httpOnly(true)
                .secure(secure)
                .sameSite("Strict")
                .build();
        response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
    }
}
