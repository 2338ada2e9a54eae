package io.holdfast.webclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import io.holdfast.language.Language;
import jakarta.servlet.http.Cookie;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;

/** The pages in other languages than English: which one, and all of it. */
@SpringBootTest(
        properties = {
            "spring.config.name=web-client",
            "holdfast.webclient.connect-timeout=1m",
            "holdfast.webclient.read-timeout=1m"
        })
@AutoConfigureMockMvc
class LanguagePagesTests {

    private static final FakeServices SERVICES = new FakeServices();

    /** Everything that a page writes by itself has been translated if none of these is left. */
    private static final String ENGLISH_WORDS =
            "(?i)\\b(the|you|your|and|search|until|sign|account|payment|hold|free|sold|order)\\b";

    @Autowired
    private MockMvc mvc;

    @DynamicPropertySource
    static void services(DynamicPropertyRegistry registry) {
        for (String service : new String[] {"auth", "events", "orders", "payments"}) {
            registry.add("holdfast.webclient." + service + "-url", SERVICES::url);
        }
    }

    @AfterAll
    static void stop() {
        SERVICES.close();
    }

    @BeforeEach
    void reset() {
        SERVICES.reset();
        SERVICES.answer("GET /api/events/e1", 200, FakeServices.event("e1", "Requiem", "low", 9));
        SERVICES.problem("GET /api/events/nothing-here", 404, "not-found");
        SERVICES.answer("GET /api/events", 200, """
                {"items": [%s], "nextCursor": null}""".formatted(FakeServices.event("e1", "Requiem", "low", 9)));
    }

    @Test
    void everyLanguageIsOfferedAndTheOneOfThePageIsMarked() throws Exception {
        Document page = page(get(URI.create("/?q=a%26b")).header("Accept-Language", "fr-CH"));
        Element form = page.selectFirst("form.languages");
        assertThat(form.select("button").eachText())
                .containsExactly("English", "Deutsch", "Français", "Español", "日本語", "العربية");
        assertThat(form.select("button").eachAttr("lang")).containsExactly("en", "de", "fr", "es", "ja", "ar");
        assertThat(form.select("[aria-current]").eachText()).containsExactly("Français");
        assertThat(form.selectFirst("input[name=return]").val()).isEqualTo("/?q=a%26b");
    }

    @Test
    void aChoiceIsKeptInACookieAndLeadsBackToThePage() throws Exception {
        MockHttpServletResponse chosen =
                perform(post("/language").param("language", "de").param("return", "/events/e1?x=1"));
        assertThat(chosen.getRedirectedUrl()).isEqualTo("/events/e1?x=1");
        assertThat(chosen.getHeader("Set-Cookie"))
                .startsWith("holdfast_language=de;")
                .contains("Path=/;", "HttpOnly", "SameSite=Lax", "Max-Age=31536000");
        MockHttpServletResponse made =
                perform(post("/language").param("language", "xx").param("return", "//evil.example/"));
        assertThat(made.getRedirectedUrl()).isEqualTo("/");
        assertThat(made.getHeader("Set-Cookie")).isNull();
    }

    @Test
    void theChosenLanguageWinsOverThatOfTheBrowser() throws Exception {
        Document page = page(get("/").header("Accept-Language", "en-GB").cookie(new Cookie("holdfast_language", "de")));
        assertThat(page.selectFirst("html").attr("lang")).isEqualTo("de");
        assertThat(page.selectFirst(".card").text()).contains("Do., 5. Dez. 2030", "20:00", "25,00 €");
        assertThat(language(get("/").header("Accept-Language", "it-IT, ja;q=0.5")))
                .isEqualTo("ja");
        assertThat(language(get("/").header("Accept-Language", "it-IT, zh;q=0.5")))
                .isEqualTo("en");
        assertThat(language(get("/"))).isEqualTo("en");
        assertThat(language(get("/").cookie(new Cookie("holdfast_language", "x\"y"))))
                .isEqualTo("en");
    }

    @Test
    void afterAFormThePageOfTheFormIsShownInTheOtherLanguage() throws Exception {
        Document page = page(post("/signin")
                .header("Referer", "https://tickets.example.org/signin?return=/orders")
                .header("Accept-Language", "de"));
        assertThat(page.selectFirst("form.languages input[name=return]").val()).isEqualTo("/signin?return=/orders");
        Document error = page(get("/events/nothing-here").header("Accept-Language", "de"));
        assertThat(error.selectFirst("html").attr("lang")).isEqualTo("de");
    }

    @Test
    void pagesAreAllOfOneLanguage() throws Exception {
        SERVICES.answer("GET /api/orders/o1", 200, FakeServices.order("o1", "AWAITING_PAYMENT", Duration.ofMinutes(9)));
        for (Language language : Language.values()) {
            for (String path :
                    List.of("/", "/events/e1", "/signin", "/signup", "/orders/o1/checkout", "/events/nothing-here")) {
                Document page = page(get(path)
                        .cookie(
                                new Cookie("holdfast_language", language.tag()),
                                new Cookie("holdfast_session", FakeServices.TOKEN)));
                assertThat(page.selectFirst("html").attr("lang")).as(path).isEqualTo(language.tag());
                assertThat(page.selectFirst("html").attr("dir")).as(path).isEqualTo(language.direction());
                page.select(".languages, .event-about, .tier-name, .nav-who, .prose, .brand")
                        .remove();
                assertThat(language == Language.ENGLISH
                                || !hasEnglish(page.body().text()))
                        .as("%s in %s: %s", path, language, page.body().text())
                        .isTrue();
                assertThat(page.text()).as(path).doesNotContain("??");
            }
        }
    }

    private static boolean hasEnglish(String text) {
        return Pattern.compile(ENGLISH_WORDS).matcher(text).find();
    }

    @Test
    void whatPeopleTypedRunsInItsOwnDirection() throws Exception {
        Document page = page(get("/events/e1").cookie(new Cookie("holdfast_language", "ar")));
        for (String typed : List.of("h1", ".facts dd > span[dir]", ".tier-name", ".prose")) {
            assertThat(page.select(typed).eachAttr("dir"))
                    .as(typed)
                    .isNotEmpty()
                    .containsOnly("auto");
        }
        assertThat(page.title()).startsWith("\u2068Requiem\u2069");
        assertThat(page.select("#guest-name").attr("dir")).isEqualTo("auto");
        assertThat(page(get("/")).selectFirst(".card-name a").attr("dir")).isEqualTo("auto");
    }

    @Test
    void scriptsGetTheWordsOfTheirLanguageWithAllItsPlurals() throws Exception {
        Document arabic = page(get("/events/e1").cookie(new Cookie("holdfast_language", "ar")));
        assertThat(arabic.selectFirst("html").attr("data-language")).isEqualTo("ar");
        assertThat(arabic.selectFirst("#tickets").attr("data-say-low"))
                .contains("\"few\":", "\"other\":", "{0}", "المتبقي");
        Document british = page(get("/events/e1").header("Accept-Language", "en-GB"));
        assertThat(british.selectFirst("html").attr("data-language")).isEqualTo("en-GB");
        assertThat(british.selectFirst("#tickets").attr("data-say-low"))
                .contains("\"one\":\"Last {0}\"", "\"other\":\"Last {0}\"");
    }

    @Test
    void amountsAreReadInTheLanguageOfThePage() throws Exception {
        SERVICES.answer("POST /api/events/new", 201, FakeServices.event("e9", "Gala", "available", 100));
        perform(post("/events/new")
                .param("name", "Gala")
                .param("description", "A night.")
                .param("startsAt", "2030-07-01T20:00")
                .param("timezone", "Europe/Madrid")
                .param("currency", "EUR")
                .param("tiers[0].name", "Floor")
                .param("tiers[0].price", "1.000")
                .param("tiers[0].capacity", "100")
                .param("tiers[0].maxPerOrder", "")
                .param("key", "0123456789")
                .header("Accept-Language", "en-GB")
                .cookie(new Cookie("holdfast_language", "de"), new Cookie("holdfast_session", FakeServices.TOKEN)));
        assertThat(SERVICES.asked("POST", "/api/events/new").getFirst().body()).contains("\"price\":100000,");
    }

    /** A page is kept nowhere; the feed is, for some minutes. */
    @Test
    void noOneGetsAnAnswerThatWasKeptForAnotherLanguage() throws Exception {
        assertThat(perform(get("/")).getHeader("Cache-Control")).isEqualTo("private, no-store");
        MockHttpServletResponse feed = perform(get("/events.atom").header("Accept-Language", "de"));
        assertThat(feed.getHeader("Cache-Control")).contains("public");
        assertThat(String.join(", ", feed.getHeaders("Vary"))).contains("Accept-Language", "Cookie");
        assertThat(feed.getContentAsString()).contains("5. Dez. 2030");
    }

    private String language(MockHttpServletRequestBuilder request) throws Exception {
        return page(request).selectFirst("html").attr("lang");
    }

    private Document page(MockHttpServletRequestBuilder request) throws Exception {
        return Jsoup.parse(perform(request).getContentAsString());
    }

    private MockHttpServletResponse perform(MockHttpServletRequestBuilder request) throws Exception {
        return mvc.perform(request.header("Accept", "text/html")).andReturn().getResponse();
    }
}
