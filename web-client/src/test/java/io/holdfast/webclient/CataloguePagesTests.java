package io.holdfast.webclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import java.time.Duration;
import java.util.Map;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.select.Elements;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletResponse;

/** The list of events, and the page of one: what it tells, and whether it is on sale. */
class CataloguePagesTests extends PagesFixture {

    /** What services call a venue of which the name is not known yet, and the field that says so. */
    private static final String UNNAMED = "\"To be announced\", \"toBeAnnounced\": true";

    @Test
    void homeListsEventsInTheVisitorsLanguageAndTheEventsZone() throws Exception {
        SERVICES.answer("GET /api/events", 200, """
            {"items": [%s], "nextCursor": "a b&c"}\
            """.formatted(FakeServices.event("e1", "Requiem", "low", 9)));
        Document german = html(send(get("/").header("Accept-Language", "de-DE")));
        Element card = german.selectFirst(".card");
        assertThat(card.text()).contains("Requiem", "20:00", "Teatro Real, Madrid", "25,00");
        assertThat(card.selectFirst("a").attr("href")).isEqualTo("/events/e1");
        assertThat(german.selectFirst("a[rel=next]").attr("href")).isEqualTo("/?cursor=a%20b%26c");
        assertThat(german.selectFirst("#results").attr("data-say")).isEqualTo("1 Veranstaltung, und es gibt weitere");
        Document american = html(send(get("/").header("Accept-Language", "en-US")));
        assertThat(american.selectFirst(".card").text()).contains("Dec 5, 2030", "8:00", "€25.00");
    }

    @Test
    void searchIsPassedOnAndAnEmptyResultOffersToDropConditions() throws Exception {
        Document page =
                html(send(get("/").param("q", "{x}&y").param("city", "Paris").param("from", "nonsense")));
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
        Document page = html(send(get("/events/e1")));
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
            Document page = html(send(get("/events/kin")));
            Element related = page.selectFirst(".event-related");
            assertThat(related.text()).contains("Vespers", "Dec 5, 2030", "Teatro Real, Madrid");
            assertThat(related.selectFirst("a").attr("href")).isEqualTo("/events/other");
        }
        assertThat(SERVICES.asked("GET", "/api/events/kin/related")).hasSize(1);
        assertThat(html(send(get("/events/e1"))).selectFirst(".event-related"))
                .as("of an event without any")
                .isNull();
    }

    @Test
    void aVenueWithoutANameIsToBeAnnouncedInTheLanguageOfTheReader() throws Exception {
        String event = FakeServices.event("e1", "Requiem", "available", 80).replace("\"Teatro Real\"", UNNAMED);
        SERVICES.answer("GET /api/events/e1", 200, event);
        MockHttpServletResponse german = send(get("/events/e1").header("Accept-Language", "de"));
        Document page = html(german);
        assertThat(page.selectFirst("main").text())
                .contains("Ort wird noch bekannt gegeben")
                .doesNotContain("To be announced");
        assertThat(page.selectFirst(".event-map").attr("href"))
                .contains("Plaza")
                .doesNotContain("announced");
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
}
