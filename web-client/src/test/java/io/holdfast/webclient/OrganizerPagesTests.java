package io.holdfast.webclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.multipart;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import jakarta.servlet.http.Cookie;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockMultipartFile;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;

/** The list of an organizer's events, and the page of one: figures, chart, picture, pausing, cancelling. */
class OrganizerPagesTests extends OrganizerPagesFixture {

    @Test
    void listShowsTheSalesOfEachEventAndTellsWhenTheyAreUnavailable() throws Exception {
        SERVICES.answer("GET /api/events/mine", 200, """
            {"items": [%s, %s, %s], "nextCursor": "c2"}\
            """.formatted(
                        FakeServices.own("e3", "Draft", "draft", 1),
                        FakeServices.own("e2", "Gone", "cancelled", 2),
                        FakeServices.own("e1", "Gala", "published", 4)));
        SERVICES.down("GET /api/orders/events/e2/sales");
        Document page = html(perform(signedIn(get("/organizer"))));
        assertThat(page.select("main > .own-events .own-name").eachText()).containsExactlyInAnyOrder("Draft", "Gala");
        assertThat(page.select("details .own-name").eachText()).containsExactly("Gone");
        assertThat(page.select(".own-event.draft .status").text()).isEqualTo("Draft");
        assertThat(page.select(".own-event.open .numbers dd").eachText()).containsExactly("42", "2", "78", "€1,820.00");
        assertThat(page.select(".own-event.cancelled .numbers-away")).hasSize(1);
        assertThat(page.selectFirst(".note.warn").text()).startsWith("Sales figures are away");
        assertThat(page.selectFirst("a[rel=next]").attr("href")).isEqualTo("/organizer?cursor=c2");
    }

    @Test
    void eventPageHasFiguresAndAChartWithATable() throws Exception {
        Document page = html(perform(signedIn(get("/organizer/events/e1"))));
        assertThat(page.select(".tile dd").eachText()).containsExactly("€1,820.00", "€91.00", "42", "2", "78");
        assertThat(page.select(".tier-figures h3").eachText()).containsExactly("Floor", "Stalls");
        assertThat(page.select(".chart path[d^=M0]")).hasSize(2);
        assertThat(page.select(".chart-plot text").eachText()).containsExactly("10", "20", "30", "40");
        assertThat(page.select(".chart-times text").eachText()).containsExactly("1 Nov", "5 Nov", "10 Nov");
        assertThat(page.select(".chart details:not([open]) > summary").text()).isEqualTo("The numbers by time");
        assertThat(page.select(".chart tbody tr")).hasSize(5);
        assertThat(page.select(".chart tbody tr").last().select("td").eachText())
                .containsExactly("18", "42", "€1,820.00");
        assertThat(page.select("[style], script:not([src]), [onclick]")).isEmpty();
        assertThat(page.selectFirst("a[download]").attr("href"))
                .isEqualTo("/api/orders/events/e1/orders.csv?headings=words");
        assertThat(page.selectFirst("[data-fresh]").attr("hx-get")).isEqualTo("/organizer/events/e1/figures");
        Document fragment = html(perform(signedIn(get("/organizer/events/e1/figures"))));
        assertThat(fragment.select(".tile")).hasSize(5);
        assertThat(fragment.select("header, .sold-order")).isEmpty();
    }

    @Test
    void theChartMarksWhatHappenedWhen() throws Exception {
        assertThat(html(perform(signedIn(get("/organizer/events/e1")))).select(".chart-marks, .chart-mark"))
                .as("without the record")
                .isEmpty();
        SERVICES.answer("GET /api/events/e1/record", 200, """
            {"nextCursor": null, "items": [
              %s, %s, %s, %s, %s,
              {"id": "r1", "at": "2026-11-01T10:00:00Z", "kind": "event-created", "role": "OWNER",
               "details": {"status": "PUBLISHED"}}]}\
            """.formatted(
                        edited("2026-11-09T10:00:00Z", "\"prices\": \"true\""),
                        edited("2026-11-08T10:00:00Z", "\"paused\": \"true\""),
                        edited("2026-11-06T10:10:00Z", "\"paused\": \"true\""),
                        edited("2026-11-06T10:00:00Z", ""),
                        edited("2026-10-06T10:00:00Z", "")));

        Document page = html(perform(signedIn(get("/organizer/events/e1/figures"))));
        assertThat(page.select(".chart-plot .chart-mark text").eachText()).containsExactly("1", "2", "3", "4");
        assertThat(page.select(".chart-marks > li").stream()
                        .map(mark -> mark.select("span").eachText())
                        .toList())
                .isEqualTo(List.of(
                        List.of("Published"),
                        List.of("Event changed", "Sales paused"),
                        List.of("Event changed"),
                        List.of("Prices changed", "Sales went on")));
        assertThat(page.select(".chart-marks time").first().attr("datetime")).isEqualTo("2026-11-01T10:00:00Z");
    }

    @Test
    void theChartMarksWhenBuyersWereToldOfChanges() throws Exception {
        SERVICES.answer(
                "GET /api/orders/events/e1/sales",
                200,
                FakeServices.sales("e1")
                        .replaceFirst("\\{", "{\"buyersTold\": [\"2026-11-03T10:00:00Z\", \"2026-11-08T12:00:00Z\"],"));
        SERVICES.answer("GET /api/events/e1/record", 200, """
            {"nextCursor": null, "items": [%s]}""".formatted(edited("2026-11-06T10:00:00Z", "")));

        Document page = html(perform(signedIn(get("/organizer/events/e1/figures"))));

        assertThat(page.select(".chart-marks span").eachText())
                .containsExactly("Buyers were told what changed", "Event changed", "Buyers were told what changed");
    }

    private static String edited(String at, String details) {
        return """
            {"id": "%s", "at": "%s", "kind": "event-edited", "role": "OWNER", "details": {%s}}""".formatted(at, at, details);
    }

    @Test
    void eventPageIsShownWithoutFiguresWhileOrdersServiceIsAway() throws Exception {
        SERVICES.down("GET /api/orders/events/e1/sales");
        SERVICES.down("GET /api/orders/events/e1");
        MockHttpServletResponse response = perform(signedIn(get("/organizer/events/e1")));
        assertThat(response.getStatus()).isEqualTo(200);
        Document page = html(response);
        assertThat(page.selectFirst("h1").text()).isEqualTo("Gala");
        assertThat(page.select(".note.warn[role=status]")).hasSize(2);
        assertThat(page.select("button[value=pause]")).hasSize(1);
        assertThat(perform(signedIn(get("/organizer/events/e1/figures"))).getStatus())
                .as("an open page keeps the figures that it has")
                .isEqualTo(503);
    }

    @Test
    void eventUnknownToOrdersServiceHasNoSales() throws Exception {
        SERVICES.problem("GET /api/orders/events/e1/sales", 404, "not-found");
        SERVICES.problem("GET /api/orders/events/e1", 404, "not-found");
        Document page = html(perform(signedIn(get("/organizer/events/e1"))));
        assertThat(page.select(".tile dd").eachText()).containsExactly("€0.00", "€0.00", "0", "0", "122");
        assertThat(page.select(".orders-none")).hasSize(1);
    }

    @Test
    void eventOfAnotherOrganizerIsNotFoundAndVisitorsSignInFirst() throws Exception {
        SERVICES.answer("GET /api/events/e2", 200, FakeServices.event("e2", "Requiem", "low", 9));
        for (String path : new String[] {
            "",
            "/edit",
            "/cancel",
            "/figures",
            "/cancel/progress",
            "/orders",
            "/orders/o1",
            "/orders/o1/panel",
            "/orders/o1/refund"
        }) {
            assertThat(perform(signedIn(get("/organizer/events/e2" + path))).getStatus())
                    .as(path)
                    .isEqualTo(404);
            assertThat(perform(get("/organizer/events/e1" + path)).getRedirectedUrl())
                    .as(path)
                    .startsWith("/signin?return=%2Forganizer%2Fevents%2Fe1");
        }
        for (String path : new String[] {"/edit", "/cancel", "/sale", "/orders/o1/refund"}) {
            assertThat(perform(signedIn(post("/organizer/events/e2" + path)).param("sure", "yes"))
                            .getStatus())
                    .as(path)
                    .isEqualTo(404);
        }
        assertThat(SERVICES.asked("POST", "/api/events/e2/cancel")).isEmpty();
        assertThat(perform(get("/organizer")).getRedirectedUrl()).isEqualTo("/signin?return=%2Forganizer");
    }

    /** The sign-in page in the place of a part would be a page within a page. */
    @Test
    void aPageThatStaysOpenIsLoadedAgainWhenItsSessionHasEnded() throws Exception {
        SERVICES.answer("GET /api/users/currentuser", 200, "{\"currentUser\": null}");
        for (String part : List.of("/figures", "/orders", "/door", "/cancel/progress", "/orders/o1/panel")) {
            MockHttpServletResponse answer =
                    perform(signedIn(get("/organizer/events/e1" + part)).header("HX-Request", "true"));
            assertThat(answer.getStatus()).as(part).isEqualTo(401);
            assertThat(answer.getHeader("HX-Refresh")).as(part).isEqualTo("true");
            assertThat(answer.getContentAsString()).as(part).isEmpty();
        }
    }

    @Test
    void afterSigningInThePageOfTheFormIsShown() throws Exception {
        SERVICES.answer("GET /api/users/currentuser", 200, "{\"currentUser\": null}");
        String page = "/organizer/events/e1/orders/o1/refund";
        MockHttpServletRequestBuilder sent = signedIn(refund("review"))
                .header("Referer", "https://tickets.example.org" + page + "?part=part&amount=20");
        assertThat(perform(sent).getRedirectedUrl())
                .isEqualTo(
                        "/signin?return=%2Forganizer%2Fevents%2Fe1%2Forders%2Fo1%2Frefund%3Fpart%3Dpart%26amount%3D20");
        assertThat(perform(signedIn(refund("review")).header("Referer", "https://evil.example//evil.example/"))
                        .getRedirectedUrl())
                .isEqualTo("/signin?return=%2F");
        assertThat(perform(signedIn(refund("review"))).getRedirectedUrl()).isEqualTo("/signin?return=%2F");
    }

    @Test
    void pausingChangesNothingElseAndIsRetriedAfterAConflict() throws Exception {
        SERVICES.answerFirst("PUT /api/events/e1", 409, """
            {"status": 409, "code": "version-conflict", "detail": "x"}\
            """);
        SERVICES.answer("PUT /api/events/e1", 200, FakeServices.own("e1", "Gala", "published", 5));
        MockHttpServletResponse response =
                perform(signedIn(post("/organizer/events/e1/sale")).param("action", "pause"));
        assertThat(response.getRedirectedUrl()).isEqualTo("/organizer/events/e1?paused");
        List<FakeServices.Asked> asked = SERVICES.asked("PUT", "/api/events/e1");
        assertThat(asked).hasSize(2);
        assertThat(asked.getLast().body())
                .contains("\"salesPaused\":true", "\"somethingNew\":\"kept\"", "\"version\":4", "\"accessible\":[1]");
    }

    @Test
    void whatIsRefusedLeadsBackToItsPage() throws Exception {
        SERVICES.problem("PUT /api/events/e1", 409, "not-editable");
        MockHttpServletRequestBuilder pause =
                signedIn(post("/organizer/events/e1/sale")).param("action", "pause");
        Document refused =
                html(perform(pause.header("Referer", "https://tickets.example.org/organizer/events/e1?saved")));
        assertThat(refused.selectFirst(".lead").text()).isEqualTo("Said no.");
        assertThat(refused.select(".actions a").eachAttr("href")).containsExactly("/organizer/events/e1?saved", "/");

        Document unknown =
                html(perform(signedIn(post("/organizer/events/e1/sale")).param("action", "pause")));
        assertThat(unknown.select(".actions a").eachAttr("href")).containsExactly("/");

        SERVICES.down("PUT /api/events/e1");
        Document down = html(perform(signedIn(post("/organizer/events/e1/sale"))
                .param("action", "pause")
                .header("Referer", "https://tickets.example.org/organizer/events/e1")));
        assertThat(down.select(".actions a").eachAttr("href")).containsExactly("/organizer/events/e1", "/orders");
    }

    @Test
    void anUploadedPictureBecomesThePictureOfTheEvent() throws Exception {
        SERVICES.answer("POST /api/events/pictures", 201, "{\"url\": \"/api/events/pictures/p1\"}");
        SERVICES.answer("PUT /api/events/e1", 200, FakeServices.own("e1", "Gala", "published", 5));
        Document page = html(perform(signedIn(get("/organizer/events/e1/picture"))));
        assertThat(page.select("form[enctype=multipart/form-data] input[type=file][name=picture]"))
                .hasSize(1);
        MockHttpServletResponse response = upload("image/png");
        assertThat(response.getRedirectedUrl()).isEqualTo("/organizer/events/e1?saved");
        assertThat(SERVICES.asked("POST", "/api/events/pictures").getFirst().body())
                .isEqualTo("pixels");
        assertThat(SERVICES.asked("PUT", "/api/events/e1").getFirst().body())
                .contains("\"imageUrl\":\"/api/events/pictures/p1\"", "\"somethingNew\":\"kept\"", "\"version\":4");
    }

    @Test
    void whatIsNoPictureIsExplained() throws Exception {
        SERVICES.problem("POST /api/events/pictures", 415, "no-picture");
        MockHttpServletResponse response = upload("image/svg+xml");
        assertThat(response.getStatus()).isEqualTo(415);
        assertThat(html(response).selectFirst("[role=alert]").text()).contains("no picture that can be read");
        assertThat(SERVICES.asked("PUT", "/api/events/e1")).isEmpty();
    }

    /** Pages load pictures from this site only, wherever an organizer says that they are. */
    @Test
    void foreignPicturesAreNotLoaded() throws Exception {
        String foreign = FakeServices.own("e1", "Gala", "published", 4)
                .replace("\"imageUrl\": null", "\"imageUrl\": \"https://tracker.example/a.png\"");
        SERVICES.answer("GET /api/events/e1", 200, foreign);
        assertThat(html(perform(get("/events/e1"))).select("img").eachAttr("src"))
                .isNotEmpty()
                .noneMatch(address -> address.contains("tracker"));
        SERVICES.answer(
                "GET /api/events/e1",
                200,
                foreign.replace("\"imageUrl\"", "\"picture\": \"/api/events/pictures/p1\", \"imageUrl\""));
        assertThat(html(perform(get("/events/e1"))).select("img").eachAttr("src"))
                .contains("/api/events/pictures/p1")
                .noneMatch(address -> address.contains("tracker"));
    }

    private MockHttpServletResponse upload(String type) throws Exception {
        return send(multipart("/organizer/events/e1/picture")
                .file(new MockMultipartFile("picture", "a", type, "pixels".getBytes(StandardCharsets.UTF_8)))
                .cookie(new Cookie("holdfast_session", FakeServices.TOKEN)));
    }

    @Test
    void pausedSaleIsShownAndCanBeResumed() throws Exception {
        SERVICES.answer(
                "GET /api/events/e1",
                200,
                FakeServices.own("e1", "Gala", "published", 4)
                        .replace("\"salesPaused\": false", "\"salesPaused\": true"));
        Document page = html(perform(signedIn(get("/organizer/events/e1?paused"))));
        assertThat(page.selectFirst(".own-head .status").text()).isEqualTo("Sales paused");
        assertThat(page.select("button[value=resume]")).hasSize(1);
        assertThat(page.selectFirst(".note.ok").text()).startsWith("Sales are paused.");
    }

    @Test
    void anOrganizerIsToldWhyThePictureIsNotShown() throws Exception {
        SERVICES.answer(
                "GET /api/events/e1",
                200,
                FakeServices.own("e1", "Requiem", "published", 1)
                        .replace(
                                "\"imageUrl\": null",
                                "\"imageUrl\": \"https://example.org\", \"pictureProblem\": \"no-picture\""));
        Element told = html(perform(signedIn(get("/organizer/events/e1")))).selectFirst(".note.warn");
        assertThat(told.text()).contains("is no JPEG, PNG or GIF");
        assertThat(told.select("a").attr("href")).isEqualTo("/organizer/events/e1/picture");
    }

    @Test
    void cancellingShowsItsEffectAndNeedsConfirmation() throws Exception {
        Document page = html(perform(signedIn(get("/organizer/events/e1/cancel"))));
        assertThat(page.select(".decide-facts dd").eachText()).containsExactly("€1,729.00", "20", "42", "3");
        MockHttpServletResponse careless = perform(signedIn(post("/organizer/events/e1/cancel")));
        assertThat(careless.getStatus()).isEqualTo(400);
        assertThat(html(careless).select("#problems a[href=#sure], #sure[aria-invalid=true]"))
                .hasSize(2);
        assertThat(SERVICES.asked("POST", "/api/events/e1/cancel")).isEmpty();

        SERVICES.answer("POST /api/events/e1/cancel", 200, FakeServices.own("e1", "Gala", "cancelled", 5));
        MockHttpServletResponse meant =
                perform(signedIn(post("/organizer/events/e1/cancel")).param("sure", "yes"));
        assertThat(meant.getRedirectedUrl()).isEqualTo("/organizer/events/e1/cancel");
        assertThat(SERVICES.asked("POST", "/api/events/e1/cancel")).hasSize(1);
    }

    @Test
    void endedEventCannotBeCancelled() throws Exception {
        SERVICES.problem("POST /api/events/e1/cancel", 409, "not-cancellable");
        MockHttpServletResponse response =
                perform(signedIn(post("/organizer/events/e1/cancel")).param("sure", "yes"));
        assertThat(response.getStatus()).isEqualTo(409);
        assertThat(html(response).selectFirst("#problems").text()).startsWith("This event is over");
    }

    @Test
    void progressIsShownUntilAllMoneyIsBack() throws Exception {
        SERVICES.answer("GET /api/events/e1", 200, FakeServices.own("e1", "Gala", "cancelled", 5));
        SERVICES.answer(
                "GET /api/orders/events/e1/cancellation", 200, FakeServices.cancellation("running", 3, 8, 2, 12));
        Document running = html(perform(signedIn(get("/organizer/events/e1/cancel"))));
        assertThat(running.selectFirst("#orders-bar").attr("value")).isEqualTo("11");
        assertThat(running.selectFirst("#orders-bar").attr("max")).isEqualTo("23");
        assertThat(running.select("[data-fresh], head noscript")).hasSize(2);
        assertThat(running.select("[data-settled]")).isEmpty();

        SERVICES.answer("GET /api/orders/events/e1/cancellation", 200, FakeServices.cancellation("done", 3, 20, 19, 0));
        Document waiting = html(perform(signedIn(get("/organizer/events/e1/cancel/progress"))));
        assertThat(waiting.select("[data-settled], h1")).isEmpty();

        SERVICES.answer("GET /api/orders/events/e1/cancellation", 200, FakeServices.cancellation("done", 3, 20, 20, 0));
        Document settled = html(perform(signedIn(get("/organizer/events/e1/cancel"))));
        assertThat(settled.select("[data-settled]")).hasSize(1);
        assertThat(settled.select("[data-fresh], head meta[http-equiv=refresh]"))
                .isEmpty();
        assertThat(settled.selectFirst("[role=status]").text()).contains("all the money is back");
    }

    @Test
    void anOrganizerReadsWhyTheEventWasTakenDown() throws Exception {
        assertThat(html(perform(signedIn(get("/organizer/events/e1")))).select("#taken-down"))
                .isEmpty();
        SERVICES.answer(
                "GET /api/events/e1",
                200,
                FakeServices.own("e1", "Gala", "published", 4).replace("\"somethingNew\"", """
                        "listed": false, "takenDown": {"at": "2026-11-02T10:00:00Z", "reason": "Fraud"}, "somethingNew\""""));
        assertThat(html(perform(signedIn(get("/organizer/events/e1"))))
                        .select("#taken-down p")
                        .eachText())
                .hasSize(2)
                .last()
                .isEqualTo("Reason: Fraud");
    }

    @Test
    void aPageOfAnEventThatIsNotTheVisitorsSaysWhatIsMissing() throws Exception {
        SERVICES.problem("GET /api/events/e1", 404, "not-found");
        for (String path : List.of("", "/payout", "/door", "/activity")) {
            MockHttpServletResponse response = perform(signedIn(get("/organizer/events/e1" + path)));
            assertThat(response.getStatus()).as(path).isEqualTo(404);
            Document page = html(response);
            assertThat(page.selectFirst(".error .lead").text())
                    .as(path)
                    .isEqualTo(
                            "There is no such event, or it belongs to another account. Sign in with the account that created it.");
            assertThat(page.select(".error a.button[href=/organizer]")).hasSize(1);
        }
    }
}
