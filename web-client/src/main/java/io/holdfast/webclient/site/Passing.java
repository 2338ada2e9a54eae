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
 * A word that the next page says once, and a reload does not say again: what an address says stays in the address. The
 * browser carries it, since any replica may be asked for that page.
 */
public final class Passing {

    private static final String COOKIE = "holdfast_passing";
    private static final Duration LIFE = Duration.ofMinutes(1);

    private Passing() {}

    /** @param path of the page that is to say it */
    public static void leave(String word, String path, HttpServletResponse response) {
        set(word, path, LIFE, response);
    }

    /** What was left for the page at {@code path}, which is gone by that; null if nothing was. Anybody may have made it up. */
    public static @Nullable String take(String path, HttpServletRequest request, HttpServletResponse response) {
        Cookie left = WebUtils.getCookie(request, COOKIE);
        if (left == null) {
            return null;
        }
        set("", path, Duration.ZERO, response);
        return left.getValue();
    }

    private static void set(String word, String path, Duration life, HttpServletResponse response) {
        ResponseCookie cookie = ResponseCookie.from(COOKIE, word)
                .path(path)
                .maxAge(life)
                .httpOnly(true)
                .sameSite("Lax")
                .build();
        response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
    }
}
