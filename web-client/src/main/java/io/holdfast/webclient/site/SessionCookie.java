package io.holdfast.webclient.site;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** The cookie that auth-service sets; here it is only carried. */
public final class SessionCookie {

    private static final List<String> NAMES = List.of("__Host-holdfast_session", "holdfast_session");

    private SessionCookie() {}

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

    /** A token goes into a header: nothing that is not shaped like one gets that far. */
    private static boolean isToken(@Nullable String value) {
        return value != null && value.matches("[\\w.~+/=-]{1,8000}");
    }

    /** Hands the services' cookies on to the browser. */
    public static void relay(List<String> cookies, HttpServletResponse response) {
        for (String cookie : cookies) {
            if (!response.getHeaders(HttpHeaders.SET_COOKIE).contains(cookie)) {
                response.addHeader(HttpHeaders.SET_COOKIE, cookie);
            }
        }
    }

    /** Forgets the session in this browser, whatever auth-service says. */
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
