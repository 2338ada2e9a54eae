package io.holdfast.webclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;

/** The check-in page as HTML, as a browser without JavaScript shows it. */
class DoorPageTests extends PagesFixture {

    private static final String DOOR = "/organizer/events/e1/door";
    private static final String CALL = "/api/orders/events/e1/check-ins";
    private static final String CODE = "7K2MQ9XD4R1WZP3T8VNB";
    private static final String TICKET = """
        {"id": "o1-1", "code": "%s", "tier": "Floor", "seat": "A-3", "holder": "Lovelace, Ada", "admittedAt": %s,
         "checkIn": "C1"}\
        """;

    @BeforeEach
    void prepareAnswers() {
        SERVICES.answer("GET /api/events/e1", 200, FakeServices.own("e1", "Gala", "published", 4));
        SERVICES.answer(
                "GET /api/orders/events/e1/sales",
                200,
                FakeServices.sales("e1").replace("\"refunded\": 9100", "\"refunded\": 9100, \"admitted\": 7"));
        SERVICES.answer("GET /api/orders/events/e1", 200, "{\"items\": [], \"nextCursor\": null}");
    }

    @Test
    void eventPageLinksToTheDoorAndShowsHowManyWereAdmitted() throws Exception {
        Document page = html(perform(get("/organizer/events/e1")));

        assertThat(page.select("a[href=" + DOOR + "]").text()).isEqualTo("At the door");
        assertThat(page.select(".door-count").text()).isEqualTo("7 of 42 let in");
    }

    @Test
    void aSeatInASectionIsToldInWords() throws Exception {
        SERVICES.answer(
                "POST " + CALL,
                200,
                TICKET.formatted(CODE, "\"2030-12-05T18:00:00Z\"").replace("A-3", "Balcony A-3"));

        Document page = html(perform(post(DOOR).param("code", CODE)));

        assertThat(page.text()).contains("Floor · Balcony, row A, seat 3 · Lovelace, Ada");
    }

    @Test
    void doorShowsAnEmptyFieldForTheCode() throws Exception {
        MockHttpServletResponse response = perform(get(DOOR));

        Document page = html(response);
        assertThat(page.select("input#code[autofocus][required]")).hasSize(1);
        assertThat(page.select("label[for=code]").text()).isEqualTo("Ticket code");
        assertThat(page.select("#door-form button").first().text())
                .as("what Enter presses")
                .isEqualTo("Check");
        assertThat(page.select("input[name=key]").val()).isNotEmpty();
        assertThat(page.select(".door-count").text()).startsWith("7 of 42 let in as of ");
        assertThat(page.select("#result, .door-seen")).isEmpty();
        assertThat(page.select("[style], script:not([src]), [onclick]")).isEmpty();
        assertThat(response.getHeader("Permissions-Policy")).startsWith("camera=(self),");
        assertThat(perform(get("/organizer/events/e1")).getHeader("Permissions-Policy"))
                .startsWith("camera=(),");
    }

    @Test
    void saysThatNothingWasTyped() throws Exception {
        assertThat(html(perform(get(DOOR))).select("#no-code[hidden]")).hasSize(1);

        Document noCode = html(perform(post(DOOR).param("code", " ")));
        Document noName = html(perform(get(DOOR).param("q", "")));

        assertThat(noCode.selectFirst("#no-code:not([hidden])").text()).startsWith("Scan a code");
        assertThat(noName.selectFirst("#guests .problem").text()).startsWith("Type the beginning of a name");
        assertThat(SERVICES.asked("POST", CALL)).isEmpty();
    }

    /** Also when this page no longer lists it, since it was loaded anew, or when another door let the guest in. */
    @Test
    void aCheckInThatThisPageDoesNotListIsTakenBack() throws Exception {
        SERVICES.answer("POST " + CALL, 409, """
            {"status": 409, "code": "already-admitted", "errors": [{"field": "code", "message": "m", "ticket": %s}]}\
            """.formatted(TICKET.formatted(CODE, "\"2030-12-05T18:02:00Z\"")));
        SERVICES.answer("DELETE " + CALL + "/" + CODE, 200, TICKET.formatted(CODE, "null"));

        Element result = html(perform(post(DOOR).param("code", CODE))).selectFirst("#result.already-admitted");
        Element undo = result.selectFirst("button[name=undo]");
        assertThat(undo.text()).isEqualTo("Let in by mistake? Take it back");

        Document page = html(perform(post(DOOR).param("undo", undo.val())));
        assertThat(page.selectFirst("#result.taken-back").text()).startsWith("↩ Taken back");
        assertThat(SERVICES.asked("DELETE", CALL + "/" + CODE)).hasSize(1);
    }

    @Test
    void ticketIsAdmittedAndTheCheckInTakenBack() throws Exception {
        SERVICES.answer("POST " + CALL, 200, TICKET.formatted(CODE, "\"2030-12-05T18:02:00Z\""));
        SERVICES.answer("DELETE " + CALL + "/" + CODE, 200, TICKET.formatted(CODE, "null"));

        Document page = html(perform(post(DOOR).param("code", " 7k2m-q9xd ").param("key", "form-key-1")));

        FakeServices.Asked asked = SERVICES.asked("POST", CALL).getFirst();
        assertThat(asked.body()).isEqualTo("{\"code\":\"7k2m-q9xd\"}");
        assertThat(asked.header("Idempotency-key")).startsWith("form-key-1.");
        Element result = page.selectFirst("#result[role=alert].admitted");
        assertThat(result.text()).isEqualTo("✓ Let in. Floor · A-3 · Lovelace, Ada");
        assertThat(page.selectFirst("#door").attr("data-say")).isEqualTo("Let in. Floor · A-3 · Lovelace, Ada");
        assertThat(page.selectFirst("input[name=key]").val()).isNotEqualTo("form-key-1");
        assertThat(page.selectFirst("#code").val()).isEmpty();
        Element undo = page.selectFirst("button[name=undo]");
        assertThat(undo.val()).isEqualTo("|" + CODE + "|C1");

        page = html(perform(post(DOOR)
                .param("undo", undo.val())
                .param("seen", page.selectFirst("input[name=seen]").val())));

        assertThat(SERVICES.asked("DELETE", CALL + "/" + CODE).getFirst().query())
                .isEqualTo("checkIn=C1");
        assertThat(page.selectFirst("#result.taken-back").text()).startsWith("↩ Taken back");
        assertThat(page.select(".door-seen li")).hasSize(1);
        assertThat(page.select("button[name=undo]")).isEmpty();
    }

    /** The form is loaded anew, or was shown before another door took it back and let the right guest in. */
    @Test
    void aCheckInThatAnotherDoorMadeSinceIsNotTakenBack() throws Exception {
        SERVICES.answer("POST " + CALL, 200, TICKET.formatted(CODE, "\"2030-12-05T18:02:00Z\""));
        Document page = html(perform(post(DOOR).param("code", CODE)));
        String first = page.selectFirst("input[name=seen]").val();
        SERVICES.answer("DELETE " + CALL + "/" + CODE, 409, """
            {"status": 409, "code": "checked-in-again", "errors": [{"field": "code", "message": "m", "ticket": %s}]}\
            """.formatted(
                        TICKET.formatted(CODE, "\"2030-12-05T18:09:00Z\"").replace("C1", "C2")));

        page = html(perform(post(DOOR)
                .param("undo", page.selectFirst("#seen button[name=undo]").val())
                .param("seen", first.replace("C1", "C2"), first)
                .param("late", "true")));

        assertThat(page.selectFirst("#result.checked-in-again").text())
                .startsWith("✕ Let in again since then, at Thu, 5 Dec 2030, 19:09:00")
                .contains("Nothing was taken back.", "Lovelace, Ada");
        assertThat(page.select("#seen .status").eachText()).containsExactly("Let in again", "Let in");
        assertThat(page.select("#seen button[name=undo]").eachAttr("value"))
                .as("what this door let in since")
                .containsExactly("|" + CODE + "|C2");
        assertThat(page.select("#late"))
                .as("no one was let in without an answer")
                .isEmpty();
    }

    /** Of a page that was loaded before an update, or from an older service. */
    @Test
    void aCheckInWithoutAnIdIsTakenBack() throws Exception {
        SERVICES.answer("DELETE " + CALL + "/" + CODE, 200, TICKET.formatted(CODE, "null"));
        SERVICES.answer("DELETE " + CALL, 200, TICKET.formatted(CODE, "null"));

        perform(post(DOOR).param("undo", CODE));
        perform(post(DOOR).param("undo", "|" + CODE + "|"));
        perform(post(DOOR).param("undo", "o1|o1-2"));

        assertThat(SERVICES.asked("DELETE", CALL + "/" + CODE))
                .hasSize(2)
                .allMatch(asked -> asked.query() == null || asked.query().isEmpty());
        assertThat(SERVICES.asked("DELETE", CALL).getFirst().query()).isEqualTo("orderId=o1&ticketId=o1-2");
    }

    @Test
    void guestIsFoundByNameAndAdmitted() throws Exception {
        SERVICES.answer("GET /api/orders/events/e1", 200, """
            {"items": [{"id": "o1", "number": "7K3M-Q2XD", "holder": "Lovelace, Ada", "email": "ada@example.com",
              "status": "COMPLETED", "items": [], "total": 0, "refunded": 0, "currency": "EUR",
              "createdAt": "2026-11-09T10:00:00Z", "tickets": [
               {"id": "o1-1", "tierId": "f", "tier": "Floor", "seat": "A-3", "admitted": false, "admittedAt": null},
               {"id": "o1-2", "tierId": "f", "tier": "Floor", "seat": "A-4", "admitted": true, "admittedAt": "2030-12-05T18:02:00Z",
                "checkIn": "C2"}]}],
             "nextCursor": null}\
            """);
        SERVICES.answer("POST " + CALL, 200, TICKET.formatted(CODE, "\"2030-12-05T18:02:00Z\""));

        Document page = html(perform(get(DOOR).param("q", "lovel")));

        assertThat(page.selectFirst("#guests").attr("data-say")).isEqualTo("1 paid order found.");
        assertThat(page.select(".door-guests p").text()).isEqualTo("Lovelace, Ada ada@example.com · 7K3M-Q2XD");
        assertThat(page.select(".door-guests .status").text())
                .isEqualTo("Inside since Thu, 5 Dec 2030, 19:02 Madrid time");
        Element admit = page.selectFirst("button[name=guest][form=door-form]");
        assertThat(admit.val()).isEqualTo("o1|o1-1");
        assertThat(page.select("button[name=guest]")).hasSize(1);
        assertThat(SERVICES.asked("POST", CALL)).isEmpty();

        page = html(perform(post(DOOR)
                .param("code", "")
                .param("guest", admit.val())
                .param("q", "lovel")
                .param("key", "form-key-1")));

        FakeServices.Asked asked = SERVICES.asked("POST", CALL).getFirst();
        assertThat(asked.body())
                .contains("\"orderId\":\"o1\"", "\"ticketId\":\"o1-1\"")
                .doesNotContain("code");
        assertThat(asked.header("Idempotency-key")).startsWith("form-key-1.");
        assertThat(page.selectFirst("#result.admitted").text()).startsWith("✓ Let in.");
        assertThat(page.select("button[name=undo]").val()).isEqualTo("|" + CODE + "|C1");
        assertThat(page.select(".door-guests")).as("the list stays").hasSize(1);

        SERVICES.answer("DELETE " + CALL, 200, TICKET.formatted(CODE, "null"));
        Element undo = page.selectFirst(".door-guests button[name=undo][form=door-form]");
        assertThat(undo.attr("aria-label")).isEqualTo("Take back: Floor, A-4");
        page = html(perform(post(DOOR).param("undo", undo.val()).param("q", "lovel")));
        assertThat(SERVICES.asked("DELETE", CALL).getFirst().query()).isEqualTo("orderId=o1&ticketId=o1-2&checkIn=C2");
        assertThat(page.selectFirst("#result.taken-back").text()).startsWith("↩ Taken back");
    }

    @Test
    void doorWorksThoughGuestsCannotBeFound() throws Exception {
        SERVICES.down("GET /api/orders/events/e1");

        Document page = html(perform(get(DOOR).param("q", "ada")));

        assertThat(page.select("#guests .note")).hasSize(1);
        assertThat(page.select("#code")).hasSize(1);
    }

    @Test
    void admittedTicketIsShownWithItsTime() throws Exception {
        SERVICES.answer("POST " + CALL, 409, """
            {"status": 409, "code": "already-admitted", "errors": [{"field": "code", "message": "m", "ticket": %s}]}\
            """.formatted(TICKET.formatted(CODE, "\"2030-12-05T18:02:00Z\"")));

        Document page = html(perform(post(DOOR).param("code", CODE).param("key", "form-key-1")));

        assertThat(page.selectFirst("#result.already-admitted").text())
                .startsWith("✕ Already inside since Thu, 5 Dec 2030, 19:02:00")
                .contains("Floor · A-3 · Lovelace, Ada");
        assertThat(page.select("#seen button[name=undo]")).isEmpty();
    }

    /** Without JavaScript: back, and loaded again. */
    @Test
    void checkInThatWasTakenBackIsNotMadeAnewByItsOldForm() throws Exception {
        SERVICES.answer("POST " + CALL, 409, """
            {"status": 409, "code": "check-in-taken-back", "errors": [{"field": "code", "message": "m", "ticket": %s}]}\
            """.formatted(TICKET.formatted(CODE, "null")));

        Document page = html(perform(post(DOOR).param("code", CODE).param("key", "form-key-1")));

        assertThat(page.selectFirst("#result.taken-back").text()).contains("Taken back.", "Lovelace, Ada");
        assertThat(page.select("button[name=undo]")).isEmpty();
    }

    @Test
    void unknownCodeIsReported() throws Exception {
        SERVICES.problem("POST " + CALL, 409, "ticket-not-valid");
        Document page = html(perform(post(DOOR).param("code", CODE)));
        assertThat(page.selectFirst("#result.ticket-not-valid").text())
                .startsWith("✕ Not valid any more. Do not let in. It was refunded");

        SERVICES.answer(
                "POST " + CALL, 409, """
                {"status": 409, "code": "ticket-not-valid", "errors": [{"field": "code", "ticket": %s}]}""".formatted(TICKET.formatted(CODE, "null, \"payment\": \"dispute-lost\"")));
        Document stopped = html(perform(post(DOOR).param("code", CODE)));
        assertThat(stopped.selectFirst("#result.ticket-not-valid").text())
                .startsWith("✕ Not valid any more. Do not let in.")
                .endsWith("The buyer disputed the payment and has the money back.");

        SERVICES.problem("POST " + CALL, 404, "not-found");
        page = html(perform(post(DOOR)
                .param("code", "<b>")
                .param("seen", page.selectFirst("input[name=seen]").val())
                .param("seen", "nonsense", "admitted|x|y|z", "evil|1|y|z")));
        assertThat(page.selectFirst("#result.not-found").text()).startsWith("? Not a ticket of this event");
        assertThat(page.select(".door-seen .status").eachText())
                .containsExactly("Not a ticket of this event", "Not valid any more");
        assertThat(page.select("#door b")).isEmpty();
    }

    /** A device sends a scan again until it is answered, and nothing behind it before. */
    @Test
    void whatIsNoCodeAtAllIsNoTicket() throws Exception {
        SERVICES.problem("POST " + CALL, 400, "validation-failed");

        MockHttpServletResponse response = perform(
                post(DOOR).param("code", "x".repeat(99) + "\uD83D\uDE00").param("key", "form-key-1"));

        assertThat(SERVICES.asked("POST", CALL).getFirst().body())
                .as("cut between characters")
                .isEqualTo("{\"code\":\"" + "x".repeat(99) + "\"}");
        assertThat(response.getStatus()).isEqualTo(200);
        assertThat(html(response).select("#door #result.not-found")).hasSize(1);
    }

    @Test
    void checkInWithoutAnswerIsRetriedWithTheSameKey() throws Exception {
        SERVICES.down("POST " + CALL);

        MockHttpServletResponse response =
                perform(post(DOOR).param("code", CODE).param("key", "form-key-1"));

        assertThat(response.getStatus()).isEqualTo(503);
        Document page = html(response);
        assertThat(page.select("#door[data-unsure] #result.unsure")).hasSize(1);
        assertThat(page.selectFirst("#code").val()).isEqualTo(CODE);
        assertThat(page.selectFirst("input[name=key]").val()).isEqualTo("form-key-1");
        assertThat(page.select(".door-seen")).isEmpty();
    }

    @Test
    void earlierScanIsSentWithItsTime() throws Exception {
        SERVICES.answer("POST " + CALL, 200, TICKET.formatted(CODE, "\"2030-12-05T18:02:00Z\""));

        perform(post(DOOR).param("code", CODE).param("at", "2030-12-05T18:02:00Z"));
        perform(post(DOOR).param("code", CODE).param("at", "nonsense"));

        assertThat(SERVICES.asked("POST", CALL))
                .extracting(FakeServices.Asked::body)
                .containsExactly(
                        "{\"code\":\"%s\",\"at\":\"2030-12-05T18:02:00Z\"}".formatted(CODE),
                        "{\"code\":\"%s\"}".formatted(CODE));
    }

    /** Their attendees were let in: the last twelve of forty would hide them. */
    @Test
    void whatIsRefusedLateStaysInSight() throws Exception {
        SERVICES.problem("POST " + CALL, 404, "not-found");
        Document page = html(perform(post(DOOR).param("code", "nonsense").param("at", "2030-12-05T18:02:00Z")));
        assertThat(page.select("#late")).as("what was answered at once").isEmpty();
        SERVICES.answer("POST " + CALL, 409, """
            {"status": 409, "code": "already-admitted", "errors": [{"field": "code", "message": "m", "ticket": %s}]}\
            """.formatted(TICKET.formatted(CODE, "\"2030-12-05T18:02:00Z\"")));
        page = checkLate(CODE, page);
        for (int i = 0; i < 20; i++) {
            String code = "%020d".formatted(i);
            SERVICES.answer("POST " + CALL, 200, TICKET.formatted(code, "\"2030-12-05T18:02:00Z\""));
            page = checkLate(code, page);
        }

        assertThat(page.select("#seen .status").eachText()).hasSize(12).containsOnly("Let in");
        assertThat(page.select("#late .status").eachText()).containsExactly("Already inside");
        assertThat(page.select("#late li").text()).endsWith("Floor · A-3 · Lovelace, Ada");
        assertThat(html(perform(get(DOOR))).select("#late")).isEmpty();
    }

    /** With the fields that the page sends. */
    private Document checkLate(String code, Document page) throws Exception {
        MockHttpServletRequestBuilder request = post(DOOR)
                .param("code", code)
                .param("at", "2030-12-05T18:02:00Z")
                .param("late", "true");
        for (Element field : page.select("#door input[name=seen], #door input[name=refused-late]")) {
            request.param(field.attr("name"), field.val());
        }
        return html(perform(request));
    }

    @Test
    void doorOfAnotherOrganizerIsNotFound() throws Exception {
        SERVICES.answer("GET /api/events/e1", 200, FakeServices.event("e1", "Gala", "available", 10));

        assertThat(perform(get(DOOR)).getStatus()).isEqualTo(404);
        assertThat(perform(post(DOOR).param("code", CODE)).getStatus()).isEqualTo(404);
        assertThat(SERVICES.asked("POST", CALL)).isEmpty();
    }

    @Override
    MockHttpServletResponse perform(MockHttpServletRequestBuilder request) throws Exception {
        return super.perform(signedIn(request));
    }
}
