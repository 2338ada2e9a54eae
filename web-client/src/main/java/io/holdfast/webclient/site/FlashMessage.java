package io.holdfast.webclient.site;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;
import org.springframework.web.util.WebUtils;

/**
 * A code for the next page, which shows it once and not again after a reload. It travels in a cookie, since the next page may be
 * served by another replica.
 */
@Component
public final class FlashMessage {

    private static final String NAME = "holdfast_passing";
    private static final Duration LIFE = Duration.ofMinutes(1);

    private final boolean secure;

    FlashMessage(TransportProperties transport) {
        this.secure = transport.secureCookies();
    }

    /** @param path of the page that is to show it */
    public void leave(String code, String path, HttpServletResponse response) {
        set(code, path, LIFE, response);
    }

    /** The code for the page at the path, which is removed; null if there is none. It may be forged, so the page has to check it. */
    public @Nullable String take(String path, HttpServletRequest request, HttpServletResponse response) {
        Cookie left = WebUtils.getCookie(request, name());
        if (left == null) {
            return null;
        }
        set("", path, Duration.ZERO, response);
        return left.getValue();
    }

    /** Not {@code __Host-}, which allows no path. */
    private String name() {
        return secure ? "__Secure-" + NAME : NAME;
    }

    private void set(String code, String path, Duration life, HttpServletResponse response) {
        ResponseCookie cookie = ResponseCookie.from(name(), code)
                .path(path)
                .maxAge(life)
                .httpOnly(true)
                .secure(secure)
                .sameSite("Lax")
                .build();
        response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
    }
}
