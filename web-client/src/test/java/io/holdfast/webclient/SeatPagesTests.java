package io.holdfast.webclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import java.io.ByteArrayOutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletResponse;

/** Choosing numbered seats, and how they are named afterwards. */
class SeatPagesTests extends PagesFixture {

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
}
