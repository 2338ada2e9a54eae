package io.holdfast.webclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import jakarta.servlet.http.Cookie;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;

/** The pages at {@code https://example.org/tickets}, behind a proxy that removes {@code /tickets} from the path of each request. */
@SpringBootTest(
        properties = {
            "spring.config.name=web-client",
            "holdfast.web.public-url=https://example.org/tickets/",
            "holdfast.webclient.connect-timeout=1m",
            "holdfast.webclient.read-timeout=1m"
        })
class UnderAPrefixTests extends PagesFixture {

    private static final String PREFIX = "/tickets";

    /** What is no address, though it begins with a slash: where to go on, as the site itself knows it. */
    private static final Set<String> NO_ADDRESS = Set.of("value");

    private final List<Cookie> cookies = new ArrayList<>();

    @BeforeEach
    void prepareAnswers() {
        String event = FakeServices.event("e1", "Requiem", "low", 9);
        SERVICES.answer("GET /api/events", 200, "{\"items\": [%s], \"nextCursor\": \"more\"}".formatted(event));
        SERVICES.answer("GET /api/events/e1", 200, event);
        SERVICES.answer(
                "GET /api/events/e1/related",
                200,
                "{\"items\": [%s]}".formatted(FakeServices.event("e2", "Vespers", "low", 9)));
        SERVICES.answer("POST /api/orders", 201, FakeServices.order("o1", "AWAITING_PAYMENT", Duration.ofMinutes(9)));
        SERVICES.answer("GET /api/orders/o1", 200, FakeServices.order("o1", "AWAITING_PAYMENT", Duration.ofMinutes(9)));
        SERVICES.answer(
                "POST /api/users/signin",
                200,
                "{\"id\": \"u1\", \"email\": \"ada@example.com\", \"name\": \"Ada\"}",
                Map.of("Set-Cookie", "holdfast_session=" + FakeServices.TOKEN + "; Path=/; HttpOnly; SameSite=Lax"));
    }

    @Test
    void fromHomeToTicketsThatAreHeldNoAddressLeavesThePrefix() throws Exception {
        Document home = page(get(PREFIX + "/"));
        assertThat(home.selectFirst("form.search").attr("action")).isEqualTo("/tickets/");
        assertThat(home.selectFirst("a[rel=next]").attr("hx-get")).startsWith("/tickets/?");

        Document event = page(get(home.selectFirst(".card a").attr("href")));
        assertThat(event.selectFirst(".box").attr("data-live")).isEqualTo("/tickets/api/events/e1/availability");
        assertThat(event.selectFirst(".event-related a").attr("href")).isEqualTo("/tickets/events/e2");
        assertThat(event.selectFirst("link[rel=canonical]").attr("href"))
                .isEqualTo("https://example.org/tickets/events/e1");

        MockHttpServletResponse asked = visit(post(event.selectFirst(".box").attr("action"))
                .param("t_floor", "2")
                .param("account", ""));
        Document signIn = page(get(URI.create(asked.getRedirectedUrl())));
        Element form = signIn.selectFirst("form[action$=/signin]");
        MockHttpServletResponse signedIn = visit(post(form.attr("action"))
                .param("email", "ada@example.com")
                .param("password", "correct horse battery")
                .param("return", form.selectFirst("input[name=return]").val()));
        assertThat(signedIn.getRedirectedUrl()).startsWith("/tickets/");

        cookies.add(new Cookie("holdfast_session", FakeServices.TOKEN));
        MockHttpServletResponse held =
                visit(post(event.selectFirst(".box").attr("action")).param("t_floor", "2"));
        assertThat(held.getRedirectedUrl()).isEqualTo("/tickets/orders/o1/checkout");
        Document checkout = page(get(held.getRedirectedUrl()));
        assertThat(checkout.selectFirst("form.pay").attr("action")).isEqualTo("/tickets/orders/o1/pay");
        assertThat(checkout.selectFirst("form.languages [name=return]").val())
                .as("as the site itself knows it")
                .isEqualTo("/orders/o1/checkout");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/signup",
                "/account",
                "/orders",
                "/orders/o1",
                "/events/new",
                "/api/docs",
                "/nothing-here",
                "/account/forgotten",
                "/organizer"
            })
    void everyPageStaysUnderThePrefix(String path) throws Exception {
        cookies.add(new Cookie("holdfast_session", FakeServices.TOKEN));
        MockHttpServletResponse answer = visit(get(PREFIX + path));
        if (answer.getRedirectedUrl() == null) {
            expectPrefix(Jsoup.parse(answer.getContentAsString()));
        }
    }

    @Test
    void aPageThatWasLeftIsFoundAgainByItsAddressInTheBrowser() throws Exception {
        SERVICES.problem("POST /api/users/signin", 401, "bad-credentials");
        Document page = page(post(PREFIX + "/signin")
                .param("email", "ada@example.com")
                .header("Referer", "https://example.org/tickets/signin?return=%2Forders"));
        assertThat(page.selectFirst("form.languages [name=return]").val()).isEqualTo("/signin?return=%2Forders");
    }

    @Test
    void signingOutLeavesAloneWhatOtherSitesOfTheHostKeep() throws Exception {
        cookies.add(new Cookie("holdfast_session", FakeServices.TOKEN));
        MockHttpServletResponse signedOut = visit(post(PREFIX + "/signout"));
        assertThat(signedOut.getHeader("Location")).isEqualTo("/tickets/?signedout");
        assertThat(signedOut.getHeader("Clear-Site-Data")).isNull();
    }

    @Test
    void aSlashTooManyLeadsToThePageUnderThePrefix() throws Exception {
        assertThat(visit(get(PREFIX + "/signin/")).getHeader("Location")).isEqualTo("/tickets/signin");
    }

    @Test
    void whatProgramsReadNamesThePrefix() throws Exception {
        assertThat(visit(get(PREFIX + "/manifest.webmanifest")).getContentAsString())
                .contains("\"start_url\":\"/tickets/\"", "\"/tickets/icon-192.png\"");
        assertThat(visit(get(PREFIX + "/robots.txt")).getContentAsString())
                .contains("Disallow: /tickets/orders", "Sitemap: https://example.org/tickets/sitemap.xml");
        assertThat(visit(get(PREFIX + "/sitemap.xml")).getContentAsString())
                .contains("<loc>https://example.org/tickets/events/e1</loc>");
        assertThat(visit(get(PREFIX + "/events.atom")).getContentAsString())
                .contains("https://example.org/tickets/events/e1")
                .doesNotContain("href=\"/");
        assertThat(visit(get(PREFIX + "/api/docs/openapi.json")).getContentAsString())
                .contains("\"url\":\"/tickets\"");
    }

    private Document page(MockHttpServletRequestBuilder request) throws Exception {
        MockHttpServletResponse answer = visit(request);
        assertThat(answer.getContentType()).startsWith("text/html");
        Document page = Jsoup.parse(answer.getContentAsString());
        expectPrefix(page);
        return page;
    }

    /** Does what the proxy does, and what a browser does with a redirect. */
    private MockHttpServletResponse visit(MockHttpServletRequestBuilder request) throws Exception {
        if (!cookies.isEmpty()) {
            request.cookie(cookies.toArray(Cookie[]::new));
        }
        MockHttpServletResponse answer = mvc.perform(request.with(sent -> {
                    assertThat(sent.getRequestURI()).startsWith(PREFIX + "/");
                    String path = sent.getRequestURI().substring(PREFIX.length());
                    sent.setRequestURI(path);
                    sent.setPathInfo(path);
                    return sent;
                }))
                .andReturn()
                .getResponse();
        String location = answer.getHeader("Location");
        if (location != null) {
            assertThat(location).startsWith(PREFIX + "/");
        }
        return answer;
    }

    private static void expectPrefix(Document page) {
        List<String> outside = new ArrayList<>();
        for (Element element : page.getAllElements()) {
            for (Attribute attribute : element.attributes()) {
                String value = attribute.getValue();
                boolean isAddress = value.startsWith("/") || value.contains("; url=/");
                if (isAddress && !NO_ADDRESS.contains(attribute.getKey()) && !value.contains(PREFIX + "/")) {
                    outside.add(element.nodeName() + " " + attribute);
                }
                if (value.contains(PREFIX + PREFIX)) {
                    outside.add("twice: " + attribute);
                }
            }
        }
        assertThat(outside).isEmpty();
    }
}
