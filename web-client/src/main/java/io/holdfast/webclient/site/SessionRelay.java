package io.holdfast.webclient.site;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.util.WebUtils;

/**
 * Passes the session cookie on between the browser and auth-service, which sets and reads it. Where there is TLS only the name with
 * {@code __Host-} counts, as at the services: another host of the same domain could set the other one.
 */
@Component
public final class SessionRelay {

    private static final String NAME = "holdfast_session";

    private final boolean secure;

    SessionRelay(TransportProperties transport) {
        this.secure = transport.secureCookies();
    }

    @Nullable
    Cookie of(HttpServletRequest request) {
        Cookie cookie = WebUtils.getCookie(request, name());
        return cookie != null && isToken(cookie.getValue()) ? cookie : null;
    }

    private String name() {
        return secure ? "__Host-" + NAME : NAME;
    }

    /** Checked because the token is put into a header. */
    private static boolean isToken(@Nullable String value) {
        return value != null && value.matches("[\\w.~+/=-]{1,8000}");
    }

    /** Passes cookies that auth-service set on to the browser. */
    public void relay(List<String> cookies, HttpServletResponse response) {
        for (String cookie : cookies) {
            if (!response.getHeaders(HttpHeaders.SET_COOKIE).contains(cookie)) {
                response.addHeader(HttpHeaders.SET_COOKIE, cookie);
            }
        }
    }

    /** The token in cookies that auth-service set; null if they have none. */
    public static @Nullable String token(List<String> cookies) {
        return cookies.stream()
                .map(cookie -> cookie.substring(cookie.indexOf('=') + 1).split(";", 2)[0])
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElse(null);
    }

    /** Removes the cookie from the browser. */
    public void clear(HttpServletRequest request, HttpServletResponse response) {
        if (of(request) == null) {
            return;
        }
        response.addHeader(
                HttpHeaders.SET_COOKIE,
                name() + "=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax" + (secure ? "; Secure" : ""));
    }
}
