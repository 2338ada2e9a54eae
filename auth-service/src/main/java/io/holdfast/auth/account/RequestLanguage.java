package io.holdfast.auth.account;

import io.holdfast.language.Language;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** The language that a request asks for with {@code Accept-Language}. */
final class RequestLanguage {

    private RequestLanguage() {}

    /** As a tag such as {@code de-CH}; null outside of requests, and if it asks for none in which there are mails. */
    static @Nullable String current() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes
                ? of(attributes.getRequest())
                : null;
    }

    private static @Nullable String of(HttpServletRequest request) {
        return Language.wanted(request.getHeader(HttpHeaders.ACCEPT_LANGUAGE))
                .map(Locale::toLanguageTag)
                .orElse(null);
    }
}
