package io.holdfast.webclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.multipart;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import jakarta.servlet.http.Cookie;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jsoup.Connection;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.FormElement;
import org.jsoup.select.Elements;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.core.io.ClassPathResource;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockMultipartFile;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;

/** The organizer's pages as HTML, with services that answer as the contract defines. */
@SpringBootTest(properties = "spring.config.name=web-client")
@AutoConfigureMockMvc
class OrganizerPagesTests {

    private static final FakeServices SERVICES = new FakeServices();

    private static final String ORDER = "/api/orders/events/e1/orders/o1";

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
        SERVICES.answer("GET /api/events/e1", 200, FakeServices.own("e1", "Gala", "published", 4));
        SERVICES.answer("GET /api/orders/events/e1/sales", 200, FakeServices.sales("e1"));
        SERVICES.answer("GET /api/orders/events/e1", 200, orders("COMPLETED", 0));
        SERVICES.answer("GET " + ORDER, 200, order(FakeServices.soldOrder("o1", "Grace", "COMPLETED", 0)));
        SERVICES.answer("GET /api/orders/events/e1/cancellation", 200, FakeServices.cancellation("none", 0, 0, 0, 0));
    }

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
        return mvc.perform(multipart("/organizer/events/e1/picture")
                        .file(new MockMultipartFile("picture", "a", type, "pixels".getBytes(StandardCharsets.UTF_8)))
                        .cookie(new Cookie("holdfast_session", FakeServices.TOKEN)))
                .andReturn()
                .getResponse();
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
    void ordersAreFilteredAndPagedAndOnlyPaidOnesCanBeRefunded() throws Exception {
        SERVICES.answer("GET /api/orders/events/e1", 200, """
            {"items": [%s, %s, %s], "nextCursor": "n&1"}\
            """.formatted(
                        FakeServices.soldOrder("o1", "<Grace>", "COMPLETED", 2000),
                        FakeServices.soldOrder("o2", "Alan", "AWAITING_PAYMENT", 0),
                        FakeServices.soldOrder("o3", "Edsger", "REFUNDED", 9100)));
        Document page = html(perform(signedIn(get("/organizer/events/e1?cursor=c1"))));
        assertThat(page.select(".sold-who strong").eachText()).containsExactly("<Grace>", "Alan", "Edsger");
        assertThat(page.select(".sold-order").first().text()).contains("2 × Floor", "A-3, A-4", "€20.00 refunded");
        assertThat(page.select(".sold-refund").eachAttr("href"))
                .containsExactly("/organizer/events/e1/orders/o1/refund");
        assertThat(page.selectFirst(".own-orders a[rel=next]").attr("href"))
                .isEqualTo("/organizer/events/e1?status=&q=&cursor=n%261#orders");
        Document paid = html(perform(signedIn(get("/organizer/events/e1?status=REFUNDED&cursor=c1"))));
        assertThat(paid.selectFirst("#status option[selected]").val()).isEqualTo("REFUNDED");
        assertThat(SERVICES.asked("GET", "/api/orders/events/e1")).hasSize(2);
    }

    @Test
    void ordersAreFoundByWhatIsTypedAndTheListStaysFresh() throws Exception {
        SERVICES.answer(
                "GET /api/orders/events/e1", 200, """
                    {"items": [%s], "nextCursor": null}\
                    """.formatted(FakeServices.soldOrder("o1", "Grace", "COMPLETED", 0)
                        .replace("\"refunded\"", "\"number\": \"7K3M-Q2XD\", \"refunded\"")));
        Document page = html(perform(signedIn(get("/organizer/events/e1").param("q", " gräce & co "))));
        assertThat(page.selectFirst("input[name=q]").val()).isEqualTo("gräce & co");
        assertThat(page.select(".sold-who").text()).contains("Order 7K3M-Q2XD");
        assertThat(page.selectFirst(".sold-who a").attr("href")).isEqualTo("/organizer/events/e1/orders/o1");
        String fresh = page.selectFirst("[hx-get*=/orders]").attr("hx-get");
        assertThat(fresh).startsWith("/organizer/events/e1/orders?").contains("q=gr%C3%A4ce%20%26%20co");
        Document part = html(perform(signedIn(get("/organizer/events/e1/orders").param("q", "grace"))));
        assertThat(part.select(".sold-order")).hasSize(1);
        assertThat(part.select("h1, form")).isEmpty();
        SERVICES.answer("GET /api/orders/events/e1", 200, "{\"items\": [], \"nextCursor\": null}");
        assertThat(html(perform(signedIn(get("/organizer/events/e1").param("q", "x"))))
                        .select(".orders-none")
                        .text())
                .isEqualTo("There are no orders like that.");
        SERVICES.down("GET /api/orders/events/e1");
        assertThat(perform(signedIn(get("/organizer/events/e1/orders"))).getStatus())
                .as("an open page keeps the orders that it shows")
                .isEqualTo(503);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "COMPLETED |    0 |                                             | Charged",
                "COMPLETED | 2000 |                                             | Charged, and a part of it refunded",
                "REFUNDED  | 9100 |                                             | Charged, and all of it refunded",
                "REFUNDED  | 9100 | \"refundFailed\": 3000,                      | Charged; a refund failed",
                "REFUNDED  | 9100 | \"dispute\": {\"status\": \"OPEN\", \"amount\": 9100}, | Charged; disputed, and not decided yet",
                "COMPLETED |    0 | \"dispute\": {\"status\": \"LOST\", \"amount\": 9100}, | Charged; disputed, and lost",
                "COMPLETED |    0 | \"dispute\": {\"status\": \"WON\", \"amount\": 9100}, | Charged"
            })
    void theOrdersPageTellsWhatBecameOfThePayment(String status, long refunded, @Nullable String more, String payment)
            throws Exception {
        String sold = FakeServices.soldOrder("o1", "Grace", status, refunded)
                .replace("\"refunded\":", (more == null ? "" : more) + " \"refunded\":");
        SERVICES.answer("GET " + ORDER, 200, order(sold));
        assertThat(html(perform(signedIn(get("/organizer/events/e1/orders/o1"))))
                        .select("dt:contains(Payment) + dd")
                        .text())
                .isEqualTo(payment);
    }

    @Test
    void anOrderHasAPageOfItsOwn() throws Exception {
        SERVICES.answer("GET " + ORDER, 200, order(withTickets()));
        Document page = html(perform(signedIn(get("/organizer/events/e1/orders/o1"))));
        assertThat(page.selectFirst("h1").text()).isEqualTo("Order o1");
        assertThat(page.select("dd").eachText()).contains("Grace", "€91.00", "Charged");
        assertThat(page.select("#of-tickets + ul li").eachText())
                .containsExactly(
                        "Floor, A-3 Not inside yet", "Floor, A-4 Inside since Thu, 5 Dec 2030, 20:02 Madrid time");
        assertThat(page.select("#of-refunds + ul li").eachText())
                .satisfiesExactly(
                        refund -> assertThat(refund).startsWith("€5.00").endsWith("by you"),
                        refund -> assertThat(refund).startsWith("€1.00").endsWith("for the rain"));
        assertThat(page.select(".history li").eachText())
                .satisfiesExactly(
                        step -> assertThat(step).endsWith("Held"),
                        step -> assertThat(step).endsWith("Paid"));
        assertThat(page.select("a[href=/organizer/events/e1/orders/o1/refund]")).hasSize(1);
        assertThat(page.select("[style], script:not([src]), [onclick]")).isEmpty();
        Document panel = html(perform(signedIn(get("/organizer/events/e1/orders/o1/panel"))));
        assertThat(panel.select("h1")).isEmpty();
        assertThat(panel.select("#of-history")).hasSize(1);
        assertThat(perform(signedIn(get("/organizer/events/e1/orders/o2"))).getStatus())
                .isEqualTo(404);
    }

    @Test
    void anOrganizerSeesWhoseMailsComeBack() throws Exception {
        String bounced = FakeServices.soldOrder("o1", "Grace", "COMPLETED", 0)
                .replace("\"refunded\": 0", "\"refunded\": 0, \"mailBouncedAt\": \"2026-11-24T10:00:00Z\"");
        String reached = FakeServices.soldOrder("o2", "Alan", "COMPLETED", 0);
        SERVICES.answer(
                "GET /api/orders/events/e1",
                200,
                "{\"items\": [%s, %s], \"nextCursor\": null}".formatted(bounced, reached));
        Elements who = html(perform(signedIn(get("/organizer/events/e1")))).select(".sold-who");
        assertThat(who.get(0).text()).contains("Mails do not reach this buyer", "24 Nov 2026");
        assertThat(who.get(1).text()).doesNotContain("Mails do not reach");
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
    void anEventThatHasBegunCanBeEditedUntilItEnds() throws Exception {
        String begun = FakeServices.own("e1", "Biennale", "published", 1)
                .replace("2030-12-05T19:00:00Z", "2020-12-05T19:00:00Z");
        SERVICES.answer("GET /api/events/e1", 200, begun);
        assertThat(html(perform(signedIn(get("/organizer/events/e1")))).select("a[href=/organizer/events/e1/edit]"))
                .hasSize(1);
        assertThat(html(perform(signedIn(get("/organizer/events/e1/edit")))).select("#f-returnUntil"))
                .hasSize(1);
    }

    @Test
    void ordersTellWhichRefundsFailedAndWhatIsDisputed() throws Exception {
        String failed = FakeServices.soldOrder("o1", "Grace", "REFUNDED", 9100)
                .replace("\"refunded\": 9100", "\"refunded\": 9100, \"refundFailed\": 3000");
        String disputed = FakeServices.soldOrder("o2", "Alan", "COMPLETED", 0)
                .replace(
                        "\"refunded\": 0",
                        "\"refunded\": 0, \"dispute\": {\"status\": \"OPEN\", \"amount\": 9100, \"reason\": null}");
        String stopped = disputed.replace("\"OPEN\"", "\"LOST\"")
                .replace("\"refunded\": 0", "\"refunded\": 0, \"ticketsStopped\": true");
        String good = FakeServices.soldOrder("o3", "Edsger", "REFUNDED", 9100);
        SERVICES.answer("GET /api/orders/events/e1", 200, """
            {"items": [%s, %s, %s, %s], "nextCursor": null}\
            """.formatted(failed, disputed, stopped, good));
        Elements sums = html(perform(signedIn(get("/organizer/events/e1")))).select(".sold-sum");
        assertThat(sums.eachText())
                .containsExactly(
                        "€91.00 €91.00 refunded €30.00 could not be given back to the buyer",
                        "€91.00 €91.00 disputed: the bank has taken it back for now",
                        "€91.00 €91.00 disputed and lost: the buyer has it back. The door refuses the tickets, as you chose for this event.",
                        "€91.00 €91.00 refunded");
    }

    @Test
    void refundIsChosenThenConfirmedAndSentWithOneKey() throws Exception {
        SERVICES.answer("POST /api/orders/o1/refund", 200, FakeServices.order("o1", "COMPLETED", Duration.ZERO));
        Document chosen =
                html(perform(signedIn(refund("review")).param("part", "part").param("amount", "20,50")));
        assertThat(chosen.selectFirst("h1").text()).isEqualTo("Refund €20.50?");
        assertThat(chosen.text()).contains("The tickets stay valid");
        // Without the query of this page, since the form has a field for the list.
        assertThat(chosen.select("form[method=post]").eachAttr("action"))
                .contains("/organizer/events/e1/orders/o1/refund");
        assertThat(SERVICES.asked("POST", "/api/orders/o1/refund")).isEmpty();
        String key = chosen.selectFirst("input[name=key]").val();
        for (int press = 0; press < 2; press++) {
            MockHttpServletResponse done = perform(signedIn(refund("refund"))
                    .param("part", "part")
                    .param("amount", "20,50")
                    .param("reason", "rain")
                    .param("key", key));
            assertThat(done.getRedirectedUrl()).isEqualTo("/organizer/events/e1?refunded#orders");
        }
        List<FakeServices.Asked> asked = SERVICES.asked("POST", "/api/orders/o1/refund");
        assertThat(asked.getFirst().body()).isEqualTo("{\"amount\":2050,\"reason\":\"rain\"}");
        assertThat(asked.getFirst().header("Idempotency-key"))
                .startsWith(key)
                .isEqualTo(asked.getLast().header("Idempotency-key"));
    }

    @Test
    void whoRefundsADisputedPaymentIsToldThatItWaits() throws Exception {
        SERVICES.answer("POST /api/orders/o1/refund", 200, FakeServices.order("o1", "REFUNDED", Duration.ZERO));
        assertThat(html(perform(signedIn(refund("review")))).select(".note.warn"))
                .isEmpty();
        String disputed = FakeServices.soldOrder("o1", "Grace", "COMPLETED", 0)
                .replace(
                        "\"refunded\": 0",
                        "\"refunded\": 0, \"dispute\": {\"status\": \"OPEN\", \"amount\": 9100, \"reason\": null}");
        SERVICES.answer("GET " + ORDER, 200, order(disputed));
        Document chosen = html(perform(signedIn(get("/organizer/events/e1/orders/o1/refund"))));
        Document reviewed = html(perform(signedIn(refund("review"))));
        for (Document page : List.of(chosen, reviewed)) {
            assertThat(page.selectFirst(".note.warn").text()).contains("waits until the bank has decided");
        }
        MockHttpServletResponse done = perform(signedIn(refund("refund"))
                .param("key", reviewed.selectFirst("input[name=key]").val()));
        assertThat(done.getRedirectedUrl()).isEqualTo("/organizer/events/e1?waits#orders");
        Document event = html(perform(signedIn(get("/organizer/events/e1")).param("waits", "")));
        assertThat(event.select(".note[role=status]").eachText())
                .anyMatch(text -> text.contains("the money goes back once the bank has decided"))
                .noneMatch(text -> text.contains("on its way"));
    }

    @Test
    void fullRefundIsSentWithoutAnAmount() throws Exception {
        SERVICES.answer("GET " + ORDER, 200, order(FakeServices.soldOrder("o1", "Grace", "COMPLETED", 2000)));
        SERVICES.answer("POST /api/orders/o1/refund", 200, FakeServices.order("o1", "REFUNDED", Duration.ZERO));
        Document chosen = html(perform(signedIn(refund("review")).param("part", "all")));
        assertThat(chosen.selectFirst("h1").text()).isEqualTo("Refund €71.00?");
        perform(signedIn(refund("refund")).param("part", "all").param("key", "0123456789"));
        assertThat(SERVICES.asked("POST", "/api/orders/o1/refund").getFirst().body())
                .isEqualTo("{}");
    }

    @Test
    void refundOfTooMuchOrNothingIsRefusedAtTheField() throws Exception {
        for (String amount : new String[] {"lots", "0", "-1", ""}) {
            MockHttpServletResponse response =
                    perform(signedIn(refund("review")).param("part", "part").param("amount", amount));
            assertThat(response.getStatus()).as(amount).isEqualTo(400);
            assertThat(html(response).selectFirst("#amount-problem").text()).startsWith("Enter an amount");
        }
        MockHttpServletResponse response =
                perform(signedIn(refund("review")).param("part", "part").param("amount", "91.01"));
        assertThat(html(response).selectFirst("#amount-problem").text()).contains("At most €91.00");
        assertThat(html(response).selectFirst("#amount").val()).isEqualTo("91.01");

        SERVICES.problem("POST /api/orders/o1/refund", 409, "not-refundable");
        SERVICES.answerFirst("GET " + ORDER, 200, order(FakeServices.soldOrder("o1", "Grace", "COMPLETED", 0)));
        SERVICES.answer("GET " + ORDER, 200, order(FakeServices.soldOrder("o1", "Grace", "SOLD_BACK", 9100)));
        MockHttpServletResponse late =
                perform(signedIn(refund("refund")).param("part", "all").param("key", "0123456789"));
        assertThat(late.getStatus()).isEqualTo(409);
        assertThat(html(late).selectFirst("#problems").text()).isEqualTo("There is nothing left to refund here.");
    }

    @Test
    void certainTicketsAreRefundedForWhatTheyCost() throws Exception {
        SERVICES.answer("GET " + ORDER, 200, order(withTickets()));
        SERVICES.answer("POST /api/orders/o1/refund", 200, FakeServices.order("o1", "COMPLETED", Duration.ZERO));
        Document page = html(perform(signedIn(get("/organizer/events/e1/orders/o1/refund"))));
        assertThat(page.select("input[name=tickets]").eachAttr("value")).containsExactly("t1", "t2");
        assertThat(page.selectFirst("label[for=ticket-1]").text()).isEqualTo("Floor, A-4: €45.50 (already let in)");

        Document confirm =
                html(perform(signedIn(refund("review")).param("part", "tickets").param("tickets", "t1")));
        assertThat(confirm.selectFirst("h1").text()).isEqualTo("Refund €45.50?");
        assertThat(confirm.text()).contains("This ticket becomes void", "Floor, A-3");
        perform(signedIn(refund("refund"))
                .param("part", "tickets")
                .param("tickets", "t1")
                .param("key", "0123456789"));
        perform(signedIn(refund("refund"))
                .param("part", "tickets")
                .param("tickets", "t1")
                .param("amount", "20")
                .param("key", "0123456789"));

        assertThat(SERVICES.asked("POST", "/api/orders/o1/refund"))
                .extracting(FakeServices.Asked::body)
                .containsExactly("{\"tickets\":[\"t1\"]}", "{\"amount\":2000,\"tickets\":[\"t1\"]}");
    }

    @Test
    void theTicketsThatWereConfirmedAreSentAlsoOnceTheyHaveEnded() throws Exception {
        SERVICES.answer("GET " + ORDER, 200, order(withTickets().replace("\"t1\"", "\"t3\"")));
        SERVICES.down("POST /api/orders/o1/refund");
        MockHttpServletRequestBuilder confirmed = refund("refund")
                .param("part", "tickets")
                .param("tickets", "t1")
                .param("tickets", "t2")
                .param("confirmed", "9100")
                .param("key", "0123456789");
        Document unsure = html(perform(signedIn(confirmed)));
        assertThat(unsure.select("input[type=hidden][name=tickets]").eachAttr("value"))
                .containsExactly("t1", "t2");
        assertThat(unsure.selectFirst("h1").text()).isEqualTo("Refund €91.00?");
        assertThat(unsure.text()).contains("These 2 tickets become void");

        SERVICES.problem("POST /api/orders/o1/refund", 400, "invalid-request");
        MockHttpServletResponse ended = perform(signedIn(confirmed));
        assertThat(ended.getStatus()).isEqualTo(400);
        assertThat(html(ended).selectFirst("#tickets-problem").text())
                .isEqualTo("A ticket that you chose has been given back meanwhile. Choose again.");

        SERVICES.answer("POST /api/orders/o1/refund", 200, FakeServices.order("o1", "COMPLETED", Duration.ZERO));
        assertThat(perform(signedIn(confirmed)).getRedirectedUrl()).isEqualTo("/organizer/events/e1?refunded#orders");
        assertThat(SERVICES.asked("POST", "/api/orders/o1/refund"))
                .extracting(FakeServices.Asked::body)
                .containsOnly("{\"tickets\":[\"t1\",\"t2\"]}");
        assertThat(SERVICES.asked("POST", "/api/orders/o1/refund"))
                .extracting(asked -> asked.header("Idempotency-key"))
                .doesNotContainNull()
                .matches(keys -> keys.stream().distinct().count() == 1);
    }

    @Test
    void aRefundOfNoTicketOrOfAnUnclearAmountIsAskedAbout() throws Exception {
        SERVICES.answer("GET " + ORDER, 200, order(withTickets()));
        Document none = html(perform(signedIn(refund("review")).param("part", "tickets")));
        assertThat(none.selectFirst("fieldset [role=alert]").text()).isEqualTo("Choose at least one ticket.");
        assertThat(none.selectFirst("fieldset").attr("aria-describedby"))
                .isEqualTo(none.selectFirst("fieldset [role=alert]").id());
        assertThat(none.selectFirst("#amount").hasAttr("aria-invalid")).isFalse();
        assertThat(html(perform(signedIn(refund("review")).param("part", "part").param("amount", "1.000")))
                        .selectFirst("#amount-problem")
                        .text())
                .isEqualTo("1.000 can mean €1.00 or €1,000.00. Write 1.00 or 1000.00.");
    }

    private static String withTickets() {
        return FakeServices.soldOrder("o1", "Grace", "COMPLETED", 0).replace("\"createdAt\"", """
            "tickets": [
              {"id": "t1", "tierId": "floor", "tier": "Floor", "seat": "A-3", "admitted": false},
              {"id": "t2", "tierId": "floor", "tier": "Floor", "seat": "A-4", "admitted": true,
               "admittedAt": "2030-12-05T19:02:00Z"}],
            "createdAt\"\
            """);
    }

    @Test
    void aPartIsRefundedOnTheViewOfWhatWasLeftOnly() throws Exception {
        Document chosen =
                html(perform(signedIn(refund("review")).param("part", "part").param("amount", "71")));
        assertThat(chosen.text()).contains("The tickets stay valid");
        assertThat(chosen.selectFirst("input[name=left]").val()).isEqualTo("9100");

        SERVICES.answer("GET " + ORDER, 200, order(FakeServices.soldOrder("o1", "Grace", "COMPLETED", 2000)));
        SERVICES.problem("POST /api/orders/o1/refund", 409, "not-refundable");
        MockHttpServletResponse late = perform(signedIn(refund("refund"))
                .param("part", "part")
                .param("amount", "71")
                .param("left", "9100")
                .param("key", "0123456789"));
        assertThat(late.getStatus()).isEqualTo(409);
        assertThat(html(late).selectFirst("#amount-problem").text())
                .isEqualTo("Something was paid back meanwhile: €71.00 is left now. Choose again.");
        assertThat(SERVICES.asked("POST", "/api/orders/o1/refund").getFirst().body())
                .isEqualTo("{\"amount\":7100,\"left\":9100}");
    }

    @Test
    void freeTicketsAreTakenBack() throws Exception {
        String free = withTickets().replace("9100", "0").replace("4550", "0");
        SERVICES.answer("GET /api/orders/events/e1", 200, "{\"items\": [" + free + "], \"nextCursor\": null}");
        SERVICES.answer("GET " + ORDER, 200, order(free));
        SERVICES.answer("POST /api/orders/o1/refund", 200, FakeServices.order("o1", "COMPLETED", Duration.ZERO));
        Element link = html(perform(signedIn(get("/organizer/events/e1")))).selectFirst(".sold-refund");
        assertThat(link.text()).isEqualTo("Take back");
        assertThat(link.attr("aria-label")).isEqualTo("Take back the tickets of Grace");
        Document page = html(perform(signedIn(get("/organizer/events/e1/orders/o1/refund"))));
        assertThat(page.select("input[name=part]").eachAttr("value")).containsExactly("all", "tickets");
        assertThat(page.select("#amount")).isEmpty();
        assertThat(html(perform(signedIn(refund("review")).param("part", "tickets")))
                        .selectFirst("#tickets-problem")
                        .text())
                .isEqualTo("Choose at least one ticket.");

        Document confirm =
                html(perform(signedIn(refund("review")).param("part", "tickets").param("tickets", "t1")));
        assertThat(confirm.selectFirst("h1").text()).isEqualTo("Take the tickets back?");
        assertThat(confirm.selectFirst("button[value=refund]").text()).isEqualTo("Take back");
        MockHttpServletResponse done = perform(signedIn(refund("refund"))
                .param("part", "tickets")
                .param("tickets", "t1")
                .param("key", "0123456789"));
        assertThat(done.getRedirectedUrl()).isEqualTo("/organizer/events/e1?taken#orders");
        perform(signedIn(refund("refund")).param("part", "all").param("key", "0123456789"));
        assertThat(SERVICES.asked("POST", "/api/orders/o1/refund"))
                .extracting(FakeServices.Asked::body)
                .containsExactly("{\"tickets\":[\"t1\"]}", "{}");
    }

    @Test
    void refundWithoutAnswerKeepsItsKey() throws Exception {
        SERVICES.down("POST /api/orders/o1/refund");
        MockHttpServletResponse response =
                perform(signedIn(refund("refund")).param("part", "all").param("key", "0123456789"));
        assertThat(response.getStatus()).isEqualTo(503);
        assertThat(html(response).selectFirst("input[name=key]").val()).isEqualTo("0123456789");
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
    void editFormShowsTheEventAsItIs() throws Exception {
        Document page = html(perform(signedIn(get("/organizer/events/e1/edit"))));
        assertThat(page.selectFirst("input[name=version]").val()).isEqualTo("4");
        assertThat(page.select(".back > bdi"))
                .as("the arrow stands where lines of the page begin, whatever script the name is in")
                .hasSize(1);
        assertThat(page.select(".back[dir]")).isEmpty();
        assertThat(page.selectFirst("#f-startsAt").val()).isEqualTo("2030-12-05T20:00");
        assertThat(page.selectFirst("select[name=category] option[selected]").val())
                .isEqualTo("Chamber music");
        assertThat(page.selectFirst("#f-tiers-0-price").val()).isEqualTo("45.50");
        assertThat(page.selectFirst("#f-tiers-1-capacity").val()).isEmpty();
        assertThat(page.selectFirst("#f-tiers-1-seating").wholeText())
                .isEqualTo("A: 1-12 gap 5,6 aisle 4 accessible 1 companion 2\nB: 1-12");
        assertThat(page.selectFirst("#sketch-1 figcaption").text())
                .isEqualTo("22 seats in 2 rows, 1 accessible, 1 companion");
        assertThat(page.select("input[name=sellBack.allowed][checked]")).hasSize(1);
        assertThat(page.selectFirst("#f-sellBack-minutesBefore").val()).isEqualTo("60");
        assertThat(page.select("[style], script:not([src])")).isEmpty();
    }

    @Test
    void numbersArePastedAsTheirMessagesWriteThem() throws Exception {
        Document page = html(perform(signedIn(get("/organizer/events/e1/edit"))));
        for (String field : new String[] {"capacity", "maxPerOrder", "maxPerBuyer"}) {
            assertThat(Integer.parseInt(page.selectFirst("#f-tiers-0-" + field).attr("maxlength")))
                    .as(field)
                    .isGreaterThanOrEqualTo("1,000,000".length());
        }

        SERVICES.answer("PUT /api/events/e1", 200, FakeServices.own("e1", "Gala", "published", 5));
        perform(asShown("e1", "tiers[0].capacity", "1,000,000", "tiers[0].maxPerOrder", "٨"));

        assertThat(SERVICES.asked("PUT", "/api/events/e1").getFirst().body())
                .contains("\"capacity\":1000000,\"maxPerOrder\":8");
    }

    @Test
    void eventSavedUnchangedSendsTheSameFields() throws Exception {
        SERVICES.answer("PUT /api/events/e1", 200, FakeServices.own("e1", "Gala", "published", 5));
        MockHttpServletResponse response = perform(asShown("e1"));
        assertThat(response.getRedirectedUrl()).isEqualTo("/organizer/events/e1?saved");
        assertThat(SERVICES.asked("PUT", "/api/events/e1").getFirst().body())
                .contains(
                        "\"version\":4",
                        "\"status\":\"published\"",
                        "\"startsAt\":\"2030-12-05T19:00:00Z\"",
                        "\"category\":\"Chamber music\"",
                        "\"maxPerBuyer\":8",
                        "\"sellBack\":{\"allowed\":true,\"minutesBefore\":60}",
                        "\"salesPaused\":false",
                        "\"lostDisputesStopTickets\":true",
                        "\"proofOfWork\":true",
                        "{\"id\":\"floor\",\"name\":\"Floor\",\"price\":4550,\"capacity\":100,\"maxPerOrder\":6}",
                        "{\"id\":\"stalls\",\"name\":\"Stalls\",\"price\":2500,\"seating\":{\"rows\":["
                                + "{\"label\":\"A\",\"seats\":12,\"gaps\":[5,6],\"aisles\":[4],\"accessible\":[1],\"companion\":[2]},"
                                + "{\"label\":\"B\",\"seats\":12}]},\"maxPerBuyer\":4}");
    }

    /** Otherwise it would stay behind when the start is moved. */
    @Test
    void anEndThatWasNotChosenIsLeftEmpty() throws Exception {
        assertThat(html(perform(signedIn(get("/organizer/events/e1/edit"))))
                        .selectFirst("#f-endsAt")
                        .val())
                .isEmpty();
        SERVICES.answer("PUT /api/events/e1", 200, FakeServices.own("e1", "Gala", "published", 5));
        perform(asShown("e1", "startsAt", "2030-12-08T20:00"));
        assertThat(SERVICES.asked("PUT", "/api/events/e1").getFirst().body())
                .contains("\"startsAt\":\"2030-12-08T19:00:00Z\"")
                .doesNotContain("endsAt");

        SERVICES.answer(
                "GET /api/events/e1",
                200,
                FakeServices.own("e1", "Gala", "published", 4)
                        .replace("T22:00:00Z\", \"usualEnd\": true", "T21:30:00Z\""));
        assertThat(html(perform(signedIn(get("/organizer/events/e1/edit"))))
                        .selectFirst("#f-endsAt")
                        .val())
                .isEqualTo("2030-12-05T22:30");
    }

    /** What the service writes in place of a name is no name that anybody typed. */
    @Test
    void aVenueThatIsNotAnnouncedIsLeftEmpty() throws Exception {
        String unnamed = FakeServices.own("e1", "Gala", "published", 4)
                .replace("\"Teatro Real\"", "\"To be announced\", \"toBeAnnounced\": true");
        SERVICES.answer("GET /api/events/e1", 200, unnamed);
        SERVICES.answer("PUT /api/events/e1", 200, unnamed);
        assertThat(html(perform(signedIn(get("/organizer/events/e1/edit"))))
                        .selectFirst("[name=venue.name]")
                        .val())
                .isEmpty();
        perform(asShown("e1"));
        assertThat(SERVICES.asked("PUT", "/api/events/e1").getFirst().body())
                .contains("\"venue\":{\"address\":\"Plaza 1\"");
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
    void whatWasPromisedOrHasPassedStaysWhenTheZoneIsCorrected() throws Exception {
        String moved = FakeServices.own("e1", "Gala", "published", 4).replace("\"somethingNew\"", """
                        "returnUntil": "2030-12-01T19:00:00Z", "waitingRoom": {"opensAt": "2020-11-01T10:00:00Z"}, "somethingNew\"""");
        SERVICES.answer("GET /api/events/e1", 200, moved);
        SERVICES.answer("PUT /api/events/e1", 200, moved);
        perform(asShown("e1", "timezone", "Atlantic/Canary"));
        assertThat(SERVICES.asked("PUT", "/api/events/e1").getLast().body())
                .contains(
                        "\"startsAt\":\"2030-12-05T20:00:00Z\"",
                        "\"returnUntil\":\"2030-12-01T19:00:00Z\"",
                        "\"opensAt\":\"2020-11-01T10:00:00Z\"");

        SERVICES.answer("GET /api/events/e1", 200, moved.replace("2020-11-01T10", "2030-11-01T10"));
        perform(asShown("e1", "timezone", "Atlantic/Canary"));
        assertThat(SERVICES.asked("PUT", "/api/events/e1").getLast().body())
                .contains("\"opensAt\":\"2030-11-01T11:00:00Z\"");
    }

    @Test
    void theSelectsNameWhatIsWrongWithThem() throws Exception {
        SERVICES.answer("PUT /api/events/e1", 400, """
                {"status": 400, "code": "validation-failed", "detail": "Some fields are wrong.", "errors": [
                  {"field": "timezone", "message": "is no zone"}, {"field": "currency", "message": "is no currency"},
                  {"field": "language", "message": "is no language"}]}""");
        Document refused = html(perform(asShown("e1")));
        for (String field : List.of("timezone", "currency", "language")) {
            Element select = refused.selectFirst("#f-" + field);
            assertThat(select.attr("aria-invalid")).as(field).isEqualTo("true");
            assertThat(refused.getElementById(select.attr("aria-describedby")).text())
                    .isEqualTo("is no " + (field.equals("timezone") ? "zone" : field));
        }
        Document right = html(perform(signedIn(get("/organizer/events/e1/edit"))));
        assertThat(right.select("select[aria-invalid]")).isEmpty();
        assertThat(right.selectFirst("#f-timezone").attr("aria-describedby")).isEqualTo("f-timezone-hint");
        assertThat(right.selectFirst("#f-currency").hasAttr("aria-describedby")).isFalse();
    }

    @Test
    void textsInFurtherLanguagesAreShownInTheFormAndSent() throws Exception {
        String translated = FakeServices.own("e1", "Gala", "published", 4)
                .replace("\"name\": \"Floor\"", "\"name\": \"Floor\", \"names\": {\"de\": \"Parkett\"}")
                .replace("\"somethingNew\"", """
                        "language": "en", "translations": {"de": {"name": "Galaabend", "description": "Einlass um sieben."}}, "somethingNew\"""");
        SERVICES.answer("GET /api/events/e1", 200, translated);
        Document page = html(perform(signedIn(get("/organizer/events/e1/edit"))));
        assertThat(page.selectFirst("#f-language option[selected]").val()).isEqualTo("en");
        assertThat(page.select("#f-translations details[open]").eachAttr("id")).containsExactly("f-translations-de");
        assertThat(page.selectFirst("#f-translations-de-name").val()).isEqualTo("Galaabend");
        assertThat(page.selectFirst("#f-translations-de-description").attr("lang"))
                .isEqualTo("de");
        assertThat(page.select("label[for=f-tiers-1-names-ja]").text()).contains("Stalls");
        assertThat(page.selectFirst("#f-tiers-0-names-de").val()).isEqualTo("Parkett");

        SERVICES.answer("PUT /api/events/e1", 200, translated);
        perform(asShown("e1", "translations[ja].name", "ガラの夜"));
        assertThat(SERVICES.asked("PUT", "/api/events/e1").getLast().body())
                .contains(
                        "\"language\":\"en\"",
                        "\"translations\":{\"de\":{\"name\":\"Galaabend\",\"description\":\"Einlass um sieben.\"},"
                                + "\"ja\":{\"name\":\"ガラの夜\"}}",
                        "\"names\":{\"de\":\"Parkett\"}");
        perform(asShown(
                "e1", "translations[de].name", "", "translations[de].description", "", "tiers[0].names[de]", ""));
        assertThat(SERVICES.asked("PUT", "/api/events/e1").getLast().body())
                .contains("\"translations\":{}", "\"names\":{}");

        SERVICES.answer("PUT /api/events/e1", 400, """
                {"status": 400, "code": "validation-failed", "detail": "Some fields are wrong.", "errors": [
                  {"field": "translations.de.name", "message": "is too long"}, {"field": "tiers[1].names.ja", "message": "is odd"},
                  {"field": "translations", "message": "is too much"}]}""");
        Document refused = html(perform(asShown("e1")));
        assertThat(refused.select("#problems a").eachAttr("href"))
                .containsExactlyInAnyOrder("#f-translations-de-name", "#f-tiers-1-names-ja", "#f-translations");
        assertThat(refused.select("#problems a").eachText())
                .contains("Deutsch, Name: is too long", "Stalls, 日本語, Kind of ticket: is odd");
        assertThat(refused.selectFirst("#f-translations-de-name").attr("aria-invalid"))
                .isEqualTo("true");
    }

    /** The page has a section for each language, and the style leaves out that of the texts themselves as long as it is folded. */
    @Test
    void theLanguageOfAnEventsOwnTextsIsNoFurtherOne() throws Exception {
        Document page = html(perform(signedIn(get("/events/new"))));
        List<String> languages = page.select("#f-language option").eachAttr("value").stream()
                .filter(tag -> !tag.isEmpty())
                .toList();
        String style = new ClassPathResource("webclient/static/assets/holdfast.css")
                .getContentAsString(StandardCharsets.UTF_8);

        assertThat(languages).hasSize(6).allSatisfy(tag -> {
            assertThat(page.selectFirst("details#f-translations-" + tag)).isNotNull();
            assertThat(style)
                    .contains("#f-translations:has([value=\"%s\"]:checked) #f-translations-%s:not([open])"
                            .formatted(tag, tag));
        });
    }

    @Test
    void untouchedTimesStayExact() throws Exception {
        // 2:30 on the day that summer time ends: the second time it is 2:30, and half a minute.
        SERVICES.answer(
                "GET /api/events/e1",
                200,
                FakeServices.own("e1", "Gala", "published", 4).replace("2030-12-05T19:00:00Z", "2030-10-27T01:30:30Z"));
        SERVICES.answer("PUT /api/events/e1", 200, FakeServices.own("e1", "Gala", "published", 5));
        MockHttpServletRequestBuilder form = asShown("e1");
        perform(form);
        assertThat(SERVICES.asked("PUT", "/api/events/e1").getFirst().body())
                .contains("\"startsAt\":\"2030-10-27T01:30:30Z\"");
    }

    @Test
    void editsAreKeptWhenTheSessionEnded() throws Exception {
        SERVICES.answer("GET /api/events/e1", 200, FakeServices.own("e1", "Gala", "draft", 4));
        MockHttpServletRequestBuilder form = asShown("e1", "name", "Gala night");
        SERVICES.answer("GET /api/users/currentuser", 200, "{\"currentUser\": null}");
        SERVICES.problem("GET /api/events/e1", 404, "not-found");
        MockHttpServletResponse ended = perform(form);
        assertThat(ended.getStatus()).isEqualTo(401);
        Document page = html(ended);
        assertThat(page.select("#signed-out a[href=/signin][target=_blank]")).hasSize(1);
        assertThat(page.selectFirst("#f-name").val()).isEqualTo("Gala night");
        assertThat(page.selectFirst("input[name=version]").val()).isEqualTo("4");
        assertThat(page.selectFirst("form.create").attr("action")).isEqualTo("/organizer/events/e1/edit");
        assertThat(page.select(".create-go button[value=publish]")).hasSize(1);

        SERVICES.reset();
        SERVICES.answer("GET /api/events/e1", 200, FakeServices.own("e1", "Gala", "published", 4));
        SERVICES.problem("PUT /api/events/e1", 401, "unauthenticated");
        MockHttpServletResponse refused = perform(asShown("e1", "name", "Gala night"));
        assertThat(refused.getStatus()).isEqualTo(401);
        assertThat(html(refused).selectFirst("#f-name").val()).isEqualTo("Gala night");
    }

    @Test
    void editsAreKeptWhileEventsServiceIsAway() throws Exception {
        MockHttpServletRequestBuilder form = asShown("e1", "name", "Gala night");
        SERVICES.down("GET /api/events/e1");
        MockHttpServletResponse unreachable = perform(form);
        SERVICES.problem("GET /api/events/e1", 503, "unavailable");
        for (MockHttpServletResponse response : List.of(unreachable, perform(form))) {
            assertThat(response.getStatus()).isEqualTo(503);
            Document page = html(response);
            assertThat(page.selectFirst("#happened").text()).contains("not saved", "still here");
            assertThat(page.selectFirst("#f-name").val()).isEqualTo("Gala night");
            assertThat(page.selectFirst("#f-tiers-0-price").val()).isEqualTo("45.50");
            assertThat(page.selectFirst("input[name=version]").val()).isEqualTo("4");
        }
        assertThat(SERVICES.asked("PUT", "/api/events/e1")).isEmpty();
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

    @Test
    void editsAreKeptAfterSigningInWithAnotherAccount() throws Exception {
        MockHttpServletRequestBuilder form = asShown("e1", "name", "Gala night");
        SERVICES.answer("GET /api/users/currentuser", 200, """
            {"currentUser": {"id": "u9", "email": "bob@example.com", "name": "Bob"}}\
            """);
        MockHttpServletResponse published = perform(form);
        // A draft does not exist for other accounts.
        SERVICES.problem("GET /api/events/e1", 404, "not-found");
        for (MockHttpServletResponse response : List.of(published, perform(form))) {
            assertThat(response.getStatus()).isEqualTo(404);
            Document page = html(response);
            assertThat(page.selectFirst("#happened").text())
                    .contains("not saved", "signed in as Bob", "another account");
            assertThat(page.select("#happened a[href=/signin][target=_blank]")).hasSize(1);
            assertThat(page.selectFirst("#f-name").val()).isEqualTo("Gala night");
        }
        assertThat(SERVICES.asked("PUT", "/api/events/e1")).isEmpty();
    }

    @Test
    void untouchedPictureOverHttpIsKept() throws Exception {
        SERVICES.answer(
                "GET /api/events/e1",
                200,
                FakeServices.own("e1", "Gala", "published", 4)
                        .replace("\"imageUrl\": null", "\"imageUrl\": \"http://example.com/a.png\""));
        SERVICES.answer("PUT /api/events/e1", 200, FakeServices.own("e1", "Gala", "published", 5));
        assertThat(perform(asShown("e1", "name", "Gala night")).getRedirectedUrl())
                .isEqualTo("/organizer/events/e1?saved");
        assertThat(SERVICES.asked("PUT", "/api/events/e1").getFirst().body())
                .contains("\"imageUrl\":\"http://example.com/a.png\"");
        Document changed = html(perform(asShown("e1", "imageUrl", "http://example.com/b.png")));
        assertThat(changed.selectFirst("#f-imageUrl-problem").text()).contains("https://");
        assertThat(SERVICES.asked("PUT", "/api/events/e1")).hasSize(1);
    }

    @Test
    void versionConflictShowsBothVersionsAndKeepsTheForm() throws Exception {
        SERVICES.problem("PUT /api/events/e1", 409, "version-conflict");
        MockHttpServletRequestBuilder mine = asShown("e1");
        String newer = FakeServices.own("e1", "Gala night", "published", 6)
                .replace("\"price\": 4550", "\"price\": 5000")
                .replace("\"tiers\": [", """
                    "tiers": [{"id": "late", "name": "Latecomers", "price": 1000, "capacity": 10},\
                    """);
        SERVICES.answerFirst("GET /api/events/e1", 200, FakeServices.own("e1", "Gala", "published", 4));
        SERVICES.answer("GET /api/events/e1", 200, newer);
        MockHttpServletResponse response = perform(mine);
        assertThat(response.getStatus()).isEqualTo(409);
        Document page = html(response);
        assertThat(page.select(".difference h3").eachText()).containsExactly("Name", "Floor: Price");
        assertThat(page.select(".difference").first().select("dd").eachText()).containsExactly("Gala night", "Gala");
        assertThat(page.select(".difference").last().select("dd").eachText()).containsExactly("50.00", "45.50");
        assertThat(page.selectFirst("#conflict").text()).contains("taken into your form: Latecomers");
        assertThat(page.selectFirst("#f-name").val()).isEqualTo("Gala");
        assertThat(page.select("input[name$=.id]").eachAttr("value")).containsExactly("floor", "stalls", "late");
        assertThat(page.selectFirst("input[name=version]").val()).isEqualTo("6");
        assertThat(page.selectFirst(".create-go button").text()).isEqualTo("Save mine over it");
    }

    @Test
    void saveWhoseAnswerWasLostIsRecognised() throws Exception {
        SERVICES.answer("PUT /api/events/e1", 503, "{\"status\": 503, \"code\": \"unavailable\", \"detail\": \"x\"}");
        MockHttpServletResponse unsure = perform(asShown("e1"));
        assertThat(unsure.getStatus()).isEqualTo(503);
        assertThat(html(unsure).select("#happened")).hasSize(1);
        assertThat(html(unsure).selectFirst("input[name=version]").val()).isEqualTo("4");

        SERVICES.problem("PUT /api/events/e1", 409, "version-conflict");
        MockHttpServletRequestBuilder again = asShown("e1");
        SERVICES.answer("GET /api/events/e1", 200, FakeServices.own("e1", "Gala", "published", 5));
        assertThat(perform(again).getRedirectedUrl()).isEqualTo("/organizer/events/e1?saved");
    }

    @Test
    void capacityBelowSoldIsExplainedAtTheField() throws Exception {
        SERVICES.answer("PUT /api/events/e1", 409, """
            {"status": 409, "code": "capacity-below-sold", "detail": "x",
             "errors": [{"field": "tiers[0].capacity", "message": "m", "tierId": "floor", "floor": 40},
                        {"field": "tiers[1].capacity", "message": "m", "tierId": "stalls", "floor": 4, "seats": ["B-7", "B-8"]},
                        {"field": "tiers", "message": "m", "tierId": "gone", "floor": 3}]}\
            """);
        MockHttpServletResponse response = perform(asShown("e1"));
        assertThat(response.getStatus()).isEqualTo(409);
        Document page = html(response);
        assertThat(page.selectFirst("#f-tiers-0-capacity-problem").text()).startsWith("40 are sold or held already.");
        assertThat(page.selectFirst("#f-tiers-1-seating-problem").text()).contains("B-7, B-8");
        assertThat(page.selectFirst("#f-tiers").text()).contains("3 sold or held");
        assertThat(page.select("#problems a").eachAttr("href"))
                .containsExactly("#f-tiers-0-capacity", "#f-tiers-1-seating", "#f-tiers");
    }

    @Test
    void seatingPlanErrorNamesTheLine() throws Exception {
        Document page = html(perform(asShown("e1", "tiers[1].seating", "A: 12\nB: 12 sofa 4")));
        assertThat(page.selectFirst("#f-tiers-1-seating-problem").text())
                .isEqualTo("Line 2: “sofa” is not understood.");
        assertThat(page.selectFirst("#f-tiers-1-seating").wholeText()).isEqualTo("A: 12\nB: 12 sofa 4");
        assertThat(SERVICES.asked("PUT", "/api/events/e1")).isEmpty();
    }

    @Test
    void rowsThatLookAlikeStayIfTheyWereStored() throws Exception {
        SERVICES.answer(
                "GET /api/events/e1",
                200,
                FakeServices.own("e1", "Gala", "published", 4).replace("{\"label\": \"B\",", "{\"label\": \"a\","));
        SERVICES.answer("PUT /api/events/e1", 200, FakeServices.own("e1", "Gala", "published", 5));
        String changed = "A: 1-12\na: 1-13";
        for (String action : new String[] {"save", "plan"}) {
            MockHttpServletResponse response = perform(asShown("e1", "tiers[1].seating", changed, "action", action));
            assertThat(response.getContentAsString()).as(action).doesNotContain("looks like another row");
        }
        assertThat(SERVICES.asked("PUT", "/api/events/e1").getFirst().body())
                .contains("{\"label\":\"A\",\"seats\":12},{\"label\":\"a\",\"seats\":13}");
        Document drawn = html(perform(signedIn(post("/events/new/seats"))
                .param("plan", "0")
                .param("tiers[0].id", "stalls")
                .param("tiers[0].seating", changed)));
        assertThat(drawn.selectFirst("#sketch-0 figcaption").text()).isEqualTo("25 seats in 2 rows");
        assertThat(drawn.select(".problem")).isEmpty();

        Document page = html(perform(asShown("e1", "tiers[1].seating", "Ａ: 4\n" + changed)));
        assertThat(page.selectFirst("#f-tiers-1-seating-problem").text()).startsWith("Line 1: row Ａ looks like");
        Document fresh = html(
                perform(signedIn(post("/events/new/seats")).param("plan", "0").param("tiers[0].seating", changed)));
        assertThat(fresh.selectFirst(".problem").text()).startsWith("Line 2: row a looks like");
    }

    @Test
    void sectionsAreShownSavedAndTheirProblemsNamed() throws Exception {
        SERVICES.answer(
                "GET /api/events/e1",
                200,
                FakeServices.own("e1", "Gala", "published", 4)
                        .replace("{\"label\": \"B\",", "{\"section\": \"Balcony\", \"label\": \"A\","));
        SERVICES.answer("PUT /api/events/e1", 200, FakeServices.own("e1", "Gala", "published", 5));
        Document form = html(perform(signedIn(get("/organizer/events/e1/edit"))));
        assertThat(form.selectFirst("#f-tiers-1-seating").wholeText())
                .isEqualTo("A: 1-12 gap 5,6 aisle 4 accessible 1 companion 2\n[Balcony]\nA: 1-12");
        assertThat(form.select("#sketch-1 .section").eachText()).containsExactly("Balcony");

        perform(asShown("e1", "tiers[1].seating", "A: 12\n[Balcony]\nA: 4\nB: 4"));
        assertThat(SERVICES.asked("PUT", "/api/events/e1").getFirst().body())
                .contains("\"seating\":{\"rows\":[{\"label\":\"A\",\"seats\":12},"
                        + "{\"section\":\"Balcony\",\"label\":\"A\",\"seats\":4},"
                        + "{\"section\":\"Balcony\",\"label\":\"B\",\"seats\":4}]}");

        Document twice = html(perform(asShown("e1", "tiers[1].seating", "[Box]\nA: 12\n[Left]\nA: 4\n[Box]\nB: 4")));
        assertThat(twice.selectFirst("#f-tiers-1-seating-problem").text())
                .isEqualTo("Line 5: there is a section Box already. Write its rows together.");
        assertThat(twice.selectFirst("#f-tiers-1-seating").wholeText())
                .isEqualTo("[Box]\nA: 12\n[Left]\nA: 4\n[Box]\nB: 4");
    }

    @Test
    void seatsAreDrawnWhileTheyAreTyped() throws Exception {
        MockHttpServletRequestBuilder typed = signedIn(post("/events/new/seats"))
                .param("plan", "0")
                .param("tiers[0].name", "Stalls")
                .param("tiers[0].seating", "A-C: 10 aisle 5\nD: nonsense");
        Document fragment = html(perform(typed));
        assertThat(fragment.selectFirst("#sketch-0 figcaption").text()).isEqualTo("30 seats in 3 rows");
        assertThat(fragment.selectFirst(".problem").text()).startsWith("Line 2:");
        assertThat(fragment.select(".sketch-map text").eachText()).containsExactly("A", "B", "C");
    }

    @Test
    void draftIsSavedAndPublishedLater() throws Exception {
        SERVICES.answer("POST /api/events/new", 201, FakeServices.own("e9", "Gala", "draft", 1));
        MockHttpServletResponse created = perform(signedIn(post("/events/new"))
                .param("name", "Gala")
                .param("description", "A night.")
                .param("startsAt", "2030-07-01T20:00")
                .param("timezone", "Europe/Madrid")
                .param("currency", "EUR")
                .param("tiers[0].name", "Stalls")
                .param("tiers[0].price", "25")
                .param("tiers[0].seating", "A: 4")
                .param("action", "draft"));
        assertThat(created.getRedirectedUrl()).isEqualTo("/organizer/events/e9?saved");
        assertThat(SERVICES.asked("POST", "/api/events/new").getFirst().body())
                .contains("\"status\":\"draft\"", "\"seating\":{\"rows\":[{\"label\":\"A\",\"seats\":4}]}")
                .contains("\"sellBack\":{\"allowed\":false}")
                .doesNotContain("capacity");

        SERVICES.answer("GET /api/events/e9", 200, FakeServices.own("e9", "Gala", "draft", 1));
        SERVICES.answer("PUT /api/events/e9", 200, FakeServices.own("e9", "Gala", "published", 2));
        MockHttpServletResponse published = perform(asShown("e9", "action", "publish"));
        assertThat(published.getRedirectedUrl()).isEqualTo("/organizer/events/e9?published");
        assertThat(SERVICES.asked("PUT", "/api/events/e9").getFirst().body()).contains("\"status\":\"published\"");
    }

    @Test
    void endedEventCannotBeEdited() throws Exception {
        SERVICES.answer("GET /api/events/e1", 200, FakeServices.own("e1", "Gala", "cancelled", 5));
        assertThat(perform(signedIn(get("/organizer/events/e1/edit"))).getRedirectedUrl())
                .isEqualTo("/organizer/events/e1");
        assertThat(html(perform(signedIn(get("/organizer/events/e1")))).select("a[href$=/edit], button[value=pause]"))
                .isEmpty();
    }

    /** The edit form as the page shows it, with some fields typed differently. */
    private MockHttpServletRequestBuilder asShown(String id, String... typed) throws Exception {
        Document page = html(perform(signedIn(get("/organizer/events/" + id + "/edit"))));
        Map<String, String> fields = new LinkedHashMap<>();
        for (Connection.KeyVal field : ((FormElement) page.selectFirst("form.create")).formData()) {
            fields.put(field.key(), field.value());
        }
        for (int i = 0; i < typed.length; i += 2) {
            fields.put(typed[i], typed[i + 1]);
        }
        MockHttpServletRequestBuilder request = signedIn(post("/organizer/events/" + id + "/edit"));
        fields.forEach(request::param);
        return request;
    }

    /** The order with what its page shows besides. */
    private static String order(String sold) {
        return """
            {"order": %s, "expiresAt": "2026-11-09T10:10:00Z", "completedAt": "2026-11-09T10:01:00Z", "paymentId": "p1",
             "charged": true, "serverNow": "2026-11-09T10:10:00Z",
             "refunds": [{"amount": 500, "reason": "refunded-by-organizer", "at": "2026-11-09T11:00:00Z"},
                         {"amount": 100, "reason": "for the rain", "at": "2026-11-09T12:00:00Z"}],
             "history": [{"status": "AWAITING_PAYMENT", "at": "2026-11-09T10:00:00Z"},
                         {"status": "COMPLETED", "at": "2026-11-09T10:01:00Z"}]}\
            """.formatted(sold);
    }

    private static String orders(String status, long refunded) {
        return "{\"items\": [" + FakeServices.soldOrder("o1", "Grace", status, refunded) + "], \"nextCursor\": null}";
    }

    private static MockHttpServletRequestBuilder refund(String action) {
        return post("/organizer/events/e1/orders/o1/refund").param("action", action);
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
