package io.holdfast.webclient.site;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;
import org.springframework.web.util.WebUtils;

/** Keeps in the browser that it went to the identity provider, and where it wants to go on after that. Only that browser comes back with it. */
@Component
public final class IdentityCookie {

    public static final String CALLBACK = "/signin/callback";

    private static final String NAME = "holdfast_identity";
    private static final Duration LIFE = Duration.ofMinutes(10);

    /** Browsers drop a cookie of more than 4,096 bytes. In Base64 an address is a third longer, and beside it is a secret of up to 200. */
    private static final int LONGEST_BACK = 2_700;

    /**
     * @param secret from auth-service
     * @param linking whether an account is to be linked; else someone wants to sign in
     * @param back where to go on
     */
    public record Kept(String secret, boolean linking, String back) {}

    private final boolean secure;

    IdentityCookie(TransportProperties transport) {
        this.secure = transport.secureCookies();
    }

    public void keep(Kept kept, HttpServletResponse response) {
        String back = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(ReturnTo.within(LONGEST_BACK, kept.back()).getBytes(StandardCharsets.UTF_8));
        set((kept.linking() ? "link" : "signin") + "." + kept.secret() + "." + back, LIFE, response);
    }

    /** What was kept, which is removed; empty if there is nothing that makes sense. */
    public Optional<Kept> take(HttpServletRequest request, HttpServletResponse response) {
        Cookie cookie = WebUtils.getCookie(request, name());
        if (cookie == null) {
            return Optional.empty();
        }
        set("", Duration.ZERO, response);
        String[] parts = cookie.getValue().split("\\.", 3);
        return parts.length == 3 && parts[1].matches("[\\w-]{1,200}")
                ? Optional.of(new Kept(parts[1], parts[0].equals("link"), address(parts[2])))
                : Optional.empty();
    }

    private static String address(String encoded) {
        try {
            return ReturnTo.safe(new String(Base64.getUrlDecoder().decode(encoded), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return ReturnTo.safe(null);
        }
    }

    /** Not {@code __Host-}, which allows no path. */
    private String name() {
        return secure ? "__Secure-" + NAME : NAME;
    }

    /** Lax: the provider, another site, sends the browser back. */
    private void set(String value, Duration life, HttpServletResponse response) {
        ResponseCookie cookie = ResponseCookie.from(name(), value)
                .path(CALLBACK)
                .maxAge(life)
                .httpOnly(true)
                .secure(secure)
                .sameSite("Lax")
                .build();
        response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
    }
}
