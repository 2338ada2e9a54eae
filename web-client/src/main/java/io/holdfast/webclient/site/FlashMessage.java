package io.holdfast.webclient.site;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.web.util.WebUtils;

/**
 * A code for the next page, which shows it once and not again after a reload. It travels in a cookie, since the next page may be
 * served by another replica.
 */
public final class FlashMessage {

    private static final String COOKIE = "holdfast_passing";
    private static final Duration LIFE = Duration.ofMinutes(1);

    private FlashMessage() {}

    /** @param path of the page that is to show it */
    public static void leave(String code, String path, HttpServletResponse response) {
        set(code, path, LIFE, response);
    }

    /** The code for the page at the path, which is removed; null if there is none. It may be forged, so the page has to check it. */
    public static @Nullable String take(String path, HttpServletRequest request, HttpServletResponse response) {
        Cookie left = WebUtils.getCookie(request, COOKIE);
        if (left == null) {
            return null;
        }
        set("", path, Duration.ZERO, response);
        return left.getValue();
    }

    private static void set(String code, String path, Duration life, HttpServletResponse response) {
        ResponseCookie cookie = ResponseCookie.from(COOKIE, code)
                .path(path)
                .maxAge(life)
                .httpOnly(true)
                .sameSite("Lax")
                .build();
        response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
    }
}
