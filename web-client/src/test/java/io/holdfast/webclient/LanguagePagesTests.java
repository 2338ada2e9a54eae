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
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;

/** The pages in other languages than English: which one, and all of it. */
class LanguagePagesTests extends PagesFixture {

    /** Everything that a page writes by itself has been translated if none of these is left. */
    private static final String ENGLISH_WORDS =
            "(?i)\\b(the|you|your|and|search|until|sign|account|payment|hold|free|sold|order)\\b";

    @BeforeEach
    void prepareAnswers() {
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
    void anEventIsInTheWordsOfTheReaderWhereThereAreSuch() throws Exception {
        String translated = FakeServices.event("e7", "Winter concert", "low", 9)
                .replace("\"Floor\"", "\"Floor\", \"names\": {\"de\": \"Parkett\"}")
                .replace("\"somethingNew\"", """
                        "language": "en", "translations": {"ar": {"name": "حفل الشتاء"},
                          "de": {"name": "Winterkonzert", "description": "Einlass um sieben."}}, "somethingNew\"""");
        String other = FakeServices.event("e2", "Other", "low", 9)
                .replace("\"somethingNew\"", "\"translations\": {\"de\": {\"name\": \"Anderes\"}}, \"somethingNew\"");
        SERVICES.answer("GET /api/events/e7", 200, translated);
        SERVICES.answer("GET /api/events/e7/related", 200, "{\"items\": [%s], \"nextCursor\": null}".formatted(other));
        SERVICES.answer("GET /api/events", 200, "{\"items\": [%s], \"nextCursor\": null}".formatted(translated));

        Document german = page(get("/events/e7").header("Accept-Language", "de-AT"));
        assertThat(german.title()).startsWith("Winterkonzert");
        assertThat(german.selectFirst("h1").text()).isEqualTo("Winterkonzert");
        assertThat(german.selectFirst(".event-about p").text()).isEqualTo("Einlass um sieben.");
        assertThat(german.select(".tier-name").eachText()).containsExactly("Parkett", "Balcony");
        assertThat(german.select(".tier-name").eachAttr("lang")).containsExactly("en");
        assertThat(german.select("h1[lang], .event-about p[lang]")).isEmpty();
        assertThat(german.selectFirst("meta[property=og:title]").attr("content"))
                .isEqualTo("Winterkonzert");
        assertThat(german.selectFirst("meta[property=og:description]").attr("content"))
                .contains("Einlass um sieben.");
        assertThat(german.selectFirst("script[type=application/ld+json]").data())
                .contains("\"name\":\"Winterkonzert\"", "\"alternateName\":[\"Winter concert\",\"حفل الشتاء\"]");
        assertThat(german.selectFirst(".event-related a").text()).isEqualTo("Anderes");
        assertThat(german.selectFirst("link[rel=canonical]").attr("href"))
                .isEqualTo(page(get("/events/e7"))
                        .selectFirst("link[rel=canonical]")
                        .attr("href"));

        Document arabic = page(get("/events/e7").header("Accept-Language", "ar"));
        assertThat(arabic.selectFirst("h1").text()).isEqualTo("حفل الشتاء");
        assertThat(arabic.selectFirst(".event-about p").attr("lang")).isEqualTo("en");
        assertThat(arabic.selectFirst(".event-related a").text()).isEqualTo("Other");
        Document japanese = page(get("/events/e7").header("Accept-Language", "ja"));
        assertThat(japanese.selectFirst("h1").text()).isEqualTo("Winter concert");
        assertThat(japanese.selectFirst("h1").attr("lang")).isEqualTo("en");
        assertThat(page(get("/events/e7")).select("main [lang]")).isEmpty();

        Element card = page(get("/").header("Accept-Language", "de")).selectFirst(".card-name a");
        assertThat(card.text()).isEqualTo("Winterkonzert");
        assertThat(card.hasAttr("lang")).isFalse();
        assertThat(page(get("/").header("Accept-Language", "es"))
                        .selectFirst(".card-name a")
                        .attr("lang"))
                .isEqualTo("en");
        for (String file : List.of("/events/e7/event.ics", "/events.ics", "/events.atom")) {
            MockHttpServletResponse response = perform(get(file).header("Accept-Language", "de"));
            assertThat(response.getContentAsString()).as(file).contains("Winterkonzert");
            assertThat(response.getHeader("Vary")).as(file).contains("Accept-Language", "Cookie");
            assertThat(perform(get(file)).getContentAsString()).as(file).contains("Winter concert");
        }
    }

    @Test
    void anOrderIsInTheWordsOfTheReader() throws Exception {
        String order = FakeServices.order("o1", "AWAITING_PAYMENT", Duration.ofMinutes(9))
                .replace("\"name\": \"Requiem\",", "\"name\": \"Requiem\", \"names\": {\"de\": \"Totenmesse\"},")
                .replace("\"tierName\": \"Floor\",", "\"tierName\": \"Floor\", \"names\": {\"de\": \"Parkett\"},");
        SERVICES.answer("GET /api/orders/o1", 200, order);
        Cookie session = new Cookie("holdfast_session", FakeServices.TOKEN);
        Document german =
                page(get("/orders/o1/checkout").header("Accept-Language", "de").cookie(session));
        assertThat(german.selectFirst(".bill-name").text()).isEqualTo("Totenmesse");
        assertThat(german.selectFirst(".lines tbody th").text()).contains("Parkett");
        Document french =
                page(get("/orders/o1/checkout").header("Accept-Language", "fr").cookie(session));
        assertThat(french.selectFirst(".bill-name").text()).isEqualTo("Requiem");

        SERVICES.answer("GET /api/orders", 200, "{\"items\": [%s], \"nextCursor\": null}".formatted(order));
        assertThat(page(get("/orders").header("Accept-Language", "de").cookie(session))
                        .selectFirst(".order-what a")
                        .text())
                .isEqualTo("Totenmesse");
        SERVICES.answer("GET /api/orders/o1", 200, order.replace("AWAITING_PAYMENT", "COMPLETED"));
        SERVICES.answer("GET /api/orders/o1/tickets", 200, FakeServices.tickets());
        Document tickets =
                page(get("/orders/o1").header("Accept-Language", "de").cookie(session));
        assertThat(tickets.selectFirst(".ticket h2").text()).isEqualTo("Totenmesse");
        assertThat(tickets.selectFirst(".ticket-tier").text()).contains("Parkett");
    }

    @Test
    void anEventInOneLanguageIsShownAsBefore() throws Exception {
        for (Language language : Language.values()) {
            Document page = page(get("/events/e1").header("Accept-Language", language.tag()));
            assertThat(page.select("main [lang]")).as(language.tag()).isEmpty();
            assertThat(page.selectFirst("h1").text()).isEqualTo("Requiem");
            assertThat(page.selectFirst("script[type=application/ld+json]").data())
                    .doesNotContain("alternateName");
        }
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
        return html(perform(request));
    }

    @Override
    MockHttpServletResponse perform(MockHttpServletRequestBuilder request) throws Exception {
        return send(request.header("Accept", "text/html"));
    }
}
