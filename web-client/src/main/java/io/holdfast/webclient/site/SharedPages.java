package io.holdfast.webclient.site;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.filter.ServerHttpObservationFilter;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.LocaleResolver;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * Makes the home page and an event's page once for all who ask for it at the same time and see the same: visitors without cookies. Who asks
 * while the page is being made waits for the next one, which is begun with all who wait by then. So nothing is kept, and no page is older than
 * the request that it answers; in a rush, one page serves many. Each visitor gets a form key of their own ({@link PageContent}).
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 30)
class SharedPages extends OncePerRequestFilter implements HandlerInterceptor {

    private static final String FORM_KEY = SharedPages.class.getName() + ".key";
    private static final String EVENTS = "/events/";

    /** Who has waited for so long has the page made for them alone. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** What the page depends on. */
    private record Key(String path, @Nullable String query, Locale locale, List<String> address) {}

    /** A page, and the visitors who wait for it. Empty if it is not for others. */
    private static final class Round {
        private final CompletableFuture<Optional<Made>> made = new CompletableFuture<>();
        private boolean begun;
    }

    /** A page that was made. */
    private record Made(
            PageContent content,
            Map<String, List<String>> headers,
            @Nullable String pattern) {}

    private final ObjectProvider<LocaleResolver> locales;
    private final boolean compress;
    private final ConcurrentMap<Key, Round> newest = new ConcurrentHashMap<>();

    SharedPages(
            ObjectProvider<LocaleResolver> locales, @Value("${server.compression.enabled:false}") boolean compress) {
        this.locales = locales;
        this.compress = compress;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        String path = request.getRequestURI();
        return !request.getMethod().equals("GET")
                || !(path.equals("/") || (path.startsWith(EVENTS) && path.indexOf('/', EVENTS.length()) < 0))
                || request.getHeader(HttpHeaders.COOKIE) != null
                || request.getHeader(HttpHeaders.AUTHORIZATION) != null;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Key key = key(request);
        Round own = new Round();
        AtomicReference<@Nullable Round> before = new AtomicReference<>();
        Round round = newest.compute(key, (_, last) -> {
            before.set(last);
            return last == null || last.begun ? own : last;
        });
        if (round == own) {
            make(key, own, before.get(), request, response, chain);
            return;
        }
        Optional<Made> made = await(round);
        if (made.isPresent()) {
            answer(made.get(), FormKeys.fresh(), request, response);
        } else {
            chain.doFilter(request, response);
        }
    }

    private Key key(HttpServletRequest request) {
        List<String> address = new ArrayList<>();
        for (String name : List.of(HttpHeaders.HOST, "X-Forwarded-Host", "X-Forwarded-Proto")) {
            address.add(String.valueOf(request.getHeader(name)));
        }
        LocaleResolver resolver = locales.getIfAvailable();
        Locale locale = resolver == null ? request.getLocale() : resolver.resolveLocale(request);
        return new Key(request.getRequestURI(), request.getQueryString(), locale, List.copyOf(address));
    }

    /** Makes the page for all of a round, when the round before has its page. */
    private void make(
            Key key,
            Round round,
            @Nullable Round before,
            HttpServletRequest request,
            HttpServletResponse response,
            FilterChain chain)
            throws ServletException, IOException {
        Optional<Made> made = Optional.empty();
        ContentCachingResponseWrapper page = new ContentCachingResponseWrapper(response);
        try {
            if (before != null) {
                await(before);
            }
            newest.computeIfPresent(key, (_, last) -> {
                round.begun = true;
                return last;
            });
            chain.doFilter(request, page);
            made = made(request, page);
        } finally {
            newest.computeIfPresent(key, (_, last) -> last == round ? null : last);
            round.made.complete(made);
        }
        if (made.isPresent()) {
            answer(made.get(), formKey(request), request, response);
        } else {
            page.copyBodyToResponse();
        }
    }

    private static Optional<Made> made(HttpServletRequest request, ContentCachingResponseWrapper page) {
        String type = page.getContentType();
        if (page.getStatus() != HttpServletResponse.SC_OK
                || request.isAsyncStarted()
                || type == null
                || !type.startsWith(MediaType.TEXT_HTML_VALUE)
                || page.getHeader(HttpHeaders.SET_COOKIE) != null) {
            return Optional.empty();
        }
        Map<String, List<String>> headers = new HashMap<>();
        for (String name : page.getHeaderNames()) {
            headers.put(name, List.copyOf(page.getHeaders(name)));
        }
        headers.put(HttpHeaders.CONTENT_TYPE, List.of(type));
        Object pattern = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
        return Optional.of(new Made(
                new PageContent(page.getContentAsByteArray(), formKey(request)),
                headers,
                pattern == null ? null : pattern.toString()));
    }

    private static @Nullable String formKey(HttpServletRequest request) {
        return (String) request.getAttribute(FORM_KEY);
    }

    private static Optional<Made> await(Round round) {
        try {
            return round.made.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private void answer(Made made, @Nullable String key, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (made.pattern() != null) {
            ServerHttpObservationFilter.findObservationContext(request)
                    .ifPresent(observed -> observed.setPathPattern(made.pattern()));
        }
        made.headers().forEach((name, values) -> {
            response.setHeader(name, values.getFirst());
            values.stream().skip(1).forEach(value -> response.addHeader(name, value));
        });
        String fill = key == null || made.content().keyLength() == 0 ? "" : key;
        PageContent content = made.content();
        if (compress) {
            response.addHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        }
        if (compress && acceptsGzip(request)) {
            response.setHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
            response.setContentLength(content.gzipLength());
            content.writeGzip(fill, response.getOutputStream());
        } else {
            response.setContentLength(content.plainLength());
            content.writePlain(fill, response.getOutputStream());
        }
    }

    /** Only a client that says so plainly; any other gets the page as it is. */
    private static boolean acceptsGzip(HttpServletRequest request) {
        String accepted = request.getHeader(HttpHeaders.ACCEPT_ENCODING);
        if (accepted == null) {
            return false;
        }
        for (String coding : accepted.toLowerCase(Locale.ROOT).split(",", -1)) {
            if (coding.strip().equals("gzip")) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void postHandle(
            HttpServletRequest request, HttpServletResponse response, Object handler, @Nullable ModelAndView page) {
        if (page != null && page.getModel().get("key") instanceof String key) {
            request.setAttribute(FORM_KEY, key);
        }
    }
}
