package io.holdfast.webclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import java.time.Duration;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;

/** The pages of an event with a waiting room, with services that answer as the contract defines. */
class WaitingRoomPagesTests extends PagesFixture {

    private static final String PATH = "/api/orders/events/e1/waiting-room";
    private static final String DRAW = """
            {"at": "2026-11-01T10:00:00Z", "entries": 1200, "root": "bb", "seed": "cc"}""";

    @BeforeEach
    void prepareAnswers() {
        String event = FakeServices.event("e1", "Rush", "available", 9);
        SERVICES.answer(
                "GET /api/events/e1",
                200,
                event.substring(0, event.lastIndexOf('}'))
                        + ", \"waitingRoom\": {\"opensAt\": \"2030-11-01T10:00:00Z\", \"admitPerMinute\": null}}");
        SERVICES.answer("GET " + PATH, 200, room("gathering", "null"));
        SERVICES.answer("GET " + PATH + "/entry", 200, entry("none", "null", "null", room("gathering", "null")));
    }

    @Test
    void theEventsPageLeadsToTheWaitingRoom() throws Exception {
        Document page = html(get("/events/e1"));

        assertThat(page.select("#hold")).isEmpty();
        assertThat(page.select("input[name^=t_]")).isEmpty();
        assertThat(page.select("a.button[href=/events/e1/waiting-room]")).hasSize(1);
        assertThat(page.selectFirst(".box-lead").text()).isEqualTo("Through the waiting room");
    }

    @Test
    void whoeverIsAdmittedMayChoose() throws Exception {
        SERVICES.answer("GET " + PATH + "/entry", 200, entry("admitted", "17", "0", room("open", DRAW)));

        Document page = html(signedIn(get("/events/e1")));

        assertThat(page.select("#hold")).hasSize(1);
        assertThat(page.selectFirst(".note.ok").text()).contains("It is your turn until");
        assertThat(perform(signedIn(get("/events/e1/waiting-room?t_floor=2"))).getRedirectedUrl())
                .isEqualTo("/events/e1?t_floor=2");
    }

    @Test
    void theRoomShowsPlaceAndEstimate() throws Exception {
        SERVICES.answer("GET " + PATH + "/entry", 200, entry("waiting", "1017", "512", room("open", DRAW)));

        Document page = html(signedIn(get("/events/e1/waiting-room")));

        assertThat(page.selectFirst("[data-place]").text()).isEqualTo("1,017");
        assertThat(page.selectFirst("[data-before]").text()).isEqualTo("Before you: 512");
        assertThat(page.selectFirst("[data-estimate]").text()).contains("5 to 10 minutes");
        assertThat(page.selectFirst("[data-queue]").attr("data-queue")).isEqualTo(PATH + "/entry");
        assertThat(page.selectFirst("noscript meta[http-equiv=refresh]").attr("content"))
                .isEqualTo("15");
        assertThat(page.selectFirst(".waiting-left").text()).contains("7 free");
        assertThat(page.selectFirst("[data-room]").hasAttr("hidden")).isTrue();
    }

    @Test
    void noOneIsNextWhileTicketsAreSoldOutOrTheSaleIsPaused() throws Exception {
        for (String status : List.of("sold-out", "paused", "open")) {
            SERVICES.answer("GET " + PATH + "/entry", 200, entry("waiting", "17", "0", room(status, DRAW)));

            Document page = html(signedIn(get("/events/e1/waiting-room")));

            assertThat(page.selectFirst("[data-before]").text())
                    .as(status)
                    .isEqualTo(status.equals("open") ? "You are next" : "Nobody is before you");
            assertThat(page.selectFirst("[data-room]").hasAttr("hidden")).isEqualTo(status.equals("open"));
            assertThat(page.selectFirst("[data-queue]").attr("data-say-first")).isEqualTo("Nobody is before you");
        }
    }

    /** People keep the page open over the draw: the script fills in what there is from then on. */
    @Test
    void theRoomHasAPlaceForWhatIsLeftBeforeTheDraw() throws Exception {
        SERVICES.answer(
                "GET " + PATH + "/entry",
                200,
                entry("waiting", "null", "null", room("gathering", "null"))
                        .replaceFirst("\"tiers\": \\[.*?]", "\"tiers\": []"));

        Document page = html(signedIn(get("/events/e1/waiting-room")));

        assertThat(page.selectFirst("[data-many]").text()).isEqualTo("In so far: 1,204");
        assertThat(page.selectFirst("[data-many]").attr("data-say")).isEqualTo("In so far: {0}");
        assertThat(page.selectFirst("[data-still]").hasAttr("hidden")).isTrue();
        assertThat(page.select("[data-still] [data-left-of=floor] [data-left]")).hasSize(1);

        SERVICES.answer("GET " + PATH + "/entry", 200, entry("waiting", "1017", "512", room("open", DRAW)));
        page = html(signedIn(get("/events/e1/waiting-room")));
        assertThat(page.selectFirst("[data-still]").hasAttr("hidden")).isFalse();
        assertThat(page.select("[data-left-of=floor] [data-left]").eachText()).containsExactly("7 free");
    }

    @Test
    void aRoomThatIsSoldOutSaysSo() throws Exception {
        SERVICES.answer("GET " + PATH + "/entry", 200, entry("waiting", "1017", "512", room("sold-out", DRAW)));

        Document page = html(signedIn(get("/events/e1/waiting-room")));

        assertThat(page.selectFirst("[data-room]").hasAttr("hidden")).isFalse();
        assertThat(page.selectFirst("[data-room]").text()).startsWith("Sold out.");
    }

    @Test
    void enteringLeadsBackToTheRoom() throws Exception {
        SERVICES.answer("POST " + PATH + "/entries", 201, entry("waiting", "null", "null", room("gathering", "null")));

        assertThat(perform(signedIn(post("/events/e1/waiting-room?t_floor=2"))).getRedirectedUrl())
                .isEqualTo("/events/e1/waiting-room?t_floor=2");
        assertThat(SERVICES.asked("POST", PATH + "/entries")).hasSize(1);
    }

    @Test
    void aGuestHasToGiveNameAndAddress() throws Exception {
        MockHttpServletResponse answer =
                perform(post("/events/e1/waiting-room").param("name", "").param("email", "x"));

        assertThat(answer.getStatus()).isEqualTo(400);
        assertThat(Jsoup.parse(answer.getContentAsString()).select(".problem")).hasSize(2);
        assertThat(SERVICES.asked("POST", PATH + "/entries")).isEmpty();
    }

    @Test
    void whoFillsInTheFormIsNotInterrupted() throws Exception {
        Document page = html(get("/events/e1/waiting-room"));

        assertThat(page.select("#guest-name")).hasSize(1);
        assertThat(page.select("meta[http-equiv=refresh]")).isEmpty();
    }

    /** A browser presses the first button of a form for it. */
    @Test
    void theEnterKeyEnters() throws Exception {
        Document page = html(get("/events/e1/waiting-room"));

        assertThat(page.selectFirst("main form button").attr("name")).isEmpty();
        assertThat(page.select("main form button[name=account]")).hasSize(1);
    }

    /** Many enter at once: who typed a name and an address then need not do that again. */
    @Test
    void aBusyServiceIsAskedAgainWithWhatWasTyped() throws Exception {
        Element form = html(get("/events/e1/waiting-room?t_floor=2")).selectFirst("main form");
        SERVICES.problem("POST " + PATH + "/entries", 503, "unavailable");

        MockHttpServletResponse busy = perform(signedIn(post(form.attr("action")))
                .param("key", form.selectFirst("[name=key]").val())
                .param("name", "Grace")
                .param("email", "grace@example.com"));

        assertThat(busy.getStatus()).isEqualTo(503);
        Element again = Jsoup.parse(busy.getContentAsString()).selectFirst("form[data-retry]");
        assertThat(again.attr("action")).isEqualTo("/events/e1/waiting-room");
        assertThat(again.select("input[type=hidden]").eachAttr("name"))
                .containsExactlyInAnyOrder("t_floor", "key", "name", "email");
    }

    @Test
    void anAddressThatHasEnteredIsExplained() throws Exception {
        SERVICES.problem("POST " + PATH + "/entries", 409, "already-entered");

        MockHttpServletResponse answer = perform(signedIn(post("/events/e1/waiting-room")));

        assertThat(answer.getStatus()).isEqualTo(409);
        assertThat(Jsoup.parse(answer.getContentAsString())
                        .selectFirst("#problems")
                        .text())
                .contains("entered with this address");
    }

    @Test
    void anOrderWithoutBeingAdmittedLeadsToTheRoom() throws Exception {
        SERVICES.problem("POST /api/orders", 428, "queue-required");

        assertThat(perform(signedIn(post("/events/e1/order")).param("t_floor", "2"))
                        .getRedirectedUrl())
                .isEqualTo("/events/e1/waiting-room?t_floor=2");
    }

    @Test
    void theDrawIsShownAndCanBeVerified() throws Exception {
        SERVICES.answer("GET " + PATH + "/entry", 200, entry("waiting", "1017", "512", room("open", DRAW)));

        Document page = html(signedIn(get("/events/e1/waiting-room/draw")));

        assertThat(page.select(".hashes code").eachText()).containsExactly("aa", "cc", "bb", "my-entry");
        assertThat(page.select("a[download]").eachAttr("href"))
                .containsExactly("/events/e1/waiting-room/receipt.json", "/events/e1/waiting-room/proof.json");
        assertThat(page.selectFirst("[data-draw]").attr("data-draw")).isEqualTo(PATH + "/draw");
        assertThat(page.selectFirst("pre").text())
                .contains("./holdfast draw verify")
                .contains(PATH + "/draw");
    }

    @Test
    void whoEnteredHasAReceiptBeforeTheDrawAndAfterItAndWhoWasDrawnAProof() throws Exception {
        SERVICES.answer("GET " + PATH + "/entry", 200, entry("waiting", "null", "null", room("gathering", "null")));
        assertThat(html(signedIn(get("/events/e1/waiting-room/draw")))
                        .select("a[download]")
                        .eachAttr("href"))
                .containsExactly("/events/e1/waiting-room/receipt.json");

        String late = DRAW.replace("1200", "2"); // The entry is the third.
        SERVICES.answer("GET " + PATH + "/entry", 200, entry("waiting", "3", "1", room("open", late)));
        assertThat(html(signedIn(get("/events/e1/waiting-room/draw")))
                        .select("a[download]")
                        .eachAttr("href"))
                .containsExactly("/events/e1/waiting-room/receipt.json");

        SERVICES.answer(
                "GET " + PATH + "/entry",
                200,
                entry("none", "null", "null", room("open", DRAW)).replace("\"my-entry\"", "null"));
        assertThat(html(signedIn(get("/events/e1/waiting-room/draw"))).select("a[download]"))
                .isEmpty();
    }

    @Test
    void receiptAndProofAreKeptAsTheServiceGivesThem() throws Exception {
        SERVICES.answer("GET " + PATH + "/entry", 200, entry("waiting", "3", "1", room("open", DRAW)));
        SERVICES.answer("GET " + PATH + "/entry/proof", 200, "{\"entry\": \"my-entry\", \"path\": [\"aa\"]}");

        MockHttpServletResponse receipt = perform(signedIn(get("/events/e1/waiting-room/receipt.json")));
        assertThat(receipt.getHeader("Content-Disposition")).isEqualTo("attachment; filename=\"receipt.json\"");
        assertThat(receipt.getContentAsString()).contains("\"receipt\":null", "\"publicKey\":\"dd\"");
        assertThat(perform(signedIn(get("/events/e1/waiting-room/proof.json"))).getContentAsString())
                .isEqualTo("{\"entry\":\"my-entry\",\"path\":[\"aa\"]}");
        assertThat(perform(get("/events/e1/waiting-room/receipt.json")).getRedirectedUrl())
                .startsWith("/signin?return=");
    }

    @Test
    void whoWaitedInARoomThatIsRemovedChoosesOnTheEventsPage() throws Exception {
        SERVICES.answer("GET /api/events/e1", 200, FakeServices.event("e1", "Rush", "available", 9));
        SERVICES.problem("POST " + PATH + "/entries", 404, "not-found");

        assertThat(perform(signedIn(get("/events/e1/waiting-room?t_floor=2"))).getRedirectedUrl())
                .isEqualTo("/events/e1?t_floor=2");
        assertThat(perform(get("/events/e1/waiting-room/draw")).getRedirectedUrl())
                .isEqualTo("/events/e1");
        assertThat(perform(post("/events/e1/waiting-room?t_floor=2")
                                .param("name", "")
                                .param("email", "x"))
                        .getRedirectedUrl())
                .isEqualTo("/events/e1?t_floor=2");
        assertThat(SERVICES.asked("GET", PATH)).isEmpty();
        assertThat(perform(signedIn(post("/events/e1/waiting-room?t_floor=2"))).getRedirectedUrl())
                .isEqualTo("/events/e1/waiting-room?t_floor=2");
    }

    @Test
    void whoEntersSolvesAPuzzleWhereTheEventAsks() throws Exception {
        asksForProofOfWork(", \"waitingRoom\": {\"opensAt\": \"2030-11-01T10:00:00Z\", \"admitPerMinute\": null}");
        assertThat(html(get("/events/e1")).select("[data-puzzle], [name=solution]"))
                .isEmpty();

        Element form = html(get("/events/e1/waiting-room")).selectFirst("[data-puzzle]");
        assertThat(form.attr("data-puzzle")).isEqualTo("/api/orders/events/e1/puzzle");
        assertThat(form.selectFirst("[name=solution]").val()).isEmpty();
        assertThat(form.select("noscript").text()).contains("JavaScript");

        SERVICES.problem("POST " + PATH + "/entries", 428, "proof-expired");
        MockHttpServletResponse refused =
                perform(signedIn(post("/events/e1/waiting-room")).param("solution", "YWJj"));
        assertThat(SERVICES.asked("POST", PATH + "/entries").getFirst().header("Puzzle-solution"))
                .isEqualTo("YWJj");
        assertThat(refused.getStatus()).isEqualTo(428);
        Document page = Jsoup.parse(refused.getContentAsString());
        assertThat(page.selectFirst("#problems").text()).contains("a moment of work by your browser");
        assertThat(page.select("[data-puzzle][data-proving]")).hasSize(1);
    }

    @Test
    void whoOrdersSolvesAPuzzleWhereTheEventAsks() throws Exception {
        asksForProofOfWork("");
        Document page = html(get("/events/e1"));
        assertThat(page.select("form[data-puzzle=/api/orders/events/e1/puzzle] [name=solution]"))
                .hasSize(1);
        assertThat(page.select("form noscript").text()).contains("JavaScript");
        assertThat(page.select("[data-proving]")).isEmpty();

        SERVICES.answer("POST /api/orders", 201, FakeServices.order("o1", "AWAITING_PAYMENT", Duration.ofMinutes(9)));
        String solution = "YWJj+/==";
        perform(signedIn(post("/events/e1/order")).param("t_floor", "2").param("solution", solution));
        perform(signedIn(post("/events/e1/order")).param("t_floor", "2").param("solution", "no\r\nsolution"));
        assertThat(SERVICES.asked("POST", "/api/orders"))
                .extracting(asked -> asked.header("Puzzle-solution"))
                .containsExactly(solution, null);
    }

    /** Also where only the load asks, of which the page knew nothing. */
    @Test
    void aFormWithoutASolutionIsKeptAndGoesOnByItselfOnce() throws Exception {
        SERVICES.answer("GET /api/events/e1", 200, FakeServices.event("e1", "Rush", "available", 9));
        assertThat(html(get("/events/e1")).select("[data-puzzle], [name=solution]"))
                .isEmpty();
        SERVICES.problem("POST /api/orders", 428, "proof-required");

        MockHttpServletResponse refused =
                perform(signedIn(post("/events/e1/order")).param("t_floor", "2"));

        assertThat(refused.getStatus()).isEqualTo(428);
        Document page = Jsoup.parse(refused.getContentAsString());
        assertThat(page.selectFirst("[name=t_floor]").val()).isEqualTo("2");
        assertThat(page.select("form[data-puzzle][data-proving] [name=solution]"))
                .hasSize(1);
        assertThat(page.select("script[src*=puzzle]")).hasSize(1);
        MockHttpServletResponse again =
                perform(signedIn(post("/events/e1/order")).param("t_floor", "2").param("proved", "yes"));
        page = Jsoup.parse(again.getContentAsString());
        assertThat(page.select("[data-puzzle]")).hasSize(1);
        assertThat(page.select("[data-proving]")).isEmpty();
    }

    private static void asksForProofOfWork(String more) {
        String event = FakeServices.event("e1", "Rush", "available", 9);
        SERVICES.answer(
                "GET /api/events/e1",
                200,
                event.substring(0, event.lastIndexOf('}')) + ", \"proofOfWork\": true" + more + "}");
    }

    private static String entry(String status, String place, String before, String room) {
        String pass = status.equals("admitted") ? "{\"until\": \"2030-11-01T10:20:00Z\", \"signed\": null}" : "null";
        return """
                {"status": "%s", "id": "my-entry", "number": 3, "place": %s, "before": %s,
                 "estimate": {"atLeast": 300, "atMost": 600}, "receipt": null, "pass": %s, "room": %s}""".formatted(status, place, before, pass, room);
    }

    private static String room(String status, String draw) {
        return """
                {"eventId": "e1", "status": "%s", "opensAt": "2030-11-01T10:00:00Z", "entries": 1204, "admitted": 505,
                 "holdersAtOnce": 500, "admitPerMinute": null, "tiers": [{"id": "floor", "available": 7, "held": 2}],
                 "commitment": "aa", "publicKey": "dd", "draw": %s, "serverNow": "2026-11-01T10:05:00Z"}""".formatted(status, draw);
    }

    private Document html(MockHttpServletRequestBuilder request) throws Exception {
        MockHttpServletResponse response = perform(request);
        assertThat(response.getStatus()).isEqualTo(200);
        return Jsoup.parse(response.getContentAsString());
    }
}
