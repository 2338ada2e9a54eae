package io.holdfast.webclient.site;

import io.holdfast.language.Language;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.LocaleResolver;
import org.springframework.web.util.WebUtils;

/**
 * The language of a page: what the visitor chose, which a cookie keeps, else what the browser asks for. Words, numbers and dates are all of
 * this language.
 */
@Component(DispatcherServlet.LOCALE_RESOLVER_BEAN_NAME)
public final class ReaderLanguage implements LocaleResolver {

    /** What an answer depends on that may be kept between browser and site. */
    public static final String VARY = HttpHeaders.ACCEPT_LANGUAGE + ", " + HttpHeaders.COOKIE;

    private static final Duration LIFE = Duration.ofDays(365);

    private final boolean secure;

    ReaderLanguage(TransportProperties transport) {
        this.secure = transport.secureCookies();
    }

    @Override
    public Locale resolveLocale(HttpServletRequest request) {
        return Language.choose(chosen(request).orElse(null), accepted(request));
    }

    /** The language that the visitor chose in this browser; empty if none was chosen. */
    public Optional<Language> chosen(HttpServletRequest request) {
        Cookie cookie = WebUtils.getCookie(request, name());
        return cookie == null ? Optional.empty() : Language.of(cookie.getValue());
    }

    /** Keeps the language in the browser. */
    public void keep(Language language, HttpServletResponse response) {
        ResponseCookie cookie = ResponseCookie.from(name(), language.tag())
                .path("/")
                .maxAge(LIFE)
                .httpOnly(true)
                .secure(secure)
                .sameSite("Lax")
                .build();
        response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
    }

    /** The servlet container would take the language of the machine for that of a browser that asks for none. */
    private static List<Locale> accepted(HttpServletRequest request) {
        return request.getHeader(HttpHeaders.ACCEPT_LANGUAGE) == null
                ? List.of()
                : Collections.list(request.getLocales());
    }

    private String name() {
        return Language.cookie(secure);
    }

    @Override
    public void setLocale(HttpServletRequest request, @Nullable HttpServletResponse response, @Nullable Locale locale) {
        throw new UnsupportedOperationException("A language is chosen with its form");
    }
}
