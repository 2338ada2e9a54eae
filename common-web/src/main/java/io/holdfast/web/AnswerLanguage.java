package io.holdfast.web;

import io.holdfast.language.Language;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.web.util.WebUtils;

/**
 * The language that the reader of an answer wants: what was chosen in the pages, which a cookie keeps, else what {@code Accept-Language} asks
 * for. So what a browser opens from a page is in the language of that page.
 */
public final class AnswerLanguage {

    private final String cookie;

    /** @param secureCookies whether the pages set their cookies for TLS, under other names */
    public AnswerLanguage(boolean secureCookies) {
        this.cookie = Language.cookie(secureCookies);
    }

    /** Says in an answer's headers which languages it is in, and what that depended on. */
    public static void describe(String languages, HttpHeaders headers) {
        headers.set(HttpHeaders.CONTENT_LANGUAGE, languages);
        headers.setVary(List.of(HttpHeaders.ACCEPT_LANGUAGE, HttpHeaders.COOKIE));
    }

    /** With the country, if it is known; empty if the request names no language of {@link Language}. */
    public Optional<Locale> of(HttpServletRequest request) {
        Cookie chosen = WebUtils.getCookie(request, cookie);
        return Language.wanted(
                chosen == null ? null : Language.of(chosen.getValue()).orElse(null),
                request.getHeader(HttpHeaders.ACCEPT_LANGUAGE));
    }
}
