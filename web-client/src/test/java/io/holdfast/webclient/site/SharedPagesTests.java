package io.holdfast.webclient.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import jakarta.servlet.FilterChain;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.servlet.LocaleResolver;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.i18n.AcceptHeaderLocaleResolver;

class SharedPagesTests {

    private static final Duration LONG = Duration.ofMinutes(1);

    private final SharedPages pages = new SharedPages(
            new StaticListableBeanFactory(Map.of("localeResolver", new AcceptHeaderLocaleResolver()))
                    .getBeanProvider(LocaleResolver.class),
            true);
    private final AtomicInteger made = new AtomicInteger();
    private final AtomicInteger being = new AtomicInteger();
    private final CountDownLatch release = new CountDownLatch(1);

    private int status = 200;
    private @Nullable String cookie;

    /** The page says which one it is, and waits for {@link #release}. */
    private final FilterChain chain = (request, response) -> {
        being.incrementAndGet();
        try {
            release.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        HttpServletResponse answer = (HttpServletResponse) response;
        answer.setStatus(status);
        answer.setContentType("text/html;charset=UTF-8");
        if (cookie != null) {
            answer.addHeader("Set-Cookie", cookie);
        }
        String key = FormKeys.fresh();
        ModelAndView page = new ModelAndView("page");
        page.addObject("key", key);
        pages.postHandle((HttpServletRequest) request, answer, this, page);
        answer.getWriter().write("<p>Page " + made.incrementAndGet() + "</p><input value=" + key + ">");
    };

    @Test
    void whoAsksWhileAPageIsMadeGetsTheNextOneTogether() throws Exception {
        Visit first = visit(request("/events/e1"));
        await().atMost(LONG).untilAtomic(being, is(1));
        List<Visit> others = visitsThatWait("/events/e1", 5);
        release.countDown();
        assertThat(first.page()).contains("Page 1");
        List<String> keys = new ArrayList<>(List.of(key(first)));
        for (Visit other : others) {
            assertThat(other.page()).contains("Page 2");
            assertThat(other.response.getHeader("Content-Type")).startsWith("text/html");
            keys.add(key(other));
        }
        assertThat(made).hasValue(2);
        assertThat(keys).doesNotHaveDuplicates();
    }

    @Test
    void aPageThatIsAskedForAloneIsMadeForEachRequest() throws Exception {
        release.countDown();
        assertThat(visit(request("/")).page()).contains("Page 1");
        assertThat(visit(request("/")).page()).contains("Page 2");
    }

    @Test
    void visitorsWhoSeeSomethingElseShareNothing() throws Exception {
        visit(request("/"));
        await().atMost(LONG).untilAtomic(being, is(1));
        MockHttpServletRequest signedIn = request("/");
        signedIn.setCookies(new Cookie("holdfast_session", "a.b.c"));
        MockHttpServletRequest german = request("/");
        german.addHeader("Accept-Language", "de");
        german.addPreferredLocale(Locale.GERMAN);
        MockHttpServletRequest searching = request("/");
        searching.setQueryString("q=opera");
        MockHttpServletRequest elsewhere = request("/");
        elsewhere.addHeader("X-Forwarded-Host", "tickets.example.org");
        MockHttpServletRequest post = request("/");
        post.setMethod("POST");
        List<MockHttpServletRequest> others =
                List.of(signedIn, german, searching, elsewhere, post, request("/events/e1"));
        others.forEach(this::visit);
        // Each has begun to make a page of its own, though none is ready.
        await().atMost(LONG).untilAtomic(being, is(1 + others.size()));
        release.countDown();
    }

    @Test
    void whatIsNotForOthersIsMadeForEach() throws Exception {
        cookie = "holdfast_session=; Max-Age=0";
        assertEachAlone();
    }

    @Test
    void errorsAreMadeForEach() throws Exception {
        status = 404;
        assertEachAlone();
    }

    @Test
    void aFailureIsThatOfOneRequest() throws Exception {
        FilterChain failing = (request, response) -> {
            if (being.incrementAndGet() == 1) {
                await().atMost(LONG).until(() -> release.getCount() == 0);
                throw new IOException("broken");
            }
            chain.doFilter(request, response);
        };
        Visit first = visit(request("/"), failing);
        await().atMost(LONG).untilAtomic(being, is(1));
        List<Visit> others = visitsThatWait("/", 3);
        release.countDown();
        assertThatThrownBy(first.answer::get).hasMessageContaining("broken");
        for (Visit other : others) {
            assertThat(other.page()).contains("Page 1");
        }
    }

    @Test
    void aPageIsCompressedForWhoTakesIt() throws Exception {
        release.countDown();
        MockHttpServletRequest request = request("/");
        request.addHeader("Accept-Encoding", "gzip, br");
        Visit visit = visit(request);
        visit.answer.join();
        assertThat(visit.response.getHeader("Content-Encoding")).isEqualTo("gzip");
        assertThat(visit.response.getHeaders("Vary")).contains("Accept-Encoding");
        byte[] body = visit.response.getContentAsByteArray();
        assertThat(visit.response.getContentLength()).isEqualTo(body.length);
        assertThat(new String(
                        new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes(), StandardCharsets.UTF_8))
                .contains("Page 1");
    }

    private void assertEachAlone() throws Exception {
        Visit first = visit(request("/"));
        await().atMost(LONG).untilAtomic(being, is(1));
        List<Visit> others = visitsThatWait("/", 3);
        release.countDown();
        first.answer.join();
        for (Visit other : others) {
            other.answer.join();
            assertThat(other.response.getStatus()).isEqualTo(status);
        }
        assertThat(made).hasValue(4);
    }

    private record Visit(Thread thread, MockHttpServletResponse response, CompletableFuture<Void> answer) {
        String page() throws Exception {
            answer.get();
            return response.getContentAsString();
        }
    }

    private static String key(Visit visit) throws Exception {
        return visit.page().replaceFirst("(?s).*value=([\\w-]+)>.*", "$1");
    }

    private List<Visit> visitsThatWait(String path, int count) {
        List<Visit> visits = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            visits.add(visit(request(path)));
        }
        await().atMost(LONG)
                .until(() ->
                        visits.stream().allMatch(visit -> visit.thread().getState() == Thread.State.TIMED_WAITING));
        return visits;
    }

    private Visit visit(MockHttpServletRequest request) {
        return visit(request, chain);
    }

    private Visit visit(MockHttpServletRequest request, FilterChain chain) {
        MockHttpServletResponse response = new MockHttpServletResponse();
        CompletableFuture<Void> answer = new CompletableFuture<>();
        Thread thread = Thread.ofPlatform().daemon().start(() -> {
            try {
                pages.doFilter(request, response, chain);
                answer.complete(null);
            } catch (Exception e) {
                answer.completeExceptionally(e);
            }
        });
        return new Visit(thread, response, answer);
    }

    private static MockHttpServletRequest request(String path) {
        return new MockHttpServletRequest("GET", path);
    }
}
