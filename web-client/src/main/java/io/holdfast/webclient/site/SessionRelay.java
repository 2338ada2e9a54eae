package io.holdfast.webclient.site;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** Passes the session cookie on between the browser and auth-service, which sets and reads it. */
public final class SessionRelay {

    private static final List<String> NAMES = List.of("__Host-holdfast_session", "holdfast_session");

    private SessionRelay() {}

    static @Nullable Cookie of(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        if (cookies == null) {
            return null;
        }
        for (String name : NAMES) {
            for (Cookie cookie : cookies) {
                if (cookie.getName().equals(name) && isToken(cookie.getValue())) {
                    return cookie;
                }
            }
        }
        return null;
    }

    /** Checked because the token is put into a header. */
    private static boolean isToken(@Nullable String value) {
        return value != null && value.matches("[\\w.~+/=-]{1,8000}");
    }

    /** Passes cookies that auth-service set on to the browser. */
    public static void relay(List<String> cookies, HttpServletResponse response) {
        for (String cookie : cookies) {
            if (!response.getHeaders(HttpHeaders.SET_COOKIE).contains(cookie)) {
                response.addHeader(HttpHeaders.SET_COOKIE, cookie);
            }
        }
    }

    /** Removes the cookie from the browser. */
    public static void clear(HttpServletRequest request, HttpServletResponse response) {
        Cookie cookie = of(request);
        if (cookie == null) {
            return;
        }
        String secure = cookie.getName().startsWith("__Host-") ? "; Secure" : "";
        response.addHeader(
                HttpHeaders.SET_COOKIE, cookie.getName() + "=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax" + secure);
    }
}
