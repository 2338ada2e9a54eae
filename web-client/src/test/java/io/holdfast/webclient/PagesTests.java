package io.holdfast.webclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import jakarta.servlet.http.Cookie;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.select.Elements;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;

/** The pages as HTML, with services that answer as the contract defines. */
@SpringBootTest(
        properties = {
            "spring.config.name=web-client",
            // Long, so that no test fails because the machine is busy.
            "holdfast.webclient.connect-timeout=1m",
            "holdfast.webclient.read-timeout=1m"
        })
@AutoConfigureMockMvc
class PagesTests {

    private static final FakeServices SERVICES = new FakeServices();

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

    private static final String MOVED = """
        "sellableUntil": "2030-12-01T12:00:00Z", "returnableUntil": "2030-12-01T12:00:00Z",
        "eventWhenBought": {"name": "Old Requiem", "startsAt": "2030-12-05T19:00:00Z", "endsAt": "2030-12-05T22:00:00Z",
            "timezone": "Europe/Madrid",
            "venue": {"name": "Teatro Viejo", "address": "Plaza 9", "city": "Madrid", "country": "Spain"}}\
        """;

    /** What services call a venue of which the name is not known yet, and the field that says so. */
    private static final String UNNAMED = "\"To be announced\", \"toBeAnnounced\": true";

    private static final String RUNNING = """
        "event": {"name": "Biennale", "startsAt": "2020-12-05T19:00:00Z", "endsAt": "2030-12-05T22:00:00Z", "timezone": "Europe/Madrid",
            "venue": {"name": "Teatro Real", "address": null, "city": "Madrid", "country": "Spain"}}\
        """;

    @BeforeEach
    void reset() {
        SERVICES.reset();
        SERVICES.answer("GET /api/events/e1", 200, FakeServices.event("e1", "Requiem", "low", 9));
    }

    @Test
    void homeListsEventsInTheVisitorsLanguageAndTheEventsZone() throws Exception {
        SERVICES.answer("GET /api/events", 200, """
            {"items": [%s], "nextCursor": "a b&c"}\
            """.formatted(FakeServices.event("e1", "Requiem", "low", 9)));
        Document german = html(mvc.perform(get("/").header("Accept-Language", "de-DE"))
                .andReturn()
                .getResponse());
        Element card = german.selectFirst(".card");
        assertThat(card.text()).contains("Requiem", "20:00", "Teatro Real, Madrid", "25,00");
        assertThat(card.selectFirst("a").attr("href")).isEqualTo("/events/e1");
        assertThat(german.selectFirst("a[rel=next]").attr("href")).isEqualTo("/?cursor=a%20b%26c");
        assertThat(german.selectFirst("#results").attr("data-say")).isEqualTo("1 Veranstaltung, und es gibt weitere");
        Document american = html(mvc.perform(get("/").header("Accept-Language", "en-US"))
                .andReturn()
                .getResponse());
        assertThat(american.selectFirst(".card").text()).contains("Dec 5, 2030", "8:00", "€25.00");
    }

    @Test
    void unknownApiPathIsAProblemDocument() throws Exception {
        for (MockHttpServletRequestBuilder call :
                List.of(get("/api"), get("/api/nothing"), post("/api/event/1"), get("/api/docs/nothing"))) {
            MockHttpServletResponse answer = mvc.perform(call.header("Accept", "application/json"))
                    .andReturn()
                    .getResponse();
            assertThat(answer.getStatus()).isEqualTo(404);
            assertThat(answer.getContentType()).startsWith("application/problem+json");
            assertThat(answer.getContentAsString())
                    .contains(
                            "\"code\":\"not-found\"",
                            "\"type\":\"urn:holdfast:problem:not-found\"",
                            "\"instance\":\"/api");
        }
    }

    @Test
    void apiDocumentIsAPageForPeopleAndJsonForPrograms() throws Exception {
        Document page = html(mvc.perform(get("/api/docs").header("Accept", "text/html,*/*;q=0.8"))
                .andReturn()
                .getResponse());
        assertThat(page.getElementById("orders.place").text()).contains("POST /api/orders", "eventId", "409");
        for (String address : new String[] {"/api/docs", "/api/docs/openapi.json"}) {
            MockHttpServletResponse document = mvc.perform(get(address).header("Accept", "*/*"))
                    .andReturn()
                    .getResponse();
            assertThat(document.getContentType()).isEqualTo("application/json");
            assertThat(document.getContentAsString())
                    .startsWith("{")
                    .contains("\"openapi\" : \"3.1.0\"", "/api/payments");
        }
    }

    @Test
    void searchIsPassedOnAndAnEmptyResultOffersToDropConditions() throws Exception {
        Document page = html(
                mvc.perform(get("/").param("q", "{x}&y").param("city", "Paris").param("from", "nonsense"))
                        .andReturn()
                        .getResponse());
        assertThat(SERVICES.asked("GET", "/api/events")).hasSize(1);
        assertThat(page.select(".chip").eachText()).contains("Without “{x}&y”", "Not only in Paris");
        assertThat(page.selectFirst("input[name=q]").val()).isEqualTo("{x}&y");
    }

    /** The script adds the reader's own time where its zone shows another. */
    @Test
    void aDeadlineNamesTheTownAndSaysHowFarItsClockIsAhead() throws Exception {
        SERVICES.answer(
                "GET /api/events/e1",
                200,
                FakeServices.event("e1", "Requiem", "low", 9)
                        .replace("\"salesStart\": null", "\"salesStart\": \"2030-07-01T10:00:00Z\""));
        Document page = html(mvc.perform(get("/events/e1")).andReturn().getResponse());
        assertThat(page.selectFirst(".countdown-line").text()).contains("12:00", "Madrid");
        Element own = page.selectFirst(".countdown-line [data-own-time]");
        assertThat(own.attr("data-own-time")).isEqualTo("2030-07-01T10:00:00Z");
        assertThat(own.attr("data-ahead")).isEqualTo("7200");
        assertThat(own.attr("data-say")).isEqualTo("({0} your time)");
        assertThat(own.hasAttr("hidden")).isTrue();
    }

    @Test
    void orderBoxIsAPlainForm() throws Exception {
        Document page = html(perform(get("/events/e1")));
        Element form = page.selectFirst("form#tickets");
        assertThat(form.attr("action")).isEqualTo("/events/e1/order");
        assertThat(form.attr("method")).isEqualTo("post");
        assertThat(form.selectFirst("input[name=key]").val()).hasSize(36);
        assertThat(form.select("input[type=number]").eachAttr("name")).containsExactly("t_floor", "t_balcony");
        assertThat(form.selectFirst("input[name=t_floor]").attr("max")).isEqualTo("6");
        assertThat(form.selectFirst("[data-tier=floor]").text()).contains("Floor", "45.50", "Last 9");
    }

    @Test
    void eventHasACalendarFile() throws Exception {
        assertThat(html(perform(get("/events/e1"))).select(".facts a[href=/events/e1/event.ics]"))
                .hasSize(1);
        MockHttpServletResponse response = perform(get("/events/e1/event.ics"));
        assertThat(response.getContentType()).isEqualTo("text/calendar;charset=UTF-8;method=PUBLISH");
        assertThat(response.getContentAsString())
                .startsWith("BEGIN:VCALENDAR\r\n")
                .contains(
                        "METHOD:PUBLISH\r\n",
                        "UID:e1@holdfast\r\n",
                        "SEQUENCE:1\r\n",
                        "DTSTART:20301205T190000Z\r\n",
                        "DTEND:20301205T220000Z\r\n",
                        "SUMMARY:Requiem\r\n",
                        "LOCATION:Teatro Real\\, Plaza 1\\, Madrid\\, Spain\r\n");
        assertThat(perform(get("/events/none/event.ics")).getStatus()).isEqualTo(404);
    }

    @Test
    void theFileOfACancelledEventTakesItOutOfTheCalendar() throws Exception {
        SERVICES.answer(
                "GET /api/events/e1",
                200,
                FakeServices.event("e1", "Requiem", "available", 9)
                        .replace("\"published\"", "\"cancelled\"")
                        .replace("\"version\": 1", "\"version\": 2"));
        assertThat(perform(get("/events/e1/event.ics")).getContentAsString())
                .contains("METHOD:CANCEL\r\n", "UID:e1@holdfast\r\n", "SEQUENCE:2\r\n", "STATUS:CANCELLED\r\n");
    }

    @Test
    void anOrderTellsWhatItsEventWasAndThatItMayBeReturned() throws Exception {
        String moved = FakeServices.order("o1", "COMPLETED", MOVED);
        SERVICES.answer("GET /api/orders/o1", 200, moved);
        SERVICES.answer("GET /api/orders/o1/tickets", 200, FakeServices.tickets());
        SERVICES.answer("GET /api/orders", 200, "{\"items\": [" + moved + "], \"nextCursor\": null}");

        Element changed = html(perform(signedIn(get("/orders/o1")))).selectFirst(".changed");
        assertThat(changed.select("del").eachText())
                .containsExactly("Old Requiem", "Teatro Viejo, Plaza 9, Madrid, Spain");
        assertThat(changed.select("ins").eachText()).containsExactly("Requiem", "Teatro Real, Madrid, Spain");
        assertThat(changed.text()).contains("return your tickets for €91.00 until Sun, 1 Dec 2030, 13:00 Madrid time");
        assertThat(changed.select("a[href=/orders/o1/sell]")).hasSize(1);
        assertThat(html(perform(signedIn(get("/orders"))))
                        .select(".order-row .was")
                        .text())
                .contains("It was: Old Requiem", "Teatro Viejo");
        assertThat(html(perform(signedIn(get("/orders/o1/sell"))))
                        .selectFirst("h1")
                        .text())
                .isEqualTo("Return these tickets?");
    }

    @Test
    void listsHaveTheCommaOfTheLanguage() throws Exception {
        SERVICES.answer(
                "GET /api/orders/o1",
                200,
                FakeServices.order(
                        "o1",
                        "COMPLETED",
                        "\"items\": [{\"tierId\": \"floor\", \"tierName\": \"Floor\", \"quantity\": 2, \"unitPrice\": 4550,"
                                + " \"seats\": [\"A-3\", \"A-4\"]}]"));
        SERVICES.answer("GET /api/orders/o1/tickets", 200, FakeServices.tickets());
        Map<String, String> lists = Map.of("de", "A-3, A-4", "ja", "A-3、A-4", "ar", "\u2068A-3\u2069، \u2068A-4\u2069");

        for (Map.Entry<String, String> list : lists.entrySet()) {
            assertThat(html(perform(signedIn(get("/orders/o1").header("Accept-Language", list.getKey()))))
                            .select("#bill")
                            .text())
                    .as(list.getKey())
                    .contains(list.getValue());
        }
    }

    @Test
    void moreThanOneOrderMayHaveIsRefusedWithTheMost() throws Exception {
        SERVICES.answer("POST /api/orders", 400, """
            {"status": 400, "code": "validation-failed", "detail": "items[0].quantity must be less than or equal to 1000",
             "errors": [{"field": "items[0].quantity", "message": "must be less than or equal to 1000"}]}""");

        Document page = html(perform(signedIn(post("/events/e1/order"))
                .param("t_floor", "99999999999")
                .param("key", "0123456789")));

        assertThat(page.select("#problems").text())
                .isEqualTo("That choice does not work. Look at how many you want of each.");
        assertThat(page.select("[data-tier=floor] .tier-problem").text()).isEqualTo("6 at most in one order.");
    }

    @Test
    void anOrderTellsInTheLanguageOfTheReaderThatItsVenueIsToBeAnnounced() throws Exception {
        String fields = MOVED.replace("\"Teatro Viejo\", \"address\": \"Plaza 9\"", UNNAMED + ", \"address\": null");
        String moved = FakeServices.order("o1", "COMPLETED", fields);
        SERVICES.answer("GET /api/orders/o1", 200, moved);
        SERVICES.answer("GET /api/orders/o1/tickets", 200, FakeServices.tickets());
        SERVICES.answer("GET /api/orders", 200, "{\"items\": [" + moved + "], \"nextCursor\": null}");

        Element changed = html(perform(signedIn(get("/orders/o1").header("Accept-Language", "de"))))
                .selectFirst(".changed");
        assertThat(changed.select("del").eachText())
                .containsExactly("Old Requiem", "Ort wird noch bekannt gegeben, Madrid, Spain");
        assertThat(html(perform(signedIn(get("/orders").header("Accept-Language", "ja"))))
                        .select(".order-row .was")
                        .text())
                .contains("会場は後日発表, Madrid, Spain");

        String unnamed = moved.replace("\"Teatro Real\"", UNNAMED);
        SERVICES.answer("GET /api/orders/o1", 200, unnamed);
        Document arabic = html(perform(signedIn(get("/orders/o1").header("Accept-Language", "ar"))));
        assertThat(arabic.select("#bill .bill-event").text()).contains("يُعلن عن المكان لاحقًا");
        assertThat(arabic.select(".ticket-what").text()).contains("يُعلن عن المكان لاحقًا, Madrid");
        assertThat(arabic.text()).doesNotContain("To be announced");
    }

    @Test
    void anOrderThatMayBeReturnedHasOneLinkOneVerbAndOneDate() throws Exception {
        String later = "\"sellableUntil\": \"2030-12-03T12:00:00Z\"";
        String moved = FakeServices.order(
                "o1", "COMPLETED", MOVED.replace("\"sellableUntil\": \"2030-12-01T12:00:00Z\"", later));
        SERVICES.answer("GET /api/orders/o1", 200, moved);
        SERVICES.answer("GET /api/orders/o1/tickets", 200, FakeServices.tickets());
        SERVICES.answer("GET /api/orders", 200, "{\"items\": [" + moved + "], \"nextCursor\": null}");

        Document page = html(perform(signedIn(get("/orders/o1"))));
        assertThat(page.select("a[href=/orders/o1/sell]").eachText()).containsExactly("Return the tickets");
        assertThat(page.selectFirst(".changed").text()).contains("until Tue, 3 Dec 2030, 13:00 Madrid time");
        assertThat(html(perform(signedIn(get("/orders"))))
                        .select(".order-row a[href=/orders/o1/sell]")
                        .eachText())
                .containsExactly("Return the tickets");
        Document sell = html(perform(signedIn(get("/orders/o1/sell"))));
        assertThat(sell.text()).contains("Tue, 3 Dec 2030, 13:00 Madrid time").doesNotContain("Sell back");
        assertThat(sell.select("button.big").eachText()).containsExactly("Return for €91.00");
    }

    @Test
    void anOrderWhoseEventDidNotChangeTellsNothing() throws Exception {
        SERVICES.answer("GET /api/orders/o1", 200, FakeServices.order("o1", "COMPLETED", Duration.ZERO));
        SERVICES.answer("GET /api/orders/o1/tickets", 200, FakeServices.tickets());
        assertThat(html(perform(signedIn(get("/orders/o1")))).select(".changed"))
                .isEmpty();
    }

    @Test
    void theTicketsOfAnEventThatIsGoingOnAreNotPast() throws Exception {
        String running = FakeServices.order("o1", "COMPLETED", RUNNING);
        SERVICES.answer("GET /api/orders", 200, "{\"items\": [" + running + "], \"nextCursor\": null}");
        assertThat(html(perform(signedIn(get("/orders")))).select(".earlier")).isEmpty();
    }

    @Test
    void anEventOfSeveralDaysIsSoldUntilItEnds() throws Exception {
        String running = FakeServices.event("e1", "Biennale", "available", 9)
                .replace("2030-12-05T19:00:00Z", "2020-12-05T19:00:00Z");
        SERVICES.answer("GET /api/events/e1", 200, running);
        assertThat(html(perform(get("/events/e1"))).select("#tickets:not(.none-left) #hold"))
                .hasSize(1);
        SERVICES.answer(
                "GET /api/events/e1",
                200,
                running.replace("\"salesEnd\": null", "\"salesEnd\": \"2021-01-01T00:00:00Z\""));
        assertThat(html(perform(get("/events/e1"))).select("#hold")).isEmpty();
    }

    @Test
    void pastEventsAreFoundInTheArchive() throws Exception {
        Document home = html(perform(get("/").param("q", "jazz")));
        assertThat(home.select(".archive a").attr("href")).isEqualTo("/?q=jazz&past=true");
        Document past = html(perform(get("/").param("q", "jazz").param("past", "true")));
        assertThat(past.select(".archive a").attr("href")).isEqualTo("/?q=jazz");
        assertThat(past.select("form.search input[name=past]")).hasSize(1);
    }

    @Test
    void whoPaysMayAskToBeReminded() throws Exception {
        SERVICES.answer("GET /api/orders/o1", 200, FakeServices.order("o1", "AWAITING_PAYMENT", Duration.ofMinutes(9)));
        SERVICES.answer("POST /api/orders/o1/reminder", 200, "{\"at\": \"2030-01-01T00:00:00Z\"}");
        assertThat(html(perform(signedIn(get("/orders/o1/checkout"))))
                        .select("form.remind")
                        .attr("action"))
                .isEqualTo("/orders/o1/remind");

        MockHttpServletResponse asked = perform(signedIn(post("/orders/o1/remind")));

        assertThat(SERVICES.asked("POST", "/api/orders/o1/reminder")).hasSize(1);
        assertThat(asked.getRedirectedUrl()).isEqualTo("/orders/o1/checkout?reminder=set");
        Document page = html(perform(signedIn(get("/orders/o1/checkout").param("reminder", "set"))));
        assertThat(page.select("form.remind")).isEmpty();
        assertThat(page.select("p.remind").text()).contains("three minutes before");
    }

    @Test
    void whoNeedsAnInvoiceSaysBeforePayingWhomItIsMadeOutTo() throws Exception {
        String held = FakeServices.order("o1", "AWAITING_PAYMENT", Duration.ofMinutes(9));
        SERVICES.answer("GET /api/orders/o1", 200, held);
        assertThat(html(perform(signedIn(get("/orders/o1/checkout")))).select("a[href=/orders/o1/invoice]"))
                .as("an order that gets no receipt")
                .isEmpty();
        String billed = held.replaceFirst("\\{", "{\"getsReceipt\": true, ");
        SERVICES.answer("GET /api/orders/o1", 200, billed);
        assertThat(html(perform(signedIn(get("/orders/o1/checkout"))))
                        .select("a[href=/orders/o1/invoice]")
                        .text())
                .isEqualTo("I need an invoice");
        assertThat(html(perform(signedIn(get("/orders/o1/invoice")))).select("#f-country option[value=GB]"))
                .hasSize(1);

        SERVICES.answer(
                "PUT /api/orders/o1/invoice-address",
                400,
                "{\"status\": 400, \"code\": \"validation\", \"errors\": [{\"field\": \"city\", \"message\": \"m\"}]}");
        Document wrong = html(perform(signedIn(post("/orders/o1/invoice").param("name", "Engines Ltd"))));
        assertThat(wrong.select("#f-city-problem")).hasSize(1);
        assertThat(wrong.selectFirst("#f-name").val()).isEqualTo("Engines Ltd");

        SERVICES.answer("PUT /api/orders/o1/invoice-address", 200, billed);
        MockHttpServletResponse saved = perform(signedIn(post("/orders/o1/invoice")
                .param("name", "Engines Ltd")
                .param("street", "1 Road")
                .param("city", "York")
                .param("country", "GB")
                .param("postalCode", "")
                .param("vatId", " GB1 ")));
        assertThat(saved.getRedirectedUrl()).isEqualTo("/orders/o1/checkout");
        assertThat(SERVICES.asked("PUT", "/api/orders/o1/invoice-address")
                        .getLast()
                        .body())
                .isEqualTo(
                        "{\"name\":\"Engines Ltd\",\"street\":\"1 Road\",\"city\":\"York\",\"country\":\"GB\",\"vatId\":\"GB1\"}");
    }

    @Test
    void theAddressOfAnInvoiceIsKeptIfItIsNotSaved() throws Exception {
        String held = FakeServices.order("o1", "AWAITING_PAYMENT", "\"getsReceipt\": true");
        SERVICES.answer("GET /api/orders/o1", 200, held);
        SERVICES.down("PUT /api/orders/o1/invoice-address");
        assertThat(engines(503).text()).contains("not certain whether that was saved");
        SERVICES.down("GET /api/orders/o1");
        assertThat(engines(503).select(".hold-banner")).isEmpty();
        SERVICES.problem("PUT /api/orders/o1/invoice-address", 503, "unavailable");
        assertThat(engines(503).text()).contains("not certain whether that was saved");
        SERVICES.problem("PUT /api/orders/o1/invoice-address", 401, "unauthenticated");
        assertThat(engines(401).select("#signed-out a[href=/signin][target=_blank]"))
                .hasSize(1);
    }

    private Document engines(int status) throws Exception {
        MockHttpServletResponse refused = perform(
                signedIn(post("/orders/o1/invoice").param("name", "Engines Ltd").param("city", "York")));
        assertThat(refused.getStatus()).isEqualTo(status);
        Document page = html(refused);
        assertThat(page.selectFirst("form[action=/orders/o1/invoice] #f-name").val())
                .isEqualTo("Engines Ltd");
        assertThat(page.selectFirst("#f-city").val()).isEqualTo("York");
        return page;
    }

    @Test
    void heldTicketsShowWhenTheyMayBeReleased() throws Exception {
        SERVICES.answer(
                "POST /api/orders",
                409,
                "{\"status\": 409, \"code\": \"all-held\", \"detail\": \"All held.\"}",
                Map.of("Retry-After", "437"));
        Document page = html(perform(signedIn(post("/events/e1/order")).param("t_floor", "2")));
        assertThat(page.selectFirst("[role=alert]:not([hidden])").text()).contains("come back within 8 minutes;");

        SERVICES.problem("POST /api/orders", 409, "all-held");
        Document unknown = html(perform(signedIn(post("/events/e1/order")).param("t_floor", "2")));
        assertThat(unknown.selectFirst("[role=alert]:not([hidden])").text()).contains("come back within minutes;");
    }

    @Test
    void onePageIsOneTrace() throws Exception {
        SERVICES.answer("GET /api/orders", 200, """
            {"items": [%s], "nextCursor": null}\
            """.formatted(FakeServices.order("o1", "COMPLETED", Duration.ZERO)));
        String trace = "0af7651916cd43dd8448eb211c80319c";
        perform(signedIn(get("/orders")).header("traceparent", "00-" + trace + "-b7ad6b7169203331-01"));
        for (String path : new String[] {"/api/orders", "/api/users/currentuser"}) {
            assertThat(SERVICES.asked("GET", path).getFirst().header("Traceparent"))
                    .as(path)
                    .startsWith("00-" + trace + "-")
                    .doesNotContain("b7ad6b7169203331");
        }

        SERVICES.reset();
        perform(signedIn(get("/orders")));
        String begun = SERVICES.asked("GET", "/api/orders").getFirst().header("Traceparent");
        assertThat(begun).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01").doesNotContain(trace);
        assertThat(SERVICES.asked("GET", "/api/users/currentuser").getFirst().header("Traceparent"))
                .isEqualTo(begun);
    }

    @Test
    void hostileNamesAreEscaped() throws Exception {
        String name = "<script>alert(1)</script>\\\" onload=x ${7*7} [[${7*7}]] __${7*7}__";
        SERVICES.answer("GET /api/events/e1", 200, FakeServices.event("e1", name, "available", 90));
        SERVICES.answer(
                "GET /api/orders/o1",
                200,
                FakeServices.order("o1", "COMPLETED", Duration.ZERO).replace("Requiem", name));
        SERVICES.answer("GET /api/orders/o1/tickets", 200, FakeServices.tickets());
        for (String path : new String[] {"/events/e1", "/orders/o1"}) {
            Document page = html(perform(signedIn(get(path))));
            assertThat(page.select("script:not([src], [type=application/ld+json])"))
                    .isEmpty();
            assertThat(page.select("[onload], [style]")).isEmpty();
            assertThat(page.text()).contains("<script>alert(1)</script>\" onload=x ${7*7} [[${7*7}]] __${7*7}__");
        }
    }

    @Test
    void pagesHaveNoInlineScriptAndAStrictPolicy() throws Exception {
        MockHttpServletResponse response = perform(get("/events/e1"));
        assertThat(response.getHeader("Content-Security-Policy"))
                .contains("default-src 'none'", "script-src 'self'", "style-src 'self'")
                .doesNotContain("unsafe");
        assertThat(html(response).select("style, [style], script:not([src], [type=application/ld+json])"))
                .isEmpty();
        assertThat(response.getHeader("Cache-Control")).isEqualTo("private, no-store");
    }

    @Test
    void saysBeforePaymentUntilWhenTicketsAreTakenBack() throws Exception {
        String event = FakeServices.event("e1", "Requiem", "low", 9);
        String order = FakeServices.order("o1", "AWAITING_PAYMENT", Duration.ofMinutes(9));
        SERVICES.answer("GET /api/orders/o1", 200, order.replace("\"e1\"", "\"e2\""));
        SERVICES.answer("GET /api/events/e2", 200, withSellBack(event.replace("\"e1\"", "\"e2\""), "90"));

        assertThat(html(perform(get("/events/e1"))).text()).doesNotContain("given back", "taken back");
        SERVICES.answer("GET /api/events/e1", 200, withSellBack(event, "90"));
        assertThat(html(perform(get("/events/e1"))).selectFirst("#tickets").text())
                .contains("Tickets can be given back for what they cost until Thu, 5 Dec 2030, 18:30");
        SERVICES.answer("GET /api/events/e1", 200, withSellBack(event, "null"));
        assertThat(html(perform(get("/events/e1"))).selectFirst("#tickets").text())
                .as("ten minutes before, as orders-service has it")
                .contains("until Thu, 5 Dec 2030, 19:50");
        SERVICES.answer("GET /api/events/e1", 200, withSellBack(event, "null").replace("true, \"min", "false, \"min"));
        assertThat(html(perform(get("/events/e1"))).selectFirst("#tickets").text())
                .contains("Tickets are not taken back, unless the event is moved or cancelled.");
        SERVICES.answer("GET /api/events/e1", 200, withSellBack(event, "9999999"));
        assertThat(html(perform(get("/events/e1"))).selectFirst("#tickets").text())
                .as("that was long ago")
                .contains("Tickets are not taken back");
        assertThat(html(perform(signedIn(get("/orders/o1/checkout"))))
                        .selectFirst(".checkout")
                        .text())
                .contains("until Thu, 5 Dec 2030, 18:30");
    }

    private static String withSellBack(String event, String minutes) {
        return event.replace(
                "\"salesStart\"",
                "\"sellBack\": {\"allowed\": true, \"minutesBefore\": " + minutes + "}, \"salesStart\"");
    }

    @Test
    void signingInHoldsTheChoiceAtOnceAndLeadsToThePayment() throws Exception {
        MockHttpServletResponse order =
                perform(post("/events/e1/order").param("t_floor", "2").param("key", "0123456789"));
        assertThat(order.getRedirectedUrl())
                .isEqualTo("/signin?return=%2Fevents%2Fe1%2Forder%3Fkey%3D0123456789%26t_floor%3D2");
        assertThat(order.getHeader("Set-Cookie"))
                .startsWith("holdfast_chosen=0123456789.")
                .contains("HttpOnly", "SameSite=Strict");
        Cookie chosen = order.getCookie("holdfast_chosen");
        assertThat(html(perform(get(URI.create(order.getRedirectedUrl())))).text())
                .contains("held as soon as you are signed in");
        SERVICES.answer(
                "POST /api/users/signin",
                200,
                "{}",
                Map.of("Set-Cookie", "holdfast_session=new.token.here; Path=/; HttpOnly; SameSite=Lax"));
        String hold = "/events/e1/order?key=0123456789&t_floor=2";
        MockHttpServletResponse signIn = perform(post("/signin")
                .param("email", "ada@example.com")
                .param("password", "correct horse")
                .param("return", hold));
        assertThat(signIn.getRedirectedUrl()).isEqualTo(hold);
        assertThat(signIn.getHeader("Set-Cookie")).startsWith("holdfast_session=new.token.here");
        SERVICES.answer("POST /api/orders", 201, FakeServices.order("o1", "AWAITING_PAYMENT", Duration.ofMinutes(9)));
        for (int again = 0; again < 2; again++) {
            assertThat(perform(signedIn(get(hold)).cookie(chosen)).getRedirectedUrl())
                    .isEqualTo("/orders/o1/checkout");
        }
        assertThat(SERVICES.asked("POST", "/api/orders"))
                .hasSize(2)
                .allSatisfy(asked -> assertThat(asked.header("Idempotency-key")).isEqualTo(chosen.getValue()));
    }

    /** Only its organizer finds a draft, and a token that has ended says nothing of who sends it. */
    @Test
    void aDraftIsThereForItsOrganizerThoughTheTokenHasEnded() throws Exception {
        SERVICES.answer(
                "GET /api/users/currentuser",
                200,
                "{\"currentUser\": {\"id\": \"u1\", \"email\": \"ada@example.com\", \"name\": \"Ada\"}}",
                Map.of("Set-Cookie", "holdfast_session=new.token.here; Path=/; HttpOnly; SameSite=Lax"));
        SERVICES.answerFirst("GET /api/events/d1", 404, "{\"status\": 404, \"code\": \"not-found\"}");
        SERVICES.answer("GET /api/events/d1", 200, FakeServices.own("d1", "Gala", "draft", 1));

        assertThat(perform(signedIn(get("/events/d1"))).getStatus()).isEqualTo(200);
        assertThat(SERVICES.asked("GET", "/api/events/d1"))
                .extracting(asked -> asked.header("Authorization"))
                .containsExactly("Bearer " + FakeServices.TOKEN, "Bearer new.token.here");
    }

    @Test
    void relatedEventsAreReadOnceForAllWhoLook() throws Exception {
        SERVICES.answer("GET /api/events/kin", 200, FakeServices.event("kin", "Requiem", "low", 9));
        SERVICES.answer(
                "GET /api/events/kin/related", 200, """
            {"items": [%s], "nextCursor": null}\
            """.formatted(FakeServices.event("other", "Vespers", "low", 9)));
        for (int i = 0; i < 3; i++) {
            Document page = html(mvc.perform(get("/events/kin")).andReturn().getResponse());
            Element related = page.selectFirst(".event-related");
            assertThat(related.text()).contains("Vespers", "Dec 5, 2030", "Teatro Real, Madrid");
            assertThat(related.selectFirst("a").attr("href")).isEqualTo("/events/other");
        }
        assertThat(SERVICES.asked("GET", "/api/events/kin/related")).hasSize(1);
        assertThat(html(mvc.perform(get("/events/e1")).andReturn().getResponse())
                        .selectFirst(".event-related"))
                .as("of an event without any")
                .isNull();
    }

    @Test
    void aVenueWithoutANameIsToBeAnnouncedInTheLanguageOfTheReader() throws Exception {
        String event = FakeServices.event("e1", "Requiem", "available", 80).replace("\"Teatro Real\"", UNNAMED);
        SERVICES.answer("GET /api/events/e1", 200, event);
        MockHttpServletResponse german = mvc.perform(get("/events/e1").header("Accept-Language", "de"))
                .andReturn()
                .getResponse();
        Document page = html(german);
        assertThat(page.selectFirst("main").text())
                .contains("Ort wird noch bekannt gegeben")
                .doesNotContain("To be announced");
        assertThat(page.selectFirst(".event-map").attr("href"))
                .contains("Plaza")
                .doesNotContain("announced");
    }

    @Test
    void signInTellsGuestsOfTheLinkInTheirMail() throws Exception {
        String hint = "Bought without an account? Open the link in our mail.";
        for (String orders : List.of("/orders", "/orders/o1")) {
            assertThat(html(perform(get("/signin").param("return", orders))).text())
                    .contains(hint);
        }
        assertThat(html(perform(get("/signin").param("return", "/organizer"))).text())
                .doesNotContain(hint);
    }

    @Test
    void theLinkOfAMailSaysThatItWillSignIn() throws Exception {
        assertThat(html(perform(get("/account/signin-link").param("token", "secret")))
                        .selectFirst(".lead")
                        .text())
                .isEqualTo("You will be signed in on this device.");
    }

    @Test
    void signInSaysWhatIsMissing() throws Exception {
        MockHttpServletResponse refused = perform(post("/signin").param("email", "ada"));

        Document page = html(refused);
        assertThat(refused.getStatus()).isEqualTo(400);
        assertThat(page.selectFirst("#email[aria-invalid]").val()).isEqualTo("ada");
        assertThat(page.selectFirst("#email-problem").text()).startsWith("Enter an e-mail address");
        assertThat(page.selectFirst("#password-problem").text()).isEqualTo("Enter your password.");
        assertThat(SERVICES.asked("POST", "/api/users/signin")).isEmpty();
    }

    @Test
    void anIdentityProviderHasAButtonOnlyIfThereIsOne() throws Exception {
        assertThat(html(perform(get("/signin"))).select("a[href^=/signin/identity]"))
                .isEmpty();
        SERVICES.answer(
                "GET /api/users/signin/methods", 200, "{\"identityProvider\": \"Example ID\", \"passkeys\": false}");
        Element way = html(perform(get("/signin?return=/orders"))).selectFirst("a[href^=/signin/identity]");
        assertThat(way.text()).isEqualTo("Sign in with Example ID");
        assertThat(way.attr("href")).isEqualTo("/signin/identity?return=/orders");
        SERVICES.problem("POST /api/users/signin/identity", 503, "unavailable");
        MockHttpServletResponse away = perform(get(URI.create(way.attr("href"))));
        assertThat(away.getStatus()).isEqualTo(503);
        assertThat(html(away).selectFirst("[role=alert]:not([hidden])")).isNotNull();
        assertThat(html(away).selectFirst("input[name=return]").val()).isEqualTo("/orders");
    }

    @Test
    void passkeysAreOfferedWhereThereAreAny() throws Exception {
        assertThat(html(perform(get("/signin"))).select("form[data-passkey]")).isEmpty();
        SERVICES.answer("GET /api/users/signin/methods", 200, "{\"identityProvider\": null, \"passkeys\": true}");
        Element form = html(perform(get("/signin?return=/orders"))).selectFirst("form[data-passkey]");
        assertThat(form.hasAttr("hidden")).as("until the script shows it").isTrue();
        assertThat(form.selectFirst("input[name=return]").val()).isEqualTo("/orders");
        SERVICES.problem("POST /api/users/signin/passkey", 400, "validation-failed");
        MockHttpServletResponse refused = perform(post("/signin/passkey").param("credential", "no JSON"));
        assertThat(refused.getStatus()).isEqualTo(400);
        assertThat(html(refused).selectFirst("[role=alert]:not([hidden])").text())
                .contains("could not be checked");
        SERVICES.answer(
                "POST /api/users/signin/passkey",
                200,
                "{}",
                Map.of("Set-Cookie", "holdfast_session=new.token.here; Path=/; HttpOnly; SameSite=Lax"));
        MockHttpServletResponse signedIn = perform(
                post("/signin/passkey").param("credential", "{\"id\": \"abc\"}").param("return", "/orders"));
        assertThat(signedIn.getRedirectedUrl()).isEqualTo("/orders");
        assertThat(signedIn.getHeader("Set-Cookie")).startsWith("holdfast_session=new.token.here");
        assertThat(SERVICES.asked("POST", "/api/users/signin/passkey").getLast().body())
                .contains("\"id\":\"abc\"");
    }

    private static Cookie goToProvider(MockHttpServletResponse going) {
        assertThat(going.getRedirectedUrl()).isEqualTo("https://id.example/authorize?x=y");
        Cookie kept = going.getCookie("holdfast_identity");
        assertThat(kept.isHttpOnly()).isTrue();
        assertThat(kept.getPath()).isEqualTo("/signin/callback");
        assertThat(going.getHeader("Set-Cookie")).contains("SameSite=Lax");
        return kept;
    }

    @Test
    void whoIsBackFromTheIdentityProviderGoesOnWhereTheyWere() throws Exception {
        SERVICES.answer(
                "POST /api/users/signin/identity",
                200,
                "{\"location\": \"https://id.example/authorize?x=y\", \"browser\": \"s3cret\"}");
        SERVICES.answer(
                "POST /api/users/signin/identity/confirm",
                200,
                "{}",
                Map.of("Set-Cookie", "holdfast_session=new.token.here; Path=/; HttpOnly; SameSite=Lax"));
        Cookie kept = goToProvider(perform(get("/signin/identity").param("return", "/orders")));
        MockHttpServletResponse back =
                perform(get("/signin/callback?state=s&code=c").cookie(kept));
        assertThat(back.getRedirectedUrl()).isEqualTo("/orders");
        assertThat(back.getHeaders("Set-Cookie"))
                .anyMatch(cookie -> cookie.startsWith("holdfast_session=new.token.here"))
                .anyMatch(cookie -> cookie.startsWith("holdfast_identity=;"));
        assertThat(SERVICES.asked("POST", "/api/users/signin/identity/confirm"))
                .singleElement()
                .satisfies(asked -> assertThat(asked.body()).contains("s3cret"));

        // A browser that comes from another site sends the cookie of the choice only with a request of this one.
        String hold = "/events/e1/order?key=0123456789&t_floor=2";
        kept = goToProvider(perform(get("/signin/identity").param("return", hold)));
        Document arrived = html(perform(get("/signin/callback?state=s&code=c").cookie(kept)));
        assertThat(arrived.selectFirst("meta[http-equiv=refresh]").attr("content"))
                .isEqualTo("0; url=" + hold);
        kept = goToProvider(perform(get("/signin/identity").param("return", "//evil.example")));
        assertThat(perform(get("/signin/callback?state=s&code=c").cookie(kept)).getRedirectedUrl())
                .isEqualTo("/");
    }

    @Test
    void whoDidNotGoToTheIdentityProviderDoesNotComeBack() throws Exception {
        for (MockHttpServletRequestBuilder request : List.of(
                get("/signin/callback?state=s&code=c"),
                get("/signin/callback?state=s&code=c").cookie(new Cookie("holdfast_identity", "made up")),
                get("/signin/callback").cookie(new Cookie("holdfast_identity", "signin.secret.Lw")))) {
            MockHttpServletResponse refused = perform(request);
            assertThat(refused.getStatus()).isEqualTo(410);
            assertThat(html(refused).selectFirst("[role=alert]:not([hidden])").text())
                    .contains("took too long");
        }
        assertThat(SERVICES.asked("POST", "/api/users/signin/identity/confirm")).isEmpty();
    }

    @Test
    void theIdentityProvidersAnswerIsShownPlainly() throws Exception {
        Cookie kept = new Cookie("holdfast_identity", "signin.secret.L29yZGVycw");
        SERVICES.problem("POST /api/users/signin/identity/confirm", 401, "not-confirmed");
        MockHttpServletResponse refused =
                perform(get("/signin/callback?state=s&error=access_denied").cookie(kept));
        assertThat(refused.getStatus()).isEqualTo(401);
        assertThat(html(refused).selectFirst("[role=alert]:not([hidden])")).isNotNull();
        assertThat(html(refused).selectFirst("input[name=return]").val()).isEqualTo("/orders");
    }

    @Test
    void onlyTheBrowserThatChoseHoldsAfterSigningIn() throws Exception {
        SERVICES.answer("POST /api/orders", 201, FakeServices.order("o1", "AWAITING_PAYMENT", Duration.ofMinutes(9)));
        String hold = "/events/e1/order?key=0123456789&t_floor=2";
        Cookie chosen = perform(post("/events/e1/order").param("t_floor", "2").param("key", "0123456789"))
                .getCookie("holdfast_chosen");
        Cookie other = new Cookie("holdfast_chosen", "0123456789.0000000000000000");
        String shown = "/events/e1?t_floor=2";
        assertThat(perform(signedIn(get(hold))).getRedirectedUrl()).isEqualTo(shown);
        assertThat(perform(signedIn(get(hold)).cookie(other)).getRedirectedUrl())
                .isEqualTo(shown);
        // The same key with another choice, at another event, and the right one without a session.
        assertThat(perform(signedIn(get(hold.replace("t_floor=2", "t_floor=6"))).cookie(chosen))
                        .getRedirectedUrl())
                .isEqualTo("/events/e1?t_floor=6");
        assertThat(perform(signedIn(get(hold.replace("e1", "e2"))).cookie(chosen))
                        .getRedirectedUrl())
                .isEqualTo("/events/e2?t_floor=2");
        SERVICES.answer("GET /api/users/currentuser", 200, "{\"currentUser\": null}");
        assertThat(perform(get(hold).cookie(chosen)).getRedirectedUrl()).isEqualTo(shown);
        assertThat(SERVICES.asked("POST", "/api/orders")).isEmpty();
    }

    @Test
    void whatIsGoneAfterSigningInIsShownWithTheChoice() throws Exception {
        Cookie chosen = perform(post("/events/e1/order").param("t_floor", "5").param("key", "0123456789"))
                .getCookie("holdfast_chosen");
        SERVICES.answer("POST /api/orders", 409, """
            {"status": 409, "code": "not-enough-left", "detail": "x",
             "errors": [{"field": "items.floor", "tierId": "floor", "message": "only 3 left", "available": 3}]}\
            """);
        MockHttpServletResponse refused = perform(
                signedIn(get("/events/e1/order?key=0123456789&t_floor=5")).cookie(chosen));
        assertThat(refused.getStatus()).isEqualTo(409);
        Document page = html(refused);
        assertThat(page.selectFirst("#problems").text()).contains("not enough of these tickets left");
        assertThat(page.selectFirst("[data-tier=floor]").text()).contains("3");
        assertThat(page.selectFirst("input[name=t_floor]").val()).isEqualTo("5");
    }

    @Test
    void signingOutForgetsTheChoice() throws Exception {
        SERVICES.answer("POST /api/users/signout", 200, "{}");
        MockHttpServletResponse out =
                perform(signedIn(post("/signout")).cookie(new Cookie("holdfast_chosen", "0123456789.0")));
        assertThat(out.getHeaders("Set-Cookie"))
                .anySatisfy(cookie ->
                        assertThat(cookie).startsWith("holdfast_chosen=;").contains("Max-Age=0"));
    }

    @Test
    void ticketsThatAreAllHeldMayBeTheReadersOwn() throws Exception {
        SERVICES.answer("GET /api/events/e1", 200, FakeServices.event("e1", "Requiem", "held", 0));
        assertThat(html(perform(get("/events/e1")))
                        .selectFirst("[data-tier=floor] .tier-status")
                        .text())
                .startsWith("All held")
                .doesNotContain("others");
    }

    @Test
    void aGuestGivesNameAndAddressAndGoesOnToThePayment() throws Exception {
        Document page = html(perform(get("/events/e1")));
        assertThat(page.select(".box-guest input").eachAttr("name")).containsExactly("name", "email");
        assertThat(page.selectFirst("form#tickets").hasAttr("novalidate"))
                .as("what is wrong is said at the field, in the page's language")
                .isTrue();
        asGuest();
        SERVICES.answer("POST /api/orders", 201, FakeServices.order("o1", "AWAITING_PAYMENT", Duration.ofMinutes(9)));
        MockHttpServletResponse held = perform(guestOrder("Ada", "ada@example.com"));
        assertThat(held.getRedirectedUrl()).isEqualTo("/orders/o1/checkout");
        assertThat(held.getHeader("Set-Cookie")).startsWith("holdfast_session=guest.token.here");
        assertThat(SERVICES.asked("POST", "/api/users/guest").getFirst().body())
                .contains("\"email\":\"ada@example.com\"", "\"name\":\"Ada\"");
        assertThat(SERVICES.asked("POST", "/api/orders").getFirst().header("Authorization"))
                .isEqualTo("Bearer guest.token.here");
    }

    /** A browser presses the first button of a form for it. */
    @Test
    void theEnterKeyHoldsTheTickets() throws Exception {
        Document page = html(perform(get("/events/e1")));
        Element pressed = page.selectFirst("#tickets button:not([type=button]), button[form=tickets]");
        assertThat(pressed.attr("name")).isEmpty();
        assertThat(pressed.hasAttr("disabled") || pressed.hasAttr("formaction")).isFalse();
        assertThat(page.select("#tickets button[name=account]")).hasSize(1);
    }

    @Test
    void aGuestIsAskedForWhatIsMissingAndTheChoiceIsKept() throws Exception {
        for (String[] typed : List.of(new String[] {"", "ada@example.com"}, new String[] {"Ada", "ada"})) {
            MockHttpServletResponse refused = perform(guestOrder(typed[0], typed[1]));
            assertThat(refused.getStatus()).isEqualTo(400);
            Document page = html(refused);
            assertThat(page.select(".box-guest .wrong")).hasSize(1);
            assertThat(page.selectFirst("#guest-name").val()).isEqualTo(typed[0]);
            assertThat(page.selectFirst("#guest-email").val()).isEqualTo(typed[1]);
            assertThat(page.selectFirst("input[name=t_floor]").val()).isEqualTo("2");
        }
        assertThat(SERVICES.asked("POST", "/api/users/guest")).isEmpty();
        SERVICES.problem("POST /api/users/guest", 429, "rate-limited");
        assertThat(html(perform(guestOrder("Ada", "ada@example.com")))
                        .selectFirst("#guest-email-problem")
                        .text())
                .contains("Many purchases");
    }

    @Test
    void aKnownGuestBuysAgainAndSeesTheOrders() throws Exception {
        knownGuest();
        Document page = html(perform(signedIn(get("/events/e1"))));
        assertThat(page.selectFirst("#guest-email").val()).isEqualTo("ada@example.com");
        assertThat(page.select("a[href=/signin]")).isNotEmpty();
        SERVICES.answer("POST /api/orders", 201, FakeServices.order("o1", "AWAITING_PAYMENT", Duration.ofMinutes(9)));
        assertThat(perform(signedIn(guestOrder("Ada", "ada@example.com"))).getRedirectedUrl())
                .isEqualTo("/orders/o1/checkout");
        assertThat(SERVICES.asked("POST", "/api/users/guest")).isEmpty();
        SERVICES.answer("GET /api/orders/o1", 200, FakeServices.order("o1", "COMPLETED", Duration.ZERO));
        SERVICES.answer("GET /api/orders/o1/tickets", 200, FakeServices.tickets());
        Document order = html(perform(signedIn(get("/orders/o1"))));
        assertThat(order.select(".ticket")).isNotEmpty();
        assertThat(order.selectFirst(".guest-note").text()).contains("ada@example.com", "Make an account");
        // Everything else asks to sign in.
        for (String path : List.of("/account", "/organizer", "/events/new")) {
            assertThat(perform(signedIn(get(path))).getRedirectedUrl()).startsWith("/signin?return=");
        }
    }

    @Test
    void theLinkOfAGuestsMailOpensTheOrderByAForm() throws Exception {
        Document form = html(perform(get("/orders/o1/open?token=secret")));
        assertThat(form.selectFirst("form[action=/orders/o1/open] input[name=token]")
                        .val())
                .isEqualTo("secret");
        assertThat(SERVICES.asked("POST", "/api/users/guest/link")).isEmpty();
        SERVICES.answer(
                "POST /api/users/guest/link",
                200,
                "{}",
                Map.of("Set-Cookie", "holdfast_session=guest.token.here; Path=/; HttpOnly; SameSite=Lax"));
        MockHttpServletResponse opened = perform(post("/orders/o1/open").param("token", "secret"));
        assertThat(opened.getRedirectedUrl()).isEqualTo("/orders/o1");
        assertThat(opened.getHeader("Set-Cookie")).startsWith("holdfast_session=guest.token.here");
        SERVICES.answer("POST /api/users/guest/link", 200, "{}");
        assertThat(perform(signedIn(post("/orders/o1/open")).param("token", "secret"))
                        .getRedirectedUrl())
                .isEqualTo("/orders?adopted");
        SERVICES.problem("POST /api/users/guest/link", 410, "link-over");
        Document over = html(perform(post("/orders/o1/open").param("token", "secret")));
        assertThat(over.select("a[href^=/signin?return=]")).hasSize(1);
    }

    private static MockHttpServletRequestBuilder guestOrder(String name, String email) {
        return post("/events/e1/order")
                .param("t_floor", "2")
                .param("key", "0123456789")
                .param("name", name)
                .param("email", email);
    }

    private static void asGuest() {
        SERVICES.answer(
                "POST /api/users/guest",
                201,
                "{}",
                Map.of("Set-Cookie", "holdfast_session=guest.token.here; Path=/; HttpOnly; SameSite=Lax"));
    }

    private static void knownGuest() {
        SERVICES.answer("GET /api/users/currentuser", 200, """
            {"currentUser": null, "guest": {"id": "g1", "email": "ada@example.com", "name": "Ada"}}\
            """);
    }

    @Test
    void anAccountWithCodesIsAskedForOneAndGoesOnWhereItWas() throws Exception {
        SERVICES.answer("POST /api/users/signin", 401, """
            {"status": 401, "code": "code-needed", "detail": "x",
             "errors": [{"field": "code", "message": "is needed", "challenge": "c1"}]}\
            """);
        Document page = html(perform(post("/signin")
                .param("email", "ada@example.com")
                .param("password", "correct horse")
                .param("return", "/events/e1")));
        assertThat(page.selectFirst("form[action=/signin/code] input[name=challenge]")
                        .val())
                .isEqualTo("c1");
        SERVICES.problem("POST /api/users/signin/code", 401, "bad-code");
        Document again = html(perform(signInCode("000000")));
        assertThat(again.selectFirst("#code-problem").text()).contains("wrong");
        assertThat(again.selectFirst("input[name=challenge]").val()).isEqualTo("c1");
        SERVICES.answer(
                "POST /api/users/signin/code",
                200,
                "{}",
                Map.of("Set-Cookie", "holdfast_session=new.token.here; Path=/; HttpOnly; SameSite=Lax"));
        MockHttpServletResponse done = perform(signInCode("123456"));
        assertThat(done.getRedirectedUrl()).isEqualTo("/events/e1");
        assertThat(done.getHeader("Set-Cookie")).startsWith("holdfast_session=new.token.here");
        SERVICES.problem("POST /api/users/signin/code", 410, "link-over");
        assertThat(perform(signInCode("123456")).getRedirectedUrl()).isEqualTo("/signin?return=%2Fevents%2Fe1");
    }

    @Test
    void whatIsWrongWhenCodesAreTurnedOnOrOffIsToldWhereItIs() throws Exception {
        SERVICES.problem("POST /api/users/totp", 409, "address-not-proven");
        MockHttpServletResponse unproven =
                perform(signedIn(post("/account/codes")).param("password", "correct horse"));
        assertThat(unproven.getStatus()).isEqualTo(409);
        assertThat(html(unproven).selectFirst("[role=alert]:not([hidden])").text())
                .contains("Confirm your address first");

        SERVICES.answer("GET /api/users/totp", 200, "{\"on\": true, \"recoveryCodesLeft\": 3}");
        SERVICES.problem("POST /api/users/totp/remove", 403, "bad-code");
        Document off = html(perform(signedIn(post("/account/codes/remove"))
                .param("password", "correct horse")
                .param("code", "000000")));
        assertThat(off.selectFirst("#code-problem").text()).contains("wrong");
        assertThat(off.selectFirst("#codes-password-problem")).isNull();
        SERVICES.answer("POST /api/users/totp/remove", 400, """
            {"status": 400, "code": "validation-failed", "errors": [{"field": "code", "message": "must not be blank"}]}\
            """);
        Document none = html(perform(signedIn(post("/account/codes/remove"))
                .param("password", "correct horse")
                .param("code", " ")));
        assertThat(none.selectFirst("#code-problem")).isNotNull();
        assertThat(none.selectFirst("#codes-password-problem")).isNull();
        SERVICES.problem("POST /api/users/totp/remove", 403, "wrong-password");
        Document other = html(perform(signedIn(post("/account/codes/remove"))
                .param("password", "wrong horse")
                .param("code", "123456")));
        assertThat(other.selectFirst("#codes-password-problem")).isNotNull();
        assertThat(other.selectFirst("#code-problem")).isNull();
    }

    @Test
    void whoHasNoPasswordIsAskedForNoneAndPerhapsToSignInAgain() throws Exception {
        SERVICES.answer("GET /api/users/account", 200, """
                {"id": "u1", "email": "ada@example.com", "name": "Ada", "proven": true, "movingTo": null, "hasPassword": false}""");
        SERVICES.answer("GET /api/users/totp", 200, "{\"on\": false, \"recoveryCodesLeft\": 0}");
        Document account = html(perform(signedIn(get("/account"))));
        assertThat(account.select("form[action=/account/email]")).hasSize(1);
        assertThat(account.select("form[action=/account/codes]")).hasSize(1);
        assertThat(account.select("input[type=password]")).isEmpty();
        assertThat(html(perform(signedIn(get("/account/erase")))).select("input[type=password]"))
                .isEmpty();

        for (String form : List.of("email", "totp", "erase")) {
            SERVICES.problem("POST /api/users/" + form, 403, "sign-in-again");
        }
        for (MockHttpServletRequestBuilder form : List.of(
                post("/account/email").param("email", "b@example.com"),
                post("/account/codes"),
                post("/account/erase").param("sure", "yes"))) {
            MockHttpServletResponse refused = perform(signedIn(form));
            assertThat(refused.getStatus()).isEqualTo(403);
            assertThat(html(refused).selectFirst("[role=alert]:not([hidden])").text())
                    .contains("Sign in again");
        }
    }

    @Test
    void whoPublishesIsToldThatNobodyIsNamedAsTheSeller() throws Exception {
        String told = "Nobody is named as the seller";
        assertThat(html(perform(signedIn(get("/events/new")))).text())
                .as("it is not known")
                .doesNotContain(told);
        SERVICES.answer("GET /api/events/seller", 200, "{\"seller\": null}");
        Document page = html(perform(signedIn(get("/events/new"))));
        assertThat(page.select("main .note a[href=/organizer/seller]")).hasSize(1);
        assertThat(page.text()).contains(told);
        Element carried = page.selectFirst("form.create input[name=unnamed]");
        SERVICES.down("GET /api/events/seller");
        assertThat(html(perform(signedIn(post("/events/new").param("name", "").param("unnamed", carried.val()))))
                        .text())
                .as("with problems")
                .contains(told);
        assertThat(html(perform(signedIn(post("/events/new").param("name", ""))))
                        .text())
                .as("to who is named")
                .doesNotContain(told);
        assertThat(SERVICES.asked("GET", "/api/events/seller"))
                .as("once for each form, not again for each step of it")
                .hasSize(2);
        SERVICES.answer("GET /api/events/seller", 200, """
                {"seller": {"name": "The Old Hall Ltd", "email": "hall@example.org", "country": "GB"}}""");
        assertThat(html(perform(signedIn(get("/events/new")))).text()).doesNotContain(told);
    }

    private static MockHttpServletRequestBuilder signInCode(String code) {
        return post("/signin/code").param("challenge", "c1").param("code", code).param("return", "/events/e1");
    }

    @Test
    void emptyChoiceIsRefusedBeforeSigningIn() throws Exception {
        MockHttpServletResponse response = perform(post("/events/e1/order").param("t_floor", "0"));
        assertThat(response.getStatus()).isEqualTo(400);
        assertThat(html(response).selectFirst("[role=alert]:not([hidden])").text())
                .isEqualTo("Choose how many tickets you want.");
    }

    @Test
    void signingInNeverRedirectsToAnotherSite() throws Exception {
        SERVICES.answer("POST /api/users/signin", 200, "{}");
        for (String target : new String[] {
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "/..//evil",
            "/.//evil",
            "/{x}",
            "/%0d%0aX: y\n"
        }) {
            MockHttpServletResponse response = perform(
                    post("/signin").param("email", "a@b").param("password", "x").param("return", target));
            assertThat(response.getRedirectedUrl()).isEqualTo("/");
        }
    }

    @Test
    void wrongPasswordKeepsTheAddressAndNotThePassword() throws Exception {
        SERVICES.problem("POST /api/users/signin", 401, "bad-credentials");
        MockHttpServletResponse response =
                perform(post("/signin").param("email", "ada@example.com").param("password", "wrong one"));
        assertThat(response.getStatus()).isEqualTo(401);
        Document page = html(response);
        assertThat(page.selectFirst("[role=alert]:not([hidden])").text()).contains("do not match");
        assertGetsTheFocus(page);
        assertThat(page.selectFirst("input[name=email]").val()).isEqualTo("ada@example.com");
        assertThat(page.html()).doesNotContain("wrong one");
    }

    @Test
    void aNameThatIsRefusedAtSignUpIsSaidAtItsField() throws Exception {
        SERVICES.answer("POST /api/users/signup", 400, """
            {"status": 400, "code": "validation-failed", "detail": "x",
             "errors": [{"field": "name", "message": "must not have the hidden character U+202E"}]}""");
        Document page = html(perform(post("/signup")
                .param("email", "ada@example.com")
                .param("password", "correct horse")
                .param("name", "\u202EAda")));
        assertThat(page.selectFirst("#name-problem").text()).contains("visible characters");
        assertThat(page.selectFirst("#name").attr("aria-describedby")).isEqualTo("name-problem");
        assertThat(page.select("#problems")).isEmpty();
    }

    /** The service's message is in the reader's language, and so tells the page nothing. */
    @Test
    void aPasswordThatWouldBeGuessedIsToldFromOneOfTheWrongLengthInEveryLanguage() throws Exception {
        for (String call : List.of("signup", "reset/confirm", "password")) {
            SERVICES.answer("POST /api/users/" + call, 400, """
                {"status": 400, "code": "validation-failed", "detail": "x", "errors": [
                 {"field": "password", "message": "gehört zu den ersten"},
                 {"field": "newPassword", "message": "gehört zu den ersten"}]}""");
        }
        for (MockHttpServletRequestBuilder form : List.of(
                post("/signup").param("email", "ada@example.com").param("password", "password1"),
                post("/account/reset").param("token", "t").param("newPassword", "password1"),
                password("correct horse", "password1"))) {
            assertThat(html(perform(form.header("Accept-Language", "de")))
                            .select(".problem:not([hidden])")
                            .eachText())
                    .containsExactly(
                            "Das würden andere zuerst versuchen. Nehmen Sie mehrere Wörter, die nicht zusammengehören.");
        }
        assertThat(html(perform(password("correct horse", "x".repeat(129)).header("Accept-Language", "de")))
                        .select(".problem:not([hidden])")
                        .eachText())
                .containsExactly("Nehmen Sie 8 bis 128 Zeichen.");
    }

    @Test
    void aResetLinkThatIsNoneSaysNothingOfThePassword() throws Exception {
        SERVICES.answer("POST /api/users/reset/confirm", 400, """
            {"status": 400, "code": "validation-failed", "detail": "x",
             "errors": [{"field": "token", "message": "must not be blank"}]}""");
        Document page = html(perform(post("/account/reset").param("newPassword", "battery staple horse")));
        assertThat(page.select("a[href=/account/forgotten]")).hasSize(1);
        assertThat(page.select(".problem:not([hidden])")).isEmpty();
    }

    @Test
    void tooManySignUpsTellWhenToTryAgain() throws Exception {
        SERVICES.answer(
                "POST /api/users/signup",
                429,
                "{\"status\": 429, \"code\": \"rate-limited\"}",
                Map.of("Retry-After", "40"));
        MockHttpServletResponse response = perform(post("/signup")
                .param("email", "ada@example.com")
                .param("password", "correct horse")
                .header("X-Forwarded-For", "203.0.113.7"));
        assertThat(response.getStatus()).isEqualTo(429);
        assertThat(response.getHeader("Retry-After")).isEqualTo("40");
        assertThat(html(response).selectFirst("[role=alert]:not([hidden])").text())
                .contains("accounts", "in a minute");
        assertThat(html(response).selectFirst("input[name=email]").val()).isEqualTo("ada@example.com");
        assertThat(SERVICES.asked("POST", "/api/users/signup").getFirst().header("X-forwarded-for"))
                .isEqualTo("203.0.113.7");
    }

    /** Another person behind the same address may have typed them. */
    @Test
    void whoMayTryNoPasswordIsToldOfTheOtherWayIn() throws Exception {
        SERVICES.answer(
                "POST /api/users/signin",
                429,
                "{\"status\": 429, \"code\": \"rate-limited\"}",
                Map.of("Retry-After", "600"));
        MockHttpServletResponse response =
                perform(post("/signin").param("email", "ada@example.com").param("password", "correct horse"));
        assertThat(response.getStatus()).isEqualTo(429);
        assertThat(html(response).selectFirst("[role=alert]:not([hidden])").text())
                .contains("from your connection", "in 10 minutes", "a link by mail");
        assertThat(html(response).select("main a[href=/account/forgotten]")).hasSize(1);
    }

    @Test
    void accountPageIsLinkedAndNeedsASession() throws Exception {
        assertThat(html(perform(signedIn(get("/")))).select(".nav a[href=/account]"))
                .hasSize(1);
        assertThat(html(perform(get("/"))).select("a[href=/account]")).isEmpty();
        assertThat(perform(get("/account")).getRedirectedUrl()).isEqualTo("/signin?return=%2Faccount");
        Document page = html(perform(signedIn(get("/account"))));
        Element form = page.selectFirst("form[action=/account/password]");
        assertThat(form.selectFirst("#email").val()).isEqualTo("ada@example.com");
        assertThat(form.select("input[type=password]").eachAttr("autocomplete"))
                .containsExactly("current-password", "new-password");
        assertThat(page.select(".note")).isEmpty();
    }

    @Test
    void accountPageShowsWhatIsOpen() throws Exception {
        SERVICES.answer("GET /api/users/account", 200, """
            {"id": "u1", "email": "ada@example.com", "name": "Ada", "proven": false, "movingTo": "ada@example.net"}\
            """);
        SERVICES.answer("GET /api/users/sessions", 200, """
            [{"id": "s1", "createdAt": "2026-11-01T10:00:00Z", "lastSeenAt": "2026-11-02T10:00:00Z", "current": true,
              "device": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"},
             {"id": "s2", "createdAt": "2026-11-01T10:00:00Z", "lastSeenAt": "2026-11-01T10:00:00Z", "current": false,
              "device": null}]\
            """);
        Document page = html(perform(signedIn(get("/account"))));
        assertThat(page.selectFirst("form[action=/account/verification]").text())
                .contains("ada@example.com is not confirmed");
        assertThat(page.select(".sessions li").eachText().getFirst())
                .contains("Firefox, Linux", "this device")
                .doesNotContain("Sign out there");
        assertThat(page.select(".sessions li").eachText().getLast()).contains("A device", "Sign out there");
        assertThat(page.select(".sessions input[name=id]").eachAttr("value")).containsExactly("s2");
        String which = page.selectFirst(".sessions button").attr("aria-describedby");
        assertThat(page.getElementById(which).text()).isEqualTo("A device");
        assertThat(page.selectFirst("form[action=/account/email]").text()).contains("Waiting for ada@example.net");

        SERVICES.down("GET /api/users/sessions");
        Document without = html(perform(signedIn(get("/account"))));
        assertThat(without.select("form[action=/account/password]")).hasSize(1);
    }

    /** Its address is secret. Without any referrer, older browsers would send its form with the origin "null", as other sites do. */
    @Test
    void aLinkInAMailOnlyOpensAPage() throws Exception {
        for (String path : new String[] {
            "/account/verify",
            "/account/reset",
            "/account/signin-link",
            "/account/email/confirm/to",
            "/account/forgotten",
            "/orders/o1/open"
        }) {
            Document page = html(perform(get(path).param("token", "secret")));
            if (!path.equals("/account/forgotten")) {
                assertThat(page.selectFirst("form input[name=token]").val()).isEqualTo("secret");
            }
            assertThat(page.selectFirst("meta[name=referrer]").attr("content")).isEqualTo("strict-origin");
        }
        assertThat(SERVICES.asked("POST", "/api/users/verify")).isEmpty();
    }

    @Test
    void aLinkThatIsOverLeadsToAnother() throws Exception {
        SERVICES.problem("POST /api/users/reset/confirm", 410, "link-over");
        MockHttpServletResponse response =
                perform(post("/account/reset").param("token", "old").param("newPassword", "battery staple horse"));
        assertThat(response.getStatus()).isEqualTo(410);
        assertThat(html(response).select("a[href=/account/forgotten]")).hasSize(1);
        assertThat(response.getContentAsString()).doesNotContain("battery");
    }

    @Test
    void aForgottenPasswordIsAnsweredAlikeForEveryAddress() throws Exception {
        SERVICES.answer("POST /api/users/reset", 202, "{}");
        SERVICES.answer("POST /api/users/signin-link", 202, "{}");
        for (String way : new String[] {"reset", "link"}) {
            MockHttpServletResponse response = perform(
                    post("/account/forgotten").param("email", "ada@example.com").param("way", way));
            assertThat(html(response).selectFirst("[role=status].ok").text()).contains("ada@example.com");
        }
        assertThat(SERVICES.asked("POST", "/api/users/reset")).hasSize(1);
        assertThat(SERVICES.asked("POST", "/api/users/signin-link")).hasSize(1);
    }

    @Test
    void changedPasswordTellsThatOtherDevicesAreSignedOut() throws Exception {
        SERVICES.answer("POST /api/users/password", 200, "{}");
        MockHttpServletResponse response =
                perform(password("correct horse", "battery staple").header("X-Forwarded-For", "203.0.113.7"));
        assertThat(response.getRedirectedUrl()).isEqualTo("/account?changed");
        FakeServices.Asked asked = SERVICES.asked("POST", "/api/users/password").getFirst();
        assertThat(asked.header("Authorization")).isEqualTo("Bearer " + FakeServices.TOKEN);
        assertThat(asked.header("X-forwarded-for")).isEqualTo("203.0.113.7");
        assertThat(asked.body())
                .contains("\"currentPassword\":\"correct horse\"", "\"newPassword\":\"battery staple\"");
        Document page = html(perform(signedIn(get(response.getRedirectedUrl()))));
        assertThat(page.selectFirst("[role=status].ok").text()).contains("every other device is signed out");
    }

    @Test
    void refusedPasswordChangeIsExplainedAtTheFieldWithoutThePasswords() throws Exception {
        SERVICES.problem("POST /api/users/password", 403, "wrong-password");
        MockHttpServletResponse wrong = perform(password("correct house", "battery staple"));
        assertThat(wrong.getStatus()).isEqualTo(403);
        assertThat(html(wrong).selectFirst("#currentPassword-problem").text()).contains("not your current password");
        assertThat(wrong.getContentAsString()).doesNotContain("correct house", "battery staple");

        SERVICES.answer("POST /api/users/password", 400, """
            {"status": 400, "code": "validation-failed", "detail": "x", "errors": [{"field": "newPassword", "message": "x"}]}\
            """);
        Document long129 = html(perform(password("correct horse", "p".repeat(129))));
        assertThat(long129.selectFirst("#newPassword-problem").text()).contains("8 to 128");

        SERVICES.answer(
                "POST /api/users/password",
                429,
                "{\"status\": 429, \"code\": \"rate-limited\"}",
                Map.of("Retry-After", "600"));
        MockHttpServletResponse locked = perform(password("correct horse", "battery staple"));
        assertThat(locked.getStatus()).isEqualTo(429);
        assertThat(locked.getHeader("Retry-After")).isEqualTo("600");
        assertThat(html(locked).selectFirst("[role=alert]:not([hidden])").text())
                .contains("10 minutes");

        SERVICES.problem("POST /api/users/password", 401, "unauthenticated");
        assertThat(perform(password("correct horse", "battery staple")).getRedirectedUrl())
                .isEqualTo("/signin?return=%2Faccount");

        SERVICES.down("POST /api/users/password");
        MockHttpServletResponse unsure = perform(password("correct horse", "battery staple"));
        assertThat(unsure.getStatus()).isEqualTo(503);
        assertThat(html(unsure).selectFirst("[role=alert]:not([hidden])").text())
                .contains("not certain");
    }

    @Test
    void shortPasswordIsRefusedWithoutARequest() throws Exception {
        Document page = html(perform(password("correct horse", "1234567")));
        assertThat(page.selectFirst("#newPassword-problem").text()).contains("Too short");
        assertThat(SERVICES.asked("POST", "/api/users/password")).isEmpty();
    }

    @Test
    void orderSendsKeyAndSessionAndLeadsToTheCheckout() throws Exception {
        SERVICES.answer("POST /api/orders", 201, FakeServices.order("o1", "AWAITING_PAYMENT", Duration.ofMinutes(9)));
        for (int again = 0; again < 2; again++) {
            MockHttpServletResponse response = perform(signedIn(post("/events/e1/order"))
                    .param("t_floor", "2")
                    .param("t_balcony", "0")
                    .param("key", "0123456789"));
            assertThat(response.getRedirectedUrl()).isEqualTo("/orders/o1/checkout");
        }
        List<FakeServices.Asked> asked = SERVICES.asked("POST", "/api/orders");
        assertThat(asked.getFirst().header("Authorization")).isEqualTo("Bearer " + FakeServices.TOKEN);
        assertThat(asked.getFirst().header("Idempotency-key"))
                .isEqualTo(asked.getLast().header("Idempotency-key"));
        assertThat(asked.getFirst().body()).contains("\"floor\"").doesNotContain("balcony");
        perform(signedIn(post("/events/e1/order")).param("t_floor", "3").param("key", "0123456789"));
        assertThat(SERVICES.asked("POST", "/api/orders").getLast().header("Idempotency-key"))
                .isNotEqualTo(asked.getFirst().header("Idempotency-key"));
    }

    @Test
    void refusalIsShownAtItsLineAndKeepsTheChoice() throws Exception {
        SERVICES.answer("POST /api/orders", 409, """
            {"status": 409, "code": "not-enough-left", "detail": "x",
             "errors": [{"field": "items.floor", "tierId": "floor", "message": "only 3 left", "available": 3}]}\
            """);
        MockHttpServletResponse response = perform(signedIn(post("/events/e1/order"))
                .param("t_floor", "5")
                .param("t_balcony", "1")
                .param("key", "0123456789"));
        assertThat(response.getStatus()).isEqualTo(409);
        Document page = html(response);
        assertThat(page.selectFirst("[role=alert]:not([hidden])").text()).contains("not enough");
        assertThat(page.selectFirst("[data-tier=floor] .tier-problem").text()).isEqualTo("Only 3 left.");
        assertThat(page.selectFirst("[data-tier=balcony] .tier-problem")).isNull();
        assertThat(page.selectFirst("input[name=t_balcony]").val()).isEqualTo("1");
    }

    @Test
    void soldOutTiersAreShownAndExplained() throws Exception {
        SERVICES.answer(
                "GET /api/events/e1",
                200,
                FakeServices.event("e1", "Requiem", "sold-out", 0)
                        .replace(
                                "\"available\": 50, \"status\": \"available\"",
                                "\"available\": 0, \"status\": \"sold-out\""));
        Document page = html(perform(get("/events/e1")));
        assertThat(page.selectFirst(".box-lead").text()).isEqualTo("Sold out");
        assertThat(page.select("[data-tier]")).hasSize(2);
        assertThat(page.selectFirst("#hold").hasAttr("disabled")).isTrue();
        assertThat(page.select("#tickets.none-left")).as("no bar with a total").hasSize(1);
    }

    @Test
    void seatedTierHasAPlanAndRowsOfBoxesForTheSameForm() throws Exception {
        seated(5, 10);
        Document page = html(perform(get("/events/e1")));
        Element plan = page.selectFirst("#seats-stalls");
        assertThat(plan.select("[data-map] [data-drawn]")).hasSize(5);
        assertThat(plan.selectFirst("[data-drawn=A] .seat-free").attr("d")).contains("a9 9", "l10 10l-10 10", "h16v16");
        assertThat(plan.select("[data-row=A] input[form=tickets][name=s_stalls]")
                        .eachAttr("value"))
                .startsWith("A-1", "A-2")
                .hasSize(10);
        assertThat(plan.select("[data-row=A] input[disabled]").eachAttr("value"))
                .containsExactly("A-7");
        assertThat(plan.select("[data-row=C] input").eachAttr("value")).doesNotContain("C-4");
        assertThat(plan.selectFirst("[data-row=A]").text()).contains("9 free", "wheelchair", "companion");
        assertThat(plan.select("style, [style], script")).isEmpty();
        assertThat(plan.select(".seat-list[open]")).hasSize(1);
        seated(100, 20);
        assertThat(html(perform(get("/events/e1"))).select(".seat-list").hasAttr("open"))
                .as("a hundred rows do not stand before what the event is about")
                .isFalse();
        seated(5, 10);
        assertThat(page.selectFirst("[data-tier=stalls]").text()).contains("best seats together");
        assertThat(page.selectFirst("input[name=t_stalls]").attr("max")).isEqualTo("4");
    }

    @Test
    void saysOnceThatSeatsAreApartBeforeItHoldsThem() throws Exception {
        seated(5, 10);
        SERVICES.answer("POST /api/orders", 201, FakeServices.order("o1", "AWAITING_PAYMENT", Duration.ofMinutes(9)));

        Document asked = html(perform(
                signedIn(post("/events/e1/order").param("s_stalls", "B-5", "B-6")))); // with an aisle between them

        assertThat(SERVICES.asked("POST", "/api/orders")).isEmpty();
        assertThat(asked.selectFirst("#problems").text()).startsWith("Not all of your seats are side by side.");
        assertThat(asked.selectFirst("[data-tier=stalls] .tier-problem").text())
                .isEqualTo("These seats are not side by side.");
        assertThat(asked.select("input[checked]").eachAttr("value")).containsExactly("B-5", "B-6");
        Element said = asked.selectFirst("#tickets input[name=apart]");
        assertThat(perform(signedIn(post("/events/e1/order")
                                .param("s_stalls", "B-5", "B-6")
                                .param(said.attr("name"), said.val())))
                        .getRedirectedUrl())
                .isEqualTo("/orders/o1/checkout");
    }

    @ParameterizedTest
    @ValueSource(strings = {"B-2", "B-3,B-4", "B-4,B-3,B-5"})
    void holdsSeatsThatAreSideBySideAtOnce(String seats) throws Exception {
        seated(5, 10);
        SERVICES.answer("POST /api/orders", 201, FakeServices.order("o1", "AWAITING_PAYMENT", Duration.ofMinutes(9)));

        assertThat(perform(signedIn(post("/events/e1/order").param("s_stalls", seats.split(","))))
                        .getRedirectedUrl())
                .isEqualTo("/orders/o1/checkout");
    }

    @Test
    void aSectionComesFirstThenItsRows() throws Exception {
        seated(5, 10);
        SERVICES.answer("GET /api/events/e1/seats", 200, IN_SECTIONS);

        Document page = html(perform(get("/events/e1").param("s_stalls", "St. Peter’s box A-2")));

        Element plan = page.selectFirst("#seats-stalls");
        assertThat(plan.select(".section-word").eachText()).containsExactly("Balcony", "St. Peter’s box");
        assertThat(plan.select("nav + .map")).as("links above the plan").hasSize(1);
        assertThat(plan.select("nav a").stream()
                        .map(link -> page.selectFirst(link.attr("href")).text()))
                .as("where they lead without a script")
                .containsExactly("Balcony", "St. Peter’s box");
        assertThat(plan.select("[data-section] > summary").eachText())
                .containsExactly("Balcony 61 free", "St. Peter’s box 2 free");
        assertThat(plan.select(".seat-list[open]")).as("sections are few").hasSize(1);
        assertThat(plan.select("[data-section][open]").eachAttr("data-section"))
                .as("that of the picked seat")
                .containsExactly("St. Peter’s box");
        assertThat(plan.select("[data-section=Balcony] [data-row]").eachAttr("data-row"))
                .containsExactly("Balcony A", "Balcony B");
        assertThat(plan.selectFirst("[data-row='Balcony B']").attr("data-say-seat"))
                .isEqualTo("Balcony, row B, seat {0}");
        assertThat(plan.select("[data-section] .seat-row > summary").eachText())
                .containsExactly("Row A 1 free", "Row B 60 free", "Row A 2 free");
        assertThat(plan.select("[data-drawn]").eachAttr("data-drawn"))
                .containsExactlyElementsOf(plan.select("details[data-row]").eachAttr("data-row"));
        assertThat(plan.select("input[checked]").eachAttr("value")).containsExactly("St. Peter’s box A-2");
        assertThat(plan.select("style, [style], script")).isEmpty();
    }

    @Test
    void seatsInSectionsAreOrderedAndKeptWhileSigningIn() throws Exception {
        SERVICES.answer("POST /api/orders", 201, FakeServices.order("o1", "AWAITING_PAYMENT", Duration.ofMinutes(10)));
        perform(signedIn(post("/events/e1/order"))
                .param("s_stalls", "Balcony A-3", "Left & right A-4", "バルコニー A-1", "Left/right A-1", "<b> A-1")
                .param("key", "0123456789"));
        assertThat(SERVICES.asked("POST", "/api/orders").getFirst().body())
                .contains("\"seats\":[\"Balcony A-3\",\"Left & right A-4\",\"バルコニー A-1\"]");

        SERVICES.answer("GET /api/users/currentuser", 200, "{\"currentUser\": null}");
        MockHttpServletResponse asked = perform(post("/events/e1/order")
                .param("s_stalls", "Balcony A-3", "Left & right A-4")
                .param("key", "0123456789"));
        assertThat(URLDecoder.decode(asked.getRedirectedUrl(), StandardCharsets.UTF_8))
                .isEqualTo("/signin?return=/events/e1/order?key=0123456789&s_stalls=Balcony+A-3,Left+%26+right+A-4");
    }

    @Test
    void aSeatInASectionIsToldInWords() throws Exception {
        SERVICES.answer(
                "GET /api/orders/o1",
                200,
                FakeServices.order("o1", "COMPLETED", SEATED)
                        .replace("\"C-5\",\"C-6\"", "\"Balcony C-5\", \"Balcony C-6\", \"Box A-1\""));
        SERVICES.answer(
                "GET /api/orders/o1/tickets",
                200,
                FakeServices.tickets().replaceFirst("\"seat\": null", "\"seat\": \"Balcony C-5\""));

        Document page = html(perform(signedIn(get("/orders/o1"))));

        assertThat(page.selectFirst(".lines .seats").text())
                .isEqualTo("Balcony, row C, seats 5, 6 · Box, row A, seat 1");
        assertThat(page.select(".ticket-seat").eachText()).contains("Balcony, row C, seat 5");
        Document german = html(perform(signedIn(get("/orders/o1")).header("Accept-Language", "de")));
        assertThat(german.select(".ticket-seat").eachText()).contains("Balcony, Reihe C, Platz 5");
    }

    @Test
    void seatsAndCountsGoInOneOrder() throws Exception {
        SERVICES.answer("POST /api/orders", 201, FakeServices.order("o1", "AWAITING_PAYMENT", Duration.ofMinutes(10)));
        MockHttpServletResponse ordered = perform(signedIn(post("/events/e1/order"))
                .param("s_stalls", "A-3", "A-4")
                .param("t_stalls", "0")
                .param("t_floor", "2")
                .param("key", "0123456789"));
        assertThat(ordered.getRedirectedUrl()).isEqualTo("/orders/o1/checkout");
        assertThat(SERVICES.asked("POST", "/api/orders").getFirst().body())
                .contains(
                        "{\"tierId\":\"stalls\",\"seats\":[\"A-3\",\"A-4\"]}", "{\"tierId\":\"floor\",\"quantity\":2}");
    }

    @Test
    void pickedSeatsAreKeptWhileSigningIn() throws Exception {
        seated(5, 10);
        SERVICES.answer("GET /api/users/currentuser", 200, "{\"currentUser\": null}");
        MockHttpServletResponse asked = perform(post("/events/e1/order")
                .param("s_stalls", "A-3", "A-4", "<b>")
                .param("t_floor", "1")
                .param("key", "0123456789"));
        assertThat(asked.getRedirectedUrl())
                .isEqualTo(
                        "/signin?return=%2Fevents%2Fe1%2Forder%3Fkey%3D0123456789%26t_floor%3D1%26s_stalls%3DA-3%2CA-4");
        Document back = html(perform(get("/events/e1?t_floor=1&s_stalls=A-3,A-4")));
        assertThat(back.select("input[name=s_stalls][checked]").eachAttr("value"))
                .containsExactly("A-3", "A-4");
        assertThat(back.selectFirst("[data-picked]").text()).isEqualTo("A-3, A-4");
        assertThat(back.selectFirst("#total").text()).contains("165.50");
    }

    @Test
    void takenSeatsAreReplacedByTheNearestOnes() throws Exception {
        seated(5, 10);
        SERVICES.answer("POST /api/orders", 409, """
            {"status": 409, "code": "seats-taken", "detail": "x",
             "errors": [{"field": "items[0].seats", "tierId": "stalls", "message": "x", "seats": ["A-4"], "nearest": ["A-5", "A-6"]}]}\
            """);
        Document page = html(perform(signedIn(post("/events/e1/order"))
                .param("s_stalls", "A-3", "A-4")
                .param("t_floor", "2")));
        assertThat(page.select("input[name=s_stalls][checked]").eachAttr("value"))
                .containsExactly("A-3", "A-5");
        assertThat(page.selectFirst("input[value=A-4]").hasAttr("disabled")).isTrue();
        assertThat(page.selectFirst("[data-tier=stalls] .tier-problem").text())
                .isEqualTo("Seat A-4 is taken by now. We picked the nearest free seat for you: A-5.");
        assertThat(page.selectFirst("input[name=t_floor]").val()).isEqualTo("2");

        SERVICES.answer("POST /api/orders", 409, """
            {"status": 409, "code": "seats-taken", "detail": "x",
             "errors": [{"field": "items[0].seats", "message": "x", "seats": ["A-3", "A-4"], "nearest": []}]}\
            """);
        Document none = html(perform(signedIn(post("/events/e1/order")).param("s_stalls", "A-3", "A-4")));
        assertThat(none.select("input[name=s_stalls][checked]")).isEmpty();
        assertThat(none.selectFirst("[data-tier=stalls] .tier-problem").text())
                .isEqualTo("Seats A-3, A-4 are taken by now. Pick others.");
    }

    @Test
    void pickedSeatsAndANumberOfOneTierAreRefused() throws Exception {
        seated(5, 10);
        MockHttpServletResponse response = perform(
                signedIn(post("/events/e1/order")).param("s_stalls", "A-3").param("t_stalls", "2"));
        assertThat(response.getStatus()).isEqualTo(400);
        Document page = html(response);
        assertThat(page.selectFirst("[data-tier=stalls] .tier-problem").text()).contains("not both");
        assertThat(page.select("input[name=s_stalls][checked]")).hasSize(1);
        assertThat(page.selectFirst("input[name=t_stalls]").val()).isEqualTo("2");
        assertThat(SERVICES.asked("POST", "/api/orders")).isEmpty();
    }

    @Test
    void limitPerBuyerShowsHowManyMore() throws Exception {
        SERVICES.answer("POST /api/orders", 409, """
            {"status": 409, "code": "limit-reached", "detail": "x",
             "errors": [{"field": "items[0].quantity", "tierId": "floor", "message": "x", "available": 1}]}\
            """);
        Document tier = html(perform(signedIn(post("/events/e1/order")).param("t_floor", "3")));
        assertThat(tier.selectFirst("[role=alert]:not([hidden])").text()).contains("more than one person may buy");
        assertThat(tier.selectFirst("[data-tier=floor] .tier-problem").text()).isEqualTo("You can have one more.");

        SERVICES.answer("POST /api/orders", 409, """
            {"status": 409, "code": "limit-reached", "detail": "x",
             "errors": [{"field": "items", "message": "x", "available": 0}]}\
            """);
        Document event = html(perform(signedIn(post("/events/e1/order")).param("t_floor", "3")));
        assertThat(event.selectFirst("[role=alert]:not([hidden])").text()).contains("as many as one person may buy");
        assertThat(event.selectFirst("input[name=t_floor]").val()).isEqualTo("3");
    }

    @Test
    void whoeverHoldsTooManyIsToldToPay() throws Exception {
        SERVICES.answer("POST /api/orders", 409, """
                {"status": 409, "code": "too-many-held", "detail": "x",
                 "errors": [{"field": "items", "message": "x", "available": 2}]}""");
        Document page = html(perform(signedIn(post("/events/e1/order")).param("t_floor", "3")));
        assertThat(page.selectFirst("[role=alert]:not([hidden])").text()).contains("Pay for them, or give some back");
    }

    @Test
    void heldTicketsCanBeTriedAgainAtTheNextRelease() throws Exception {
        SERVICES.answer("POST /api/orders", 409, """
                 {"status": 409, "code": "all-held", "detail": "x",
                  "errors": [{"field": "items.floor", "tierId": "floor", "message": "x", "available": 0}]}\
                 """, Map.of("Retry-After", "43"));
        Document page = html(perform(signedIn(post("/events/e1/order")).param("t_floor", "3")));
        Element countdown = page.selectFirst("[role=alert] [data-countdown]");
        assertThat(Duration.between(
                        java.time.Instant.parse(countdown.attr("data-now")),
                        java.time.Instant.parse(countdown.attr("data-until"))))
                .isBetween(Duration.ofSeconds(42), Duration.ofSeconds(43));
        assertThat(page.selectFirst("[role=alert] button").text()).isEqualTo("Try again");
        assertThat(page.selectFirst("[data-tier=floor] .tier-problem").text()).startsWith("None is free right now.");
    }

    @Test
    void aVisitorIsToldOfTheirOwnHold() throws Exception {
        SERVICES.answer("POST /api/orders", 409, """
                 {"status": 409, "code": "all-held", "detail": "x",
                  "errors": [{"field": "items.floor", "tierId": "floor", "message": "x", "available": 0, "orderId": "o7"}]}\
                 """, Map.of("Retry-After", "43"));
        Element problem = html(perform(signedIn(post("/events/e1/order")).param("t_floor", "3")))
                .selectFirst("[role=alert]:not([hidden])");
        assertThat(problem.text()).startsWith("You hold some of these tickets yourself:");
        assertThat(problem.select("a").attr("href")).isEqualTo("/orders/o7");
    }

    @Test
    void pausedCancelledAndEndedEventsCannotBeOrdered() throws Exception {
        String event = FakeServices.seatedEvent("e1", "Requiem");
        Map<String, String> answers = Map.of(
                event.replace("\"salesPaused\": false", "\"salesPaused\": true"),
                "Sales are paused",
                event.replace("\"published\"", "\"cancelled\""),
                "This event is cancelled",
                event.replace("\"published\"", "\"ended\""),
                "This event is over");
        for (Map.Entry<String, String> answer : answers.entrySet()) {
            SERVICES.answer("GET /api/events/e1", 200, answer.getKey());
            Document page = html(perform(get("/events/e1")));
            assertThat(page.selectFirst(".box-lead").text()).isEqualTo(answer.getValue());
            assertThat(page.select("input[type=number], #hold, .plan, .tier-status"))
                    .isEmpty();
        }
    }

    @Test
    void salesPausedWhileChoosingAreExplained() throws Exception {
        SERVICES.answer(
                "GET /api/events/e1",
                200,
                FakeServices.seatedEvent("e1", "Requiem").replace("\"salesPaused\": false", "\"salesPaused\": true"));
        SERVICES.problem("POST /api/orders", 409, "sales-closed");
        Document page = html(perform(signedIn(post("/events/e1/order")).param("t_floor", "3")));
        assertThat(page.selectFirst("[role=alert]:not([hidden])").text()).startsWith("Sales are paused");
    }

    @Test
    void organizerFindsTheirEvents() throws Exception {
        SERVICES.answer(
                "GET /api/events/e1",
                200,
                FakeServices.seatedEvent("e1", "Requiem").replace("\"u2\"", "\"u1\""));
        Document page = html(perform(signedIn(get("/events/e1"))));
        assertThat(page.select(".event-own a").eachAttr("href")).containsExactly("/organizer/events/e1");
        assertThat(page.select(".nav a").eachAttr("href")).contains("/organizer");
        assertThat(html(perform(get("/events/e1"))).select(".event-own, .nav a[href=/organizer]"))
                .isEmpty();
    }

    @Test
    void largePlanIsSmallAndUnfoldsARowWithoutJavaScript() throws Exception {
        seated(60, 90);
        MockHttpServletResponse response = perform(get("/events/e1?s_stalls=C-5"));
        assertThat(compressed(response)).isLessThan(12_000);
        Document page = html(response);
        assertThat(page.select("[data-drawn]")).hasSize(60);
        assertThat(page.select("details:has(input)").eachAttr("data-row")).containsExactly("C");
        Element button = page.selectFirst("[data-row=E] button");
        assertThat(button.attr("formaction")).isEqualTo("/events/e1/choose#seats-stalls");
        Document unfolded = html(perform(post("/events/e1/choose")
                .param("row", button.attr("value"))
                .param("s_stalls", "C-5")
                .param("t_floor", "1")));
        assertThat(unfolded.select("details[open]:has(input)").eachAttr("data-row"))
                .containsExactly("C", "E");
        assertThat(unfolded.select("input[name=s_stalls][checked]").eachAttr("value"))
                .containsExactly("C-5");
        assertThat(unfolded.selectFirst("input[name=t_floor]").val()).isEqualTo("1");
        assertThat(perform(get("/events/e1/choose")).getRedirectedUrl()).isEqualTo("/events/e1");
    }

    @Test
    void aPlanIsReadAgainOnlyIfItHasChanged() throws Exception {
        String path = "/api/events/e7/seats";
        SERVICES.answer("GET /api/events/e7", 200, FakeServices.seatedEvent("e7", "Requiem"));
        SERVICES.answer("GET " + path, 200, FakeServices.seats(3, 12), Map.of("ETag", "W/\"1-1\""));
        Document first = html(perform(get("/events/e7").header("X-Forwarded-For", "198.51.100.7")));
        assertThat(SERVICES.asked("GET", path).getFirst().header("X-forwarded-for"))
                .isEqualTo("198.51.100.7");
        SERVICES.answer("GET " + path, 304, "");
        Document again = html(perform(get("/events/e7")));
        assertThat(SERVICES.asked("GET", path).getLast().header("If-none-match"))
                .isEqualTo("W/\"1-1\"");
        assertThat(again.select("[data-drawn]")).isNotEmpty();
        assertThat(again.select("[data-drawn]").outerHtml())
                .isEqualTo(first.select("[data-drawn]").outerHtml());
        SERVICES.answer("GET " + path, 200, FakeServices.seats(5, 12), Map.of("ETag", "W/\"1-2\""));
        assertThat(html(perform(get("/events/e7"))).select("[data-drawn]")).hasSize(5);
    }

    @Test
    void seatedTierIsSoldWithoutItsPlan() throws Exception {
        SERVICES.answer("GET /api/events/e1", 200, FakeServices.seatedEvent("e1", "Requiem"));
        SERVICES.down("GET /api/events/e1/seats");
        Document page = html(perform(get("/events/e1")));
        assertThat(page.select(".plan, .tier-seats a")).isEmpty();
        assertThat(page.select("input[name=t_stalls]")).hasSize(1);
    }

    @Test
    void saleThatHasNotBegunCountsDown() throws Exception {
        SERVICES.answer(
                "GET /api/events/e1",
                200,
                FakeServices.event("e1", "Requiem", "available", 9)
                        .replace("\"salesStart\": null", "\"salesStart\": \"2030-10-01T08:00:00Z\""));
        Document page = html(perform(get("/events/e1")));
        assertThat(page.selectFirst("[data-countdown]").attr("data-until")).isEqualTo("2030-10-01T08:00:00Z");
        assertThat(page.select("input[type=number], #hold")).isEmpty();
    }

    @Test
    void checkoutShowsTheHoldByTheServersClock() throws Exception {
        SERVICES.answer("GET /api/orders/o1", 200, FakeServices.order("o1", "AWAITING_PAYMENT", Duration.ofMinutes(9)));
        Document page = html(perform(signedIn(get("/orders/o1/checkout"))));
        Element countdown = page.selectFirst("[data-countdown]");
        assertThat(Duration.between(
                        java.time.Instant.parse(countdown.attr("data-now")),
                        java.time.Instant.parse(countdown.attr("data-until"))))
                .isEqualTo(Duration.ofMinutes(9));
        assertThat(page.select("input[name=card]").eachAttr("value"))
                .containsExactly("tok_visa", "tok_chargeDeclined", "tok_slow", "tok_captureFails", "tok_providerDown");
        assertThat(page.select("input[name=card][checked]").eachAttr("value")).containsExactly("tok_visa");
        assertThat(page.selectFirst("tfoot").text()).contains("91.00");
    }

    @Test
    void aTimeThatTheClockShowsTwiceThatNightHasItsOffset() throws Exception {
        String event = FakeServices.event("e1", "Requiem", "available", 90);
        for (Map.Entry<String, String> shown : Map.of(
                        "2030-10-27T00:30:00Z", "02:30 Madrid time (GMT+2)",
                        "2030-10-27T01:30:00Z", "02:30 Madrid time (GMT+1)",
                        "2030-10-27T02:30:00Z", "03:30 Madrid time until")
                .entrySet()) {
            SERVICES.answer("GET /api/events/e1", 200, event.replace("2030-12-05T19:00:00Z", shown.getKey()));
            assertThat(html(perform(get("/events/e1"))).selectFirst(".facts").text())
                    .contains(shown.getValue());
        }
    }

    @Test
    void declinedCardKeepsTheOrder() throws Exception {
        SERVICES.answer("GET /api/orders/o1", 200, FakeServices.order("o1", "AWAITING_PAYMENT", Duration.ofMinutes(9)));
        SERVICES.problem("POST /api/payments", 402, "card-declined");
        MockHttpServletResponse paid = perform(signedIn(post("/orders/o1/pay"))
                .param("card", "tok_chargeDeclined")
                .param("key", "0123456789"));
        assertThat(paid.getRedirectedUrl()).isEqualTo("/orders/o1/checkout?card=tok_chargeDeclined");
        Document page = html(perform(signedIn(get(paid.getRedirectedUrl())).cookie(paid.getCookies())));
        assertThat(page.select("input[name=card][checked]").eachAttr("value")).containsExactly("tok_chargeDeclined");
        assertThat(page.selectFirst("[role=alert]:not([hidden])").text()).contains("declined", "still held");
        assertThat(page.select("form.pay")).hasSize(1);
        assertGetsTheFocus(page);
    }

    /** The script gives it to what is called so; otherwise the keyboard begins at the top of the page again. */
    private static void assertGetsTheFocus(Document page) {
        assertThat(page.select("#problems[tabindex=-1]")).hasSize(1);
    }

    @Test
    void manyDeclinedCardsKeepTheOrder() throws Exception {
        SERVICES.answer("GET /api/orders/o1", 200, FakeServices.order("o1", "AWAITING_PAYMENT", Duration.ofMinutes(9)));
        SERVICES.problem("POST /api/payments", 429, "rate-limited");
        MockHttpServletResponse paid = perform(
                signedIn(post("/orders/o1/pay")).param("card", "tok_visa").param("key", "0123456789"));
        Document page = html(perform(signedIn(get(paid.getRedirectedUrl())).cookie(paid.getCookies())));
        assertThat(page.selectFirst("[role=alert]:not([hidden])").text()).contains("Too many cards", "still held");
    }

    @Test
    void failureOfAPaymentIsShownOnce() throws Exception {
        SERVICES.answer("GET /api/orders/o1", 200, FakeServices.order("o1", "AWAITING_PAYMENT", Duration.ofMinutes(9)));
        SERVICES.problem("POST /api/payments", 402, "card-declined");
        Cookie left = perform(signedIn(post("/orders/o1/pay")).param("card", "tok_chargeDeclined"))
                .getCookies()[0];
        assertThat(left.getPath()).isEqualTo("/orders/o1/checkout");
        assertThat(left.getMaxAge()).isBetween(1, 60);

        MockHttpServletResponse shown =
                perform(signedIn(get("/orders/o1/checkout")).cookie(left));
        assertThat(html(shown).select("[role=alert]")).hasSize(1);
        Cookie gone = shown.getCookie(left.getName());
        assertThat(gone.getMaxAge()).isZero();
        assertThat(gone.getPath()).isEqualTo(left.getPath());

        Cookie madeUp = new Cookie(left.getName(), "your-money-is-gone");
        assertThat(html(perform(signedIn(get("/orders/o1/checkout")).cookie(madeUp)))
                        .select("[role=alert]"))
                .isEmpty();
    }

    @Test
    void paymentWithoutAnswerIsNotAFailure() throws Exception {
        SERVICES.down("POST /api/payments");
        MockHttpServletResponse paid = perform(
                signedIn(post("/orders/o1/pay")).param("card", "tok_slow").param("key", "0123456789"));
        assertThat(paid.getRedirectedUrl()).isEqualTo("/orders/o1?paying");
        SERVICES.answer("GET /api/orders/o1", 200, FakeServices.order("o1", "AWAITING_PAYMENT", Duration.ofMinutes(9)));
        Document page = html(perform(signedIn(get("/orders/o1").param("paying", ""))));
        assertThat(page.selectFirst("h1").text()).isEqualTo("Checking your payment");
        assertThat(page.selectFirst("#panel").attr("hx-get")).isEqualTo("/orders/o1/panel");
        assertThat(page.selectFirst("noscript meta[http-equiv=refresh]")).isNotNull();
    }

    @Test
    void paidTicketsHaveCodesAndLinks() throws Exception {
        SERVICES.answer("GET /api/orders/o1", 200, FakeServices.order("o1", "COMPLETED", Duration.ZERO));
        SERVICES.answer("GET /api/orders/o1/tickets", 200, FakeServices.tickets());
        SERVICES.answer("GET /api/payments/p1", 200, FakeServices.payment("CAPTURED"));
        Document page = html(perform(signedIn(get("/orders/o1").param("done", ""))));
        assertThat(page.select(".ticket svg.qr path")).hasSize(2);
        assertThat(page.select(".ticket .code").eachText()).doesNotHaveDuplicates();
        assertThat(page.select(".actions a").eachAttr("href"))
                .contains("/api/orders/o1/tickets.pdf", "/api/orders/o1/event.ics");
        assertThat(page.select(".history").text()).contains("Tickets held for you", "Payment approved");
        assertThat(page.selectFirst("#panel").hasAttr("hx-get")).isFalse();
    }

    @Test
    void historyTellsADeclinedCardFromAnUnavailableProvider() throws Exception {
        SERVICES.answer("GET /api/orders/o1", 200, FakeServices.order("o1", "COMPLETED", Duration.ZERO));
        SERVICES.answer("GET /api/orders/o1/tickets", 200, FakeServices.tickets());
        SERVICES.answer(
                "GET /api/payments/p1", 200, FakeServices.payment("CAPTURED").replace("\"history\": [", """
                    "history": [{"at": "2026-11-22T11:57:00Z", "status": "DECLINED", "attempt": 1, "failure": "provider-unavailable"},
                                {"at": "2026-11-22T11:58:00Z", "status": "DECLINED", "attempt": 2, "failure": "refused-by-provider"},
                                {"at": "2026-11-22T11:59:00Z", "status": "DECLINED", "attempt": 3, "failure": "card-declined"},
                    """));
        Document page = html(perform(signedIn(get("/orders/o1"))));
        assertThat(page.select(".history span").eachText())
                .startsWith(
                        "Payment provider out of reach, nothing charged",
                        "Payment provider refused the payment, nothing charged",
                        "Card declined",
                        "Payment approved by your bank");
    }

    @Test
    void pendingCaptureIsShownAndUpdatesItself() throws Exception {
        SERVICES.answer("GET /api/orders/o1", 200, FakeServices.order("o1", "COMPLETED", Duration.ZERO));
        SERVICES.answer("GET /api/orders/o1/tickets", 200, FakeServices.tickets());
        SERVICES.answer("GET /api/payments/p1", 200, FakeServices.payment("AUTHORIZED"));
        Document page = html(perform(signedIn(get("/orders/o1").param("done", ""))));
        assertThat(page.selectFirst("[role=status]").text()).contains("still booking");
        assertThat(page.selectFirst("#panel").attr("hx-trigger")).contains("load delay");
        assertThat(page.select(".ticket")).hasSize(2);
    }

    @Test
    void ticketsThatCostNothingAreConfirmedAndNotPaid() throws Exception {
        String free = FakeServices.order("o1", "COMPLETED", "\"total\": 0, \"paymentId\": null");
        SERVICES.answer("GET /api/orders/o1", 200, free);
        SERVICES.answer("GET /api/orders/o1/tickets", 200, FakeServices.tickets());
        assertThat(html(perform(signedIn(get("/orders/o1")))).select(".lead").text())
                .startsWith("Confirmed.");
        assertThat(list(free).select(".status").text()).isEqualTo("Confirmed");
    }

    @Test
    void afterTheEventItsTicketsAreOnlyToLookAt() throws Exception {
        String past = FakeServices.order("o1", "COMPLETED", RUNNING.replace("2030-12-05T22", "2020-12-06T22"));
        SERVICES.answer("GET /api/orders/o1", 200, past);
        SERVICES.answer("GET /api/orders/o1/tickets", 200, FakeServices.tickets());
        Document page = html(perform(signedIn(get("/orders/o1"))));
        assertThat(page.select("h1").text()).isEqualTo("This event is over");
        assertThat(page.title()).startsWith("This event is over");
        assertThat(page.select(".ticket")).hasSize(2);
    }

    @Test
    void theListTellsAFailedPaymentFromTicketsThatWereGivenBack() throws Exception {
        assertThat(list(FakeServices.order("o1", "CANCELLED", "\"reason\": \"capture-failed\""))
                        .select(".status")
                        .text())
                .isEqualTo("Payment failed");
        assertThat(list(FakeServices.order("o1", "CANCELLED", "\"reason\": null"))
                        .select(".status")
                        .text())
                .isEqualTo("Given back");
    }

    @Test
    void theListLeadsToThePaymentOfWhatIsHeld() throws Exception {
        Document page = list(FakeServices.order("o1", "AWAITING_PAYMENT", Duration.ofMinutes(9)));
        assertThat(page.select(".order-row a.button").attr("href")).isEqualTo("/orders/o1/checkout");
        assertThat(list(FakeServices.order("o1", "AWAITING_PAYMENT", Duration.ofSeconds(-1)))
                        .select(".order-row a.button"))
                .isEmpty();
    }

    private Document list(String order) throws Exception {
        SERVICES.answer("GET /api/orders", 200, "{\"items\": [" + order + "], \"nextCursor\": null}");
        return html(perform(signedIn(get("/orders"))));
    }

    @Test
    void everyPageHasADescription() throws Exception {
        SERVICES.answer("GET /api/orders/o1", 200, FakeServices.order("o1", "AWAITING_PAYMENT", Duration.ofMinutes(9)));
        for (String page : List.of(
                "/",
                "/events/e1",
                "/signin",
                "/signup",
                "/account/forgotten",
                "/orders/o1",
                "/orders/o1/checkout",
                "/account")) {
            assertThat(html(perform(signedIn(get(page)))).select("meta[name=description]"))
                    .as(page)
                    .hasSize(1);
        }
    }

    @Test
    void expiredHoldOffersTheSameTickets() throws Exception {
        // The order is still awaiting payment, but its hold has expired.
        SERVICES.answer(
                "GET /api/orders/o1", 200, FakeServices.order("o1", "AWAITING_PAYMENT", Duration.ofSeconds(-1)));
        assertThat(perform(signedIn(get("/orders/o1/checkout"))).getRedirectedUrl())
                .isEqualTo("/orders/o1");
        Document page = html(perform(signedIn(get("/orders/o1"))));
        assertThat(page.selectFirst("h1").text()).isEqualTo("Your hold ran out");
        Element form = page.selectFirst("form[action=/events/e1/order]");
        assertThat(form.selectFirst("input[name=t_floor]").val()).isEqualTo("2");
    }

    @Test
    void seatsAreNamedOnAllPagesOfTheOrder() throws Exception {
        for (String status : new String[] {"AWAITING_PAYMENT", "COMPLETED"}) {
            String order = FakeServices.order("o1", status, SEATED);
            SERVICES.answer("GET /api/orders/o1", 200, order);
            SERVICES.answer("GET /api/orders", 200, "{\"items\": [" + order + "], \"nextCursor\": null}");
            SERVICES.answer(
                    "GET /api/orders/o1/tickets",
                    200,
                    FakeServices.tickets().replace("\"seat\": null", "\"seat\": \"C-5\""));
            for (String path : new String[] {"/orders/o1", "/orders/o1/checkout", "/orders"}) {
                if (!path.endsWith("checkout") || status.equals("AWAITING_PAYMENT")) {
                    assertThat(html(perform(signedIn(get(path)))).text())
                            .as(path)
                            .contains("Seats C-5, C-6");
                }
            }
        }
        assertThat(html(perform(signedIn(get("/orders/o1"))))
                        .select(".ticket-tier")
                        .eachText())
                .allMatch(text -> text.contains("Seat C-5"));
        SERVICES.answer("GET /api/orders/o1", 200, FakeServices.order("o1", "EXPIRED", SEATED));
        Element again = html(perform(signedIn(get("/orders/o1")))).selectFirst("form[action=/events/e1/order]");
        assertThat(again.selectFirst("input[name=s_stalls]").val()).isEqualTo("C-5,C-6");
        assertThat(again.select("input[name=t_stalls]")).isEmpty();
    }

    @Test
    void oneTicketOfSeveralIsSoldBack() throws Exception {
        String fields = "\"sellableUntil\": \"2030-12-05T18:00:00Z\"";
        SERVICES.answer("GET /api/orders/o1", 200, FakeServices.order("o1", "COMPLETED", fields));
        SERVICES.answer("GET /api/orders/o1/tickets", 200, FakeServices.tickets());
        SERVICES.answer("POST /api/orders/sell", 200, FakeServices.order("o1", "COMPLETED", Duration.ZERO));
        Document choice = html(perform(signedIn(get("/orders/o1/sell"))));
        assertThat(choice.select("input[type=checkbox]").eachAttr("value")).containsExactly("t1", "t2");

        Document one = html(perform(signedIn(get("/orders/o1/sell")).param("ticket", "t2")));
        assertThat(one.selectFirst(".deal").text()).contains("€45.50", "1 ticket, which stays valid");
        assertThat(one.select("form[method=post] input[name=ticket]").eachAttr("value"))
                .containsExactly("t2");
        perform(signedIn(post("/orders/o1/sell")).param("key", "0123456789").param("ticket", "t2"));

        assertThat(SERVICES.asked("POST", "/api/orders/sell").getFirst().body())
                .contains("\"orderId\":\"o1\"", "\"tickets\":[\"t2\"]");
    }

    @Test
    void aTicketThatIsNoLongerThereIsNotTakenForAll() throws Exception {
        String fields = "\"sellableUntil\": \"2030-12-05T18:00:00Z\"";
        SERVICES.answer("GET /api/orders/o1", 200, FakeServices.order("o1", "COMPLETED", fields));
        SERVICES.answer("GET /api/orders/o1/tickets", 200, FakeServices.tickets());
        for (String[] chosen : new String[][] {{"gone"}, {"t1", "gone"}}) {
            Document page = html(perform(signedIn(get("/orders/o1/sell")).param("ticket", chosen)));
            assertThat(page.selectFirst("#problems").text()).contains("given back meanwhile. Choose again.");
            assertThat(page.select("main form[method=post]")).isEmpty();
            assertThat(page.select("input[type=checkbox]")).hasSize(2);
        }
        SERVICES.answer("GET /api/orders/o1/tickets", 200, """
            [{"id": "t1", "code": "HF-1", "tier": "Floor", "seat": null, "holder": "Ada", "tierId": "floor"}]\
            """);
        Document last = html(perform(signedIn(get("/orders/o1/sell")).param("ticket", "t1")));
        assertThat(last.select("#problems")).isEmpty();
        assertThat(last.select("main form[method=post]")).hasSize(1);
        Document other = html(perform(signedIn(get("/orders/o1/sell")).param("ticket", "gone")));
        assertThat(other.select("#problems")).hasSize(1);
        assertThat(other.select("main form[method=post]"))
                .as("the last one was not chosen")
                .isEmpty();
        assertThat(other.select("main .actions a").attr("href")).isEqualTo("/orders/o1/sell");
        SERVICES.problem("POST /api/orders/sell", 400, "validation-failed");
        assertThat(perform(signedIn(post("/orders/o1/sell")).param("ticket", "t1", "gone"))
                        .getRedirectedUrl())
                .isEqualTo("/orders/o1/sell?ticket=t1&ticket=gone");

        SERVICES.down("GET /api/orders/o1/tickets");
        assertThat(perform(signedIn(get("/orders/o1/sell")).param("ticket", "t1"))
                        .getStatus())
                .isEqualTo(503);
        assertThat(perform(signedIn(get("/orders/o1/sell"))).getStatus()).isEqualTo(200);
    }

    @Test
    void anOrderShowsWhichTicketsWereGivenBackAndWhatIsDisputed() throws Exception {
        String fields = """
            "endedTickets": [{"id": "t1", "tierId": "floor", "tier": "Floor", "seat": "A-3", "reason": "sold-back", "at": "2026-11-22T12:00:00Z"}],
            "dispute": {"status": "OPEN", "amount": 4550, "reason": "fraudulent"},
            "items": [{"tierId": "floor", "tierName": "Floor", "quantity": 2, "unitPrice": 4550, "seats": null, "left": 1}]\
            """;
        SERVICES.answer("GET /api/orders/o1", 200, FakeServices.order("o1", "COMPLETED", fields));
        Document page = html(perform(signedIn(get("/orders/o1"))));
        assertThat(page.selectFirst(".ended").text()).startsWith("Floor, A-3 sold back on");
        assertThat(page.text()).contains("Its code no longer works.");
        assertThat(page.selectFirst("#bill").text()).contains("1 given back");
        assertThat(page.text())
                .contains("€45.50 of this payment is disputed with your bank")
                .doesNotContain("no longer admits");
        String lost = fields.replace("\"OPEN\"", "\"LOST\"") + ", \"ticketsStopped\": true";
        SERVICES.answer("GET /api/orders/o1", 200, FakeServices.order("o1", "COMPLETED", lost));
        assertThat(html(perform(signedIn(get("/orders/o1")))).text())
                .contains("the organizer no longer admits anyone with its tickets");
    }

    @Test
    void aTicketThatItsBuyerSoldBackIsNoLongerAmongThoseOfTheBuyer() throws Exception {
        String fields = """
            "endedTickets": [{"id": "t1", "tierId": "floor", "tier": "Floor", "seat": "A-3", "reason": "sold-back", "at": "2026-11-22T12:00:00Z"}],
            "refunds": [{"amount": 4550, "reason": "sold-back", "at": "2026-11-22T12:00:00Z"},
                        {"amount": 500, "reason": "Late start", "at": "2026-11-22T13:00:00Z"}],
            "items": [{"tierId": "floor", "tierName": "Floor", "quantity": 2, "unitPrice": 4550, "seats": ["A-3", "A-4"], "left": 1}]\
            """;
        String order = FakeServices.order("o1", "COMPLETED", fields);
        String paidBack = FakeServices.order("o1", "COMPLETED", "\"refunded\": 5050, " + fields);
        SERVICES.answer("GET /api/orders", 200, "{\"items\": [" + paidBack + "], \"nextCursor\": null}");
        assertThat(html(perform(signedIn(get("/orders"))))
                        .selectFirst(".order-what")
                        .text())
                .contains("1 ticket · €40.50", "Seat A-4")
                .doesNotContain("A-3");
        String ended = FakeServices.order("o1", "SOLD_BACK", fields);
        SERVICES.answer("GET /api/orders", 200, "{\"items\": [" + ended + "], \"nextCursor\": null}");
        assertThat(html(perform(signedIn(get("/orders"))))
                        .selectFirst(".order-what")
                        .text())
                .contains("2 tickets", "A-3", "A-4");

        SERVICES.answer("GET /api/orders/o1", 200, order);
        SERVICES.answer("GET /api/payments/p1", 200, """
            {"id": "p1", "orderId": "o1", "status": "CAPTURED", "amount": 9100, "currency": "EUR",
             "history": [{"at": "2026-11-22T11:00:00Z", "status": "CAPTURED", "attempt": 1, "failure": null, "moved": "CAPTURED"},
                         {"at": "2026-11-22T12:00:01Z", "status": "CAPTURED", "attempt": 1, "failure": null, "moved": "REFUNDED"}]}\
            """);
        Document page = html(perform(signedIn(get("/orders/o1"))));
        assertThat(page.select(".history li span").eachText())
                .contains("Tickets sold back for €45.50", "€5.00 refunded by the organizer")
                .containsSubsequence("Payment booked", "Tickets sold back for €45.50", "Money given back")
                .containsOnlyOnce("Payment booked");
    }

    @Test
    void sellingBackIsConfirmedShowsTheRefundAndHappensOnce() throws Exception {
        String order = FakeServices.order("o1", "COMPLETED", SELLABLE + ", \"refunded\": 1000, \"moneyBack\": 1000");
        SERVICES.answer("GET /api/orders/o1", 200, order);
        SERVICES.answer("GET /api/orders", 200, "{\"items\": [" + order + "], \"nextCursor\": null}");
        SERVICES.answer("POST /api/orders/sell", 200, FakeServices.order("o1", "SOLD_BACK", Duration.ZERO));
        for (String path : new String[] {"/orders", "/orders/o1"}) {
            assertThat(html(perform(signedIn(get(path)))).select("main a[href=/orders/o1/sell]"))
                    .as(path)
                    .hasSize(1);
        }
        Document page = html(perform(signedIn(get("/orders/o1/sell"))));
        assertThat(page.selectFirst(".deal").text()).contains("€81.00", "2 tickets", "19:50");
        assertThat(page.selectFirst("form[action=/orders/o1/sell] input[name=key]")
                        .val())
                .hasSize(36);
        assertThat(SERVICES.asked("POST", "/api/orders/sell")).isEmpty();

        for (int i = 0; i < 2; i++) {
            assertThat(perform(signedIn(post("/orders/o1/sell")).param("key", "0123456789"))
                            .getRedirectedUrl())
                    .isEqualTo("/orders/o1");
        }
        List<FakeServices.Asked> asked = SERVICES.asked("POST", "/api/orders/sell");
        assertThat(asked.getFirst().body()).isEqualTo("{\"orderId\":\"o1\"}");
        assertThat(asked)
                .extracting(each -> each.header("Idempotency-key"))
                .hasSize(2)
                .containsOnly(asked.getFirst().header("Idempotency-key"));
    }

    @Test
    void orderThatCannotBeSoldBackIsExplained() throws Exception {
        SERVICES.answer("GET /api/orders/o1", 200, FakeServices.order("o1", "COMPLETED", "\"sellableUntil\": null"));
        assertThat(html(perform(signedIn(get("/orders/o1")))).select("main a[href=/orders/o1/sell]"))
                .isEmpty();
        SERVICES.problem("POST /api/orders/sell", 409, "not-sellable");
        MockHttpServletResponse refused =
                perform(signedIn(post("/orders/o1/sell")).param("key", "0123456789"));
        assertThat(refused.getRedirectedUrl()).isEqualTo("/orders/o1/sell?problem");
        Document page = html(perform(signedIn(get("/orders/o1/sell?problem"))));
        assertThat(page.selectFirst("h1").text()).isEqualTo("These tickets cannot be sold back");
        assertThat(page.select("form[action=/orders/o1/sell]")).isEmpty();

        SERVICES.answer("GET /api/orders/o1", 200, FakeServices.order("o1", "SOLD_BACK", Duration.ZERO));
        assertThat(perform(signedIn(get("/orders/o1/sell"))).getRedirectedUrl()).isEqualTo("/orders/o1");
    }

    @Test
    void eventPageTellsWhatTheVisitorHasOfItAlready() throws Exception {
        SERVICES.answer("GET /api/events/e1", 200, FakeServices.event("e1", "Requiem", "available", 80));
        String other = FakeServices.order("o3", "COMPLETED", Duration.ZERO)
                .replace("\"eventId\": \"e1\"", "\"eventId\": \"e9\"");
        SERVICES.answer(
                "GET /api/orders",
                200,
                "{\"items\": [%s, %s, %s, %s], \"nextCursor\": null}"
                        .formatted(
                                FakeServices.order("o1", "AWAITING_PAYMENT", Duration.ofMinutes(9)),
                                FakeServices.order("o2", "COMPLETED", Duration.ZERO),
                                other,
                                FakeServices.order("o4", "EXPIRED", Duration.ZERO)));

        Elements mine = html(perform(signedIn(get("/events/e1")))).select(".box-mine a");

        assertThat(mine.eachAttr("href")).containsExactly("/orders/o1/checkout", "/orders/o2");
        assertThat(html(perform(get("/events/e1"))).select(".box-mine")).isEmpty();
        SERVICES.down("GET /api/orders");
        Document page = html(perform(signedIn(get("/events/e1"))));
        assertThat(page.select(".box-mine")).isEmpty();
        assertThat(page.selectFirst(".event-map").attr("href"))
                .isEqualTo("https://www.openstreetmap.org/search?query=Teatro%20Real,%20Plaza%201,%20Madrid,%20Spain");
        assertThat(page.select("button[data-share][hidden]")).hasSize(1);
    }

    @Test
    void refundsAreDescribed() throws Exception {
        SERVICES.answer("GET /api/orders/o1", 200, FakeServices.order("o1", "SOLD_BACK", money(9100, 0)));
        Document sold = html(perform(signedIn(get("/orders/o1"))));
        assertThat(sold.selectFirst(".money").text()).startsWith("€91.00 is on its way back");
        assertThat(sold.selectFirst("#money").attr("hx-get")).isEqualTo("/orders/o1/panel");
        assertThat(sold.select(".ticket")).isEmpty();

        SERVICES.answer("GET /api/orders/o1", 200, FakeServices.order("o1", "REFUNDED", money(9100, 9100)));
        Document refunded = html(perform(signedIn(get("/orders/o1"))));
        assertThat(refunded.selectFirst(".money").text()).startsWith("€91.00 was given back");
        assertThat(refunded.selectFirst("#money").hasAttr("hx-get")).isFalse();

        SERVICES.answer("GET /api/orders/o1", 200, FakeServices.order("o1", "REFUNDED", money(9100, 0) + """
            , "dispute": {"amount": 9100, "reason": "fraudulent", "status": "LOST"}\
            """));
        Document lost = html(perform(signedIn(get("/orders/o1"))));
        assertThat(lost.selectFirst(".money").text()).as("by the bank").startsWith("€91.00 was given back");
        assertThat(lost.selectFirst("#money").hasAttr("hx-get")).isFalse();

        SERVICES.answer("GET /api/orders/o1/tickets", 200, FakeServices.tickets());
        SERVICES.answer("GET /api/orders/o1", 200, FakeServices.order("o1", "COMPLETED", money(2000, 500) + """
            , "refunds": [{"amount": 2000, "reason": "Sorry for the pillar.", "at": "2026-11-24T10:00:00Z"}]\
            """));
        Document part = html(perform(signedIn(get("/orders/o1"))));
        assertThat(part.selectFirst(".money").text()).contains("€5.00 was given back", "€15.00 is on its way");
        assertThat(part.selectFirst(".history").text()).contains("€20.00 refunded", "Sorry for the pillar.");
        assertThat(part.select(".ticket")).hasSize(2);
    }

    @Test
    void aRefundOfADisputedPaymentWaitsAndIsNotOnItsWay() throws Exception {
        String open = ", \"dispute\": {\"amount\": 9100, \"reason\": \"fraudulent\", \"status\": \"OPEN\"}";
        String order = FakeServices.order("o1", "REFUNDED", money(9100, 0) + open);
        SERVICES.answer("GET /api/orders/o1", 200, order);
        SERVICES.answer("GET /api/orders", 200, "{\"items\": [" + order + "], \"nextCursor\": null}");
        Document waits = html(perform(signedIn(get("/orders/o1"))));
        assertThat(waits.select(".money").eachText())
                .singleElement()
                .asString()
                .startsWith("€91.00 is to be refunded, and waits until your bank has decided");
        assertThat(waits.selectFirst("#bill").text()).contains("Waits for the decision of your bank");
        assertThat(html(perform(signedIn(get("/orders"))))
                        .selectFirst(".order-row")
                        .text())
                .contains("€91.00 to be refunded once the dispute is decided");

        SERVICES.answer("GET /api/orders/o1", 200, FakeServices.order("o1", "REFUNDED", money(9100, 2000) + open));
        assertThat(html(perform(signedIn(get("/orders/o1")))).select(".money").text())
                .startsWith("€71.00 is to be refunded")
                .contains("€20.00 was given back")
                .doesNotContain("on its way");

        SERVICES.answer(
                "GET /api/orders/o1",
                200,
                FakeServices.order("o1", "REFUNDED", money(9100, 0) + open.replace("OPEN", "WON")));
        assertThat(html(perform(signedIn(get("/orders/o1")))).select(".money").text())
                .startsWith("€91.00 is on its way back");
    }

    @Test
    void aRefundThatFailedIsDescribedToBuyerAndOrganizer() throws Exception {
        SERVICES.answer(
                "GET /api/orders/o1",
                200,
                FakeServices.order("o1", "SOLD_BACK", money(9100, 0) + ", \"refundFailed\": 9100"));
        Document failed = html(perform(signedIn(get("/orders/o1"))));
        assertThat(failed.selectFirst(".money").text()).startsWith("€91.00 could not be given back");
        assertThat(failed.select(".money")).as("nothing is on its way").hasSize(1);
        assertThat(failed.selectFirst("#money").hasAttr("hx-get")).isFalse();

        SERVICES.answer(
                "GET /api/orders/o1",
                200,
                FakeServices.order("o1", "SOLD_BACK", money(9100, 2000) + ", \"refundFailed\": 3000"));
        Document part = html(perform(signedIn(get("/orders/o1"))));
        assertThat(part.select(".money").text())
                .contains("€30.00 could not be given back", "€20.00 was given back", "€41.00 is on its way");
    }

    @Test
    void ticketsOfACancelledEventAreNotShownAsValid() throws Exception {
        SERVICES.answer(
                "GET /api/events/off",
                200,
                FakeServices.event("off", "Requiem", "low", 9).replace("\"published\"", "\"cancelled\""));
        String paid = FakeServices.order("o1", "COMPLETED", "\"eventId\": \"off\", " + SELLABLE);
        SERVICES.answer("GET /api/orders/o1", 200, paid);
        SERVICES.answer("GET /api/orders", 200, "{\"items\": [" + paid + "], \"nextCursor\": null}");
        SERVICES.answer("GET /api/orders/o1/tickets", 200, FakeServices.tickets());
        Document running = html(perform(signedIn(get("/orders/o1"))));
        assertThat(running.selectFirst("h1").text()).isEqualTo("This event is cancelled");
        assertThat(running.select(".ticket, a[href=/orders/o1/sell]")).isEmpty();
        assertThat(running.selectFirst("#money").attr("hx-get")).isEqualTo("/orders/o1/panel");
        assertThat(html(perform(signedIn(get("/orders"))))
                        .selectFirst(".order-row")
                        .text())
                .contains("Event cancelled")
                .doesNotContain("Sell back");

        SERVICES.answer(
                "GET /api/orders/o1",
                200,
                FakeServices.order("o1", "REFUNDED", money(9100, 0) + ", \"reason\": \"event-cancelled\""));
        Document done = html(perform(signedIn(get("/orders/o1"))));
        assertThat(done.selectFirst("h1").text()).isEqualTo("This event is cancelled");
        assertThat(done.selectFirst(".money").text()).contains("on its way back");
    }

    @Test
    void pageOfAnUnavailableServiceTellsWhatStillWorks() throws Exception {
        SERVICES.down("GET /api/orders");
        MockHttpServletResponse response = perform(signedIn(get("/orders")));
        assertThat(response.getStatus()).isEqualTo(503);
        assertThat(response.getHeader("Retry-After")).isNotNull();
        Document page = html(response);
        assertThat(page.selectFirst("h1").text()).contains("ticket desk");
        assertThat(page.selectFirst("meta[http-equiv=refresh]")).isNotNull();

        SERVICES.down("GET /api/users/currentuser");
        Document event = html(perform(signedIn(get("/events/e1"))));
        assertThat(event.selectFirst("h1").text()).isEqualTo("Requiem");
        assertThat(event.select("form[action=/signout]")).hasSize(1);
    }

    @Test
    void busyPageSendsTheSameFormAgain() throws Exception {
        SERVICES.answer(
                "POST /api/orders",
                503,
                "{\"status\": 503, \"code\": \"unavailable\", \"detail\": \"busy\"}",
                Map.of("Retry-After", "2"));
        MockHttpServletResponse response =
                perform(signedIn(post("/events/e1/order")).param("t_floor", "2").param("key", "0123456789"));
        assertThat(response.getStatus()).isEqualTo(503);
        Element form = html(response).selectFirst("form[data-retry]");
        assertThat(form.attr("action")).isEqualTo("/events/e1/order");
        assertThat(form.selectFirst("input[name=key]").val()).isEqualTo("0123456789");
        assertThat(form.selectFirst("input[name=t_floor]").val()).isEqualTo("2");
    }

    @Test
    void unknownAndForeignResourcesAreNotFound() throws Exception {
        for (String path : new String[] {"/events/none", "/orders/none", "/orders/none/checkout", "/nothing"}) {
            MockHttpServletResponse response = perform(signedIn(get(path)));
            assertThat(response.getStatus()).as(path).isEqualTo(404);
        }
        assertThat(html(perform(signedIn(get("/orders/none"))))
                        .selectFirst("h1")
                        .text())
                .isEqualTo("There is nothing here");
    }

    @Test
    void formsOfOtherSitesAreRefused() throws Exception {
        MockHttpServletRequestBuilder pay = signedIn(post("/orders/o1/pay")).param("card", "tok_visa");
        assertThat(perform(pay.header("Sec-Fetch-Site", "cross-site")).getStatus())
                .isEqualTo(403);
        MockHttpServletRequestBuilder older =
                signedIn(post("/orders/o1/pay")).param("card", "tok_visa").header("Host", "tickets.example");
        assertThat(perform(older.header("Origin", "https://evil.example")).getStatus())
                .isEqualTo(403);
        assertThat(SERVICES.asked("POST", "/api/payments")).isEmpty();
    }

    @Test
    void signingOutRemovesTheSessionEvenIfAuthServiceIsDown() throws Exception {
        SERVICES.down("POST /api/users/signout");
        MockHttpServletResponse response = perform(signedIn(post("/signout")));
        assertThat(response.getRedirectedUrl()).isEqualTo("/?signedout");
        assertThat(response.getHeader("Clear-Site-Data")).isEqualTo("\"storage\"");
        assertThat(response.getHeader("Set-Cookie"))
                .startsWith("holdfast_session=;")
                .contains("Max-Age=0");
    }

    @Test
    void invalidEventKeepsWhatWasTypedAndListsTheErrors() throws Exception {
        MockHttpServletResponse response = perform(signedIn(post("/events/new"))
                .param("name", "Gala <b>night</b>")
                .param("description", "")
                .param("startsAt", "2001-01-01T20:00")
                .param("timezone", "Europe/Madrid")
                .param("currency", "EUR")
                .param("tiers[0].name", "Floor")
                .param("tiers[0].price", "lots")
                .param("tiers[0].capacity", "100")
                .param("tiers[0].maxPerOrder", "")
                .param("key", "0123456789"));
        assertThat(response.getStatus()).isEqualTo(400);
        Document page = html(response);
        assertThat(page.select("#problems a").eachAttr("href"))
                .containsExactlyInAnyOrder("#f-description", "#f-startsAt", "#f-tiers-0-price");
        for (Element link : page.select("#problems a")) {
            assertThat(page.select(link.attr("href"))).hasSize(1);
        }
        assertThat(page.select("[aria-invalid=true]").eachAttr("id"))
                .containsExactly("f-description", "f-startsAt", "f-tiers-0-price");
        assertThat(page.select(".field .problem")).hasSize(3);
        assertThat(page.selectFirst("#f-name").val()).isEqualTo("Gala <b>night</b>");
        assertThat(page.selectFirst("#f-tiers-0-price").val()).isEqualTo("lots");
        assertThat(page.selectFirst("input[name=key]").val()).isEqualTo("0123456789");
        assertThat(SERVICES.asked("POST", "/api/events/new")).isEmpty();
    }

    @Test
    void skippedTimeIsRefusedAndRepeatedTimeIsTheFirst() throws Exception {
        Document skipped = html(perform(signedIn(gala().param("endsAt", "2031-03-30T02:30"))));
        assertThat(skipped.selectFirst("#f-endsAt-problem").text())
                .isEqualTo("That time does not exist in Europe/Madrid on that day: the clocks go forward."
                        + " Choose one before or after.");
        assertThat(skipped.selectFirst("#f-endsAt").val()).isEqualTo("2031-03-30T02:30");
        assertThat(SERVICES.asked("POST", "/api/events/new")).isEmpty();

        SERVICES.answer("POST /api/events/new", 201, FakeServices.event("e9", "Gala", "available", 100));
        perform(signedIn(gala().param("endsAt", "2030-10-27T02:30")));
        assertThat(SERVICES.asked("POST", "/api/events/new").getFirst().body())
                .contains("\"endsAt\":\"2030-10-27T00:30:00Z\"");
    }

    @Test
    void emptyEndExplainsItsDefault() throws Exception {
        Document page = html(perform(signedIn(get("/events/new"))));
        assertThat(page.selectFirst("#f-endsAt").attr("aria-describedby")).isEqualTo("f-endsAt-hint");
        assertThat(page.selectFirst("#f-endsAt-hint").text()).contains("three hours after it starts");
    }

    @Test
    void newEventIsKeptWhenTheSessionEnded() throws Exception {
        SERVICES.problem("POST /api/events/new", 401, "unauthenticated");
        MockHttpServletResponse refused = perform(signedIn(gala()));
        SERVICES.answer("GET /api/users/currentuser", 200, "{\"currentUser\": null}");
        MockHttpServletResponse expired = perform(signedIn(gala()));
        for (MockHttpServletResponse response : List.of(refused, expired, perform(gala()))) {
            assertThat(response.getStatus()).isEqualTo(401);
            Document page = html(response);
            assertThat(page.select("#signed-out a[href=/signin][target=_blank]"))
                    .hasSize(1);
            assertThat(page.selectFirst("#f-name").val()).isEqualTo("Gala");
            assertThat(page.selectFirst("#f-tiers-0-price").val()).isEqualTo("25,50");
            assertThat(page.selectFirst("form.create input[name=key]").val()).isEqualTo("0123456789");
        }
        assertThat(SERVICES.asked("POST", "/api/events/new")).hasSize(1);
    }

    @Test
    void eventIsPublishedAsTheContractDefines() throws Exception {
        SERVICES.answer("POST /api/events/new", 201, FakeServices.event("e9", "Gala", "available", 100));
        MockHttpServletResponse response = perform(signedIn(gala()));
        assertThat(response.getRedirectedUrl()).isEqualTo("/events/e9?published");
        assertThat(SERVICES.asked("POST", "/api/events/new").getFirst().body())
                .contains(
                        "\"startsAt\":\"2030-07-01T18:00:00Z\"",
                        "\"price\":2550",
                        "\"capacity\":100",
                        "\"timezone\":\"Europe/Madrid\"")
                .doesNotContain("maxPerOrder", "status");
    }

    @Test
    void serviceErrorIsShownAtItsField() throws Exception {
        SERVICES.answer("POST /api/events/new", 400, """
            {"status": 400, "code": "validation-failed", "detail": "x",
             "errors": [{"field": "tiers[0].price", "message": "must be at most 99999999"}]}\
            """);
        Document page = html(perform(signedIn(gala())));
        assertThat(page.selectFirst("#f-tiers-0-price-problem").text()).isEqualTo("must be at most 99999999");
    }

    @Test
    void pictureThatIsNotOverHttpsIsRefused() throws Exception {
        for (String address : List.of("http://example.com/poster.png", "example.com/poster.png")) {
            Document page = html(perform(signedIn(gala().param("imageUrl", address))));
            assertThat(page.selectFirst("#f-imageUrl-problem").text())
                    .isEqualTo("Enter an address that starts with https://");
            assertThat(page.selectFirst("#f-imageUrl").val()).isEqualTo(address);
        }
        assertThat(SERVICES.asked("POST", "/api/events/new")).isEmpty();

        SERVICES.answer("POST /api/events/new", 201, FakeServices.event("e9", "Gala", "available", 100));
        perform(signedIn(gala().param("imageUrl", "https://example.com/poster.png")));
        assertThat(SERVICES.asked("POST", "/api/events/new")).hasSize(1);
    }

    @Test
    void tooHighPriceIsRefusedInItsCurrency() throws Exception {
        MockHttpServletRequestBuilder euros =
                gala().param("tiers[1].name", "Gold").param("tiers[1].price", "1000000");
        assertThat(html(perform(signedIn(euros.param("tiers[1].capacity", "1"))))
                        .selectFirst("#f-tiers-1-price-problem")
                        .text())
                .isEqualTo("That is too much. Enter at most €999,999.99.");
        assertThat(SERVICES.asked("POST", "/api/events/new")).isEmpty();
    }

    @Test
    void aPriceThatMayBeAThousandIsAskedAbout() throws Exception {
        Document page = html(perform(signedIn(withPrice("1.000", "EUR"))));
        assertThat(page.selectFirst("#f-tiers-0-price-problem").text())
                .isEqualTo("1.000 can mean €1.00 or €1,000.00. Write 1.00 or 1000.00.");
        assertThat(page.selectFirst("#f-tiers-0-price").val()).isEqualTo("1.000");
        assertThat(SERVICES.asked("POST", "/api/events/new")).isEmpty();
    }

    @Test
    void aPriceIsReadInTheLanguageOfTheReader() throws Exception {
        SERVICES.answer("POST /api/events/new", 201, FakeServices.event("e9", "Gala", "available", 100));
        perform(signedIn(withPrice("1,000", "EUR")));
        mvc.perform(signedIn(withPrice("1.000", "EUR")).header("Accept-Language", "de-DE"));
        mvc.perform(signedIn(withPrice("١٬٠٠٠", "EUR")).header("Accept-Language", "ar-EG"));
        assertThat(SERVICES.asked("POST", "/api/events/new"))
                .hasSize(3)
                .allSatisfy(request -> assertThat(request.body()).contains("\"price\":100000,"));
    }

    @Test
    void aPriceThatNoCardCanBeChargedIsRefused() throws Exception {
        assertThat(priceProblem("0.20", "EUR"))
                .isEqualTo("That is less than a card can be charged. Enter at least €0.50, or 0 for free tickets.");
        assertThat(priceProblem("5.123", "KWD")).startsWith("Cards are charged in steps of");
        assertThat(priceProblem("10.50", "JPY")).isEqualTo("In JPY an amount has no decimals.");
        assertThat(priceProblem("25.505", "EUR")).contains("25,505.00");
        assertThat(priceProblem("25", "CUP")).startsWith("No card can be charged in CUP.");
        assertThat(SERVICES.asked("POST", "/api/events/new")).isEmpty();
    }

    @Test
    void aPriceInRupiahsMayBeWorthMoreThanNinetyDollars() throws Exception {
        SERVICES.answer("POST /api/events/new", 201, FakeServices.event("e9", "Gala", "available", 100));
        perform(signedIn(withPrice("15,000,000", "IDR")));
        assertThat(SERVICES.asked("POST", "/api/events/new").getFirst().body()).contains("\"price\":1500000000,");
    }

    private String priceProblem(String typed, String currency) throws Exception {
        return html(perform(signedIn(withPrice(typed, currency))))
                .selectFirst("#f-tiers-0-price-problem")
                .text();
    }

    private static MockHttpServletRequestBuilder withPrice(String typed, String currency) {
        return post("/events/new")
                .param("name", "Gala")
                .param("description", "A night.")
                .param("startsAt", "2030-07-01T20:00")
                .param("timezone", "Europe/Madrid")
                .param("currency", currency)
                .param("tiers[0].name", "Floor")
                .param("tiers[0].price", typed)
                .param("tiers[0].capacity", "100")
                .param("tiers[0].maxPerOrder", "")
                .param("key", "0123456789");
    }

    @Test
    void tiersAreAddedWithoutJavaScript() throws Exception {
        Document page = html(perform(signedIn(gala()).param("action", "add-tier")));
        assertThat(page.select("input[name^=tiers][name$=name]")).hasSize(2);
        assertThat(page.selectFirst("#f-tiers-0-price").val()).isEqualTo("25,50");
    }

    @Test
    void pageReturnsToTheAddedTierOrTheOneBeforeTheRemoved() throws Exception {
        Document one = html(perform(signedIn(get("/events/new"))));
        String target = one.selectFirst("button[value=add-tier]").attr("formaction");
        Document two = html(perform(signedIn(gala()).param("action", "add-tier")));
        assertThat(target).isEqualTo("#f-tiers-1-name");
        assertThat(two.select("input" + target)).hasSize(1);
        assertThat(two.select(".tier-remove").eachAttr("formaction"))
                .containsExactly("#f-tiers-0-name", "#f-tiers-0-name");
        assertThat(two.select("noscript button[value=plan]").eachAttr("formaction"))
                .containsExactly("#sketch-0", "#sketch-1");
    }

    @Test
    void parametersThatAreNoFieldsOfTheFormAreIgnored() throws Exception {
        SERVICES.answer("POST /api/events/new", 201, FakeServices.event("e9", "Gala", "available", 100));
        MockHttpServletResponse response = perform(signedIn(gala())
                .param("tiers[0].id.bytes", "x")
                .param("tiers[50].name", "x")
                .param("tiers[99999999].name", "x")
                .param("tiers[x].name", "x")
                .param("tiers[", "x")
                .param("venue", "x")
                .param("class.module.name", "x"));
        assertThat(response.getRedirectedUrl()).isEqualTo("/events/e9?published");
        assertThat(SERVICES.asked("POST", "/api/events/new").getFirst().body())
                .contains("\"venue\":{}", "\"tiers\":[{\"name\":\"Floor\",\"price\":2550,\"capacity\":100}]");
    }

    /** Two rows of the same label, in a tier whose front row is in no section. */
    private static final String IN_SECTIONS = """
        {"eventId": "e1", "tiers": [{"id": "stalls", "name": "Stalls", "price": 6000, "rows": [
          {"label": "A", "aisles": [], "seats": [{"name": "A-1", "number": 1, "state": "free"}]},
          {"section": "Balcony", "label": "A", "aisles": [], "seats": [
            {"name": "Balcony A-1", "number": 1, "state": "free"}, {"name": "Balcony A-2", "number": 2, "state": "taken"}]},
          {"section": "Balcony", "label": "B", "aisles": [], "seats": [%s]},
          {"section": "St. Peter’s box", "label": "A", "aisles": [], "seats": [
            {"name": "St. Peter’s box A-1", "number": 1, "state": "free"}, {"name": "St. Peter’s box A-2", "number": 2, "state": "free"}]}
        ]}], "asOf": "2030-01-01T00:00:00Z"}""".formatted(IntStream.rangeClosed(1, 60)
            .mapToObj("{\"name\": \"Balcony B-%1$d\", \"number\": %1$d, \"state\": \"free\"}"::formatted)
            .collect(Collectors.joining(",")));

    private static final String SEATED = """
        "items": [{"tierId": "stalls", "tierName": "Stalls", "quantity": 2, "unitPrice": 4550, "seats": ["C-5", "C-6"]}]\
        """;

    private static final String SELLABLE = "\"sellableUntil\": \"2030-12-05T18:50:00Z\"";

    @Test
    void aBuyerReadsThatMoneyCameInAnotherWay() throws Exception {
        SERVICES.answer(
                "GET /api/orders/o1",
                200,
                FakeServices.order("o1", "SOLD_BACK", SELLABLE + ", " + money(9100, 2000) + ", \"refundEnded\": 7100"));
        Document page = html(perform(signedIn(get("/orders/o1"))));
        assertThat(page.select("#money p").eachText())
                .containsExactly(
                        "€71.00 reached you in another way, since it could not be given back to the card you paid with.",
                        "€20.00 was given back to the card you paid with. Banks take a few days to show it.");
        assertThat(page.select("#money").attr("hx-get"))
                .as("nothing is on its way")
                .isEmpty();
        assertThat(page.select("#bill tfoot tr.returned").eachText())
                .as("in the style of rows that are not the total")
                .containsExactly("Given back -€20.00", "Given back in another way -€71.00");
    }

    private static String money(long refunded, long moneyBack) {
        return "\"refunded\": " + refunded + ", \"moneyBack\": " + moneyBack;
    }

    private static void seated(int rows, int longest) {
        SERVICES.answer("GET /api/events/e1", 200, FakeServices.seatedEvent("e1", "Requiem"));
        SERVICES.answer("GET /api/events/e1/seats", 200, FakeServices.seats(rows, longest));
    }

    private static int compressed(MockHttpServletResponse response) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(response.getContentAsByteArray());
        }
        return bytes.size();
    }

    private static MockHttpServletRequestBuilder password(String current, String fresh) {
        return signedIn(post("/account/password"))
                .param("currentPassword", current)
                .param("newPassword", fresh);
    }

    private static MockHttpServletRequestBuilder gala() {
        return post("/events/new")
                .param("name", "Gala")
                .param("description", "A night.")
                .param("startsAt", "2030-07-01T20:00")
                .param("timezone", "Europe/Madrid")
                .param("currency", "EUR")
                .param("tiers[0].name", "Floor")
                .param("tiers[0].price", "25,50")
                .param("tiers[0].capacity", "100")
                .param("tiers[0].maxPerOrder", "")
                .param("key", "0123456789");
    }

    private static MockHttpServletRequestBuilder signedIn(MockHttpServletRequestBuilder request) {
        return request.cookie(new Cookie("holdfast_session", FakeServices.TOKEN));
    }

    private MockHttpServletResponse perform(MockHttpServletRequestBuilder request) throws Exception {
        return mvc.perform(request.header("Accept-Language", "en-GB").header("Accept", "text/html"))
                .andReturn()
                .getResponse();
    }

    private static Document html(MockHttpServletResponse response) throws Exception {
        return Jsoup.parse(response.getContentAsString());
    }
}
