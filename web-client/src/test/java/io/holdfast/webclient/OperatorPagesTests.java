package io.holdfast.webclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;

/** The pages of operators, and those that tell who did what. */
class OperatorPagesTests extends PagesFixture {

    private static final String MAILS = """
            {"paused": %s, "counts": {"WAITING": 2, "FAILED": 1}, "waiting": [], "bounced": [],
             "failed": [{"id": "m1", "kind": "tickets", "to": "eve@example.com", "keptAt": "2026-11-02T10:00:00Z", "attempts": 9,
                         "dueAt": null, "reason": "mailbox full"}]}""";

    @BeforeEach
    void prepareAnswers() {
        SERVICES.answer("GET /api/users/operator/accounts", 200, "[" + account("\"2026-11-02T10:00:00Z\"") + "]");
        SERVICES.answer("GET /api/users/operator/accounts/u9", 200, account("null"));
        SERVICES.answer("GET /api/users/operator/mails", 200, MAILS.formatted("false"));
        SERVICES.answer("GET /api/orders/operator/mails", 200, MAILS.formatted("true"));
        SERVICES.answer("GET /api/payments/operator/attention", 200, """
                [{"payment": "p1", "orderId": "7k3mq2xd9r", "why": "refund-failed", "refundFailed": 4550, "currency": "EUR"},
                 {"payment": "p2", "orderId": "o2", "why": "disputed", "refundFailed": 0, "currency": "EUR",
                  "disputes": [
                    {"reference": "dp_1", "amount": 2500, "reason": "fraudulent", "status": "OPEN", "answerBy": "2026-12-03T18:00:00Z"},
                    {"reference": "dp_2", "amount": 1000, "reason": "duplicate", "status": "WON", "answerBy": null}]}]""");
        SERVICES.answer("GET /api/events/e1", 200, FakeServices.event("e1", "Requiem", "available", 80));
    }

    @Test
    void theOperatorSeesWhatNeedsAPerson() throws Exception {
        operator();
        Document page = html(perform(get("/operator")));
        assertThat(page.select("nav a[href=/operator]")).hasSize(1);
        assertThat(page.text())
                .contains("A refund did not reach the buyer €45.50 payment p1, order 7K3M-Q2XD")
                .contains(
                        "The charge is disputed payment p2, order O2 Dispute dp_1: €25.00, not decided yet To be answered at"
                                + " the provider by Thu, Dec 3, 2026")
                .contains("Dispute dp_2: €10.00, won")
                .contains("eve@example.com")
                .contains("Tickets: mailbox full")
                .contains("2 wait, one did not arrive.");
        assertThat(page.select("button[value=resume]")).hasSize(1);
        assertThat(page.select("button[value=pause]")).hasSize(1);
        assertThat(page.select("a[href=/operator/accounts/u9]").text()).isEqualTo("eve@example.com");
        assertThat(page.select("input[name=payment]").eachAttr("value"))
                .as("to try it again, and to end it")
                .containsExactly("p1", "p1");
    }

    @Test
    void theOperatorSeesWhereTheProvidersBooksDiffer() throws Exception {
        operator();
        assertThat(html(perform(get("/operator"))).select("#differences").text())
                .as("a payments-service that does not know it yet")
                .endsWith("None.");
        SERVICES.answer("GET /api/payments/operator/differences", 200, """
                [{"payment": "ch_9", "orderId": null, "eventId": "e1", "of": "charge", "what": "missing-in-ledger",
                  "ledger": 0, "provider": 900, "currency": "EUR", "since": "2026-07-02T00:00:00Z"}]""");
        assertThat(html(perform(get("/operator"))).select("#differences li").text())
                .isEqualTo(
                        "Charge: not in our ledger. Our ledger: €0.00, the provider: €9.00. payment ch_9, order – · event");
        assertThat(html(perform(get("/operator"))).select("#differences a[href=/events/e1]"))
                .hasSize(1);
    }

    @Test
    void noPaymentThatNeedsAPersonIsOutOfReach() throws Exception {
        operator();
        String payment =
                "{\"payment\": \"p%s\", \"orderId\": \"o1\", \"why\": \"refund-failed\", \"refundFailed\": 100, \"currency\": \"EUR\"}";
        SERVICES.answer(
                "GET /api/payments/operator/attention",
                200,
                IntStream.range(100, 200).mapToObj(payment::formatted).collect(Collectors.joining(",", "[", "]")));

        assertThat(html(perform(get("/operator"))).select("a[href=/operator?after=refund-failed:p199]"))
                .hasSize(1);

        SERVICES.answer("GET /api/payments/operator/attention", 200, "[" + payment.formatted(200) + "]");
        Document last = html(perform(get("/operator").param("after", "refund-failed:p199")));
        assertThat(last.text()).contains("payment p200");
        assertThat(last.select("a[href*=after]")).isEmpty();
        assertThat(SERVICES.asked("GET", "/api/payments/operator/attention")
                        .getLast()
                        .query())
                .isEqualTo("after=refund-failed:p199");
    }

    @Test
    void thePageIsOfUseWhileAServiceOrItsDatabaseIsAway() throws Exception {
        operator();
        SERVICES.problem("GET /api/payments/operator/attention", 503, "unavailable");
        SERVICES.down("GET /api/orders/operator/mails");
        MockHttpServletResponse response = perform(get("/operator"));
        assertThat(response.getStatus()).isEqualTo(200);
        assertThat(html(response).select(".note.warn")).hasSize(1);
        assertThat(html(response).text()).contains("Mails about accounts").doesNotContain("Mails about orders");
    }

    @Test
    void forOthersThereAreNoSuchPages() throws Exception {
        for (String path :
                new String[] {"/operator", "/operator/accounts", "/operator/accounts/u9", "/operator/record"}) {
            assertThat(perform(get(path)).getStatus()).as(path).isEqualTo(404);
            assertThat(send(get(path)).getStatus()).as(path).isEqualTo(302);
        }
        assertThat(perform(form("/operator/events/e1").param("action", "take-down"))
                        .getStatus())
                .isEqualTo(404);
        assertThat(SERVICES.asked("POST", "/api/events/e1/take-down")).isEmpty();
        assertThat(html(perform(get("/"))).select("a[href=/operator]")).isEmpty();
    }

    @Test
    void anAccountIsFoundSuspendedAndLifted() throws Exception {
        operator();
        assertThat(perform(get("/operator/accounts").param("email", "eve@example.com"))
                        .getRedirectedUrl())
                .isEqualTo("/operator/accounts/u9");
        Document page = html(perform(get("/operator/accounts/u9")));
        assertThat(page.selectFirst("h1").text()).isEqualTo("eve@example.com");
        assertThat(page.select("button[value=suspend]")).hasSize(1);

        SERVICES.answer("POST /api/users/operator/accounts/u9/suspend", 200, account("null"));
        assertThat(perform(form("/operator/accounts/u9")
                                .param("action", "suspend")
                                .param("reason", " Spam "))
                        .getRedirectedUrl())
                .isEqualTo("/operator/accounts/u9");
        assertThat(SERVICES.asked("POST", "/api/users/operator/accounts/u9/suspend")
                        .getFirst()
                        .body())
                .isEqualTo("{\"reason\":\"Spam\"}");

        SERVICES.answer("GET /api/users/operator/accounts/u9", 200, account("\"2026-11-02T10:00:00Z\""));
        assertThat(html(perform(get("/operator/accounts/u9"))).select("button[value=lift]"))
                .hasSize(1);

        SERVICES.problem("POST /api/users/operator/accounts/u9/suspend", 409, "is-operator");
        MockHttpServletResponse refused =
                perform(form("/operator/accounts/u9").param("action", "suspend").param("reason", "x"));
        assertThat(refused.getStatus()).isEqualTo(409);
        assertThat(html(refused).selectFirst(".note.stop").text()).startsWith("This is the account of an operator");
        SERVICES.answer("GET /api/users/operator/accounts/u9", 200, account("null"));
        SERVICES.problem("POST /api/users/operator/accounts/u9/suspend", 400, "validation-failed");
        Document unread = html(
                perform(form("/operator/accounts/u9").param("action", "suspend").param("reason", "Spam \u0007")));
        assertThat(unread.selectFirst("#reason").val()).startsWith("Spam");
    }

    @Test
    void anEventIsTakenDownAndItsPageTellsBuyersWhatThatMeans() throws Exception {
        operator();
        assertThat(html(perform(get("/events/e1"))).select("button[value=take-down]"))
                .hasSize(1);
        SERVICES.answer("POST /api/events/e1/take-down", 200, "{}");
        assertThat(perform(form("/operator/events/e1")
                                .param("action", "take-down")
                                .param("reason", "Fraud"))
                        .getRedirectedUrl())
                .isEqualTo("/events/e1");
        assertThat(SERVICES.asked("POST", "/api/events/e1/take-down").getFirst().body())
                .isEqualTo("{\"reason\":\"Fraud\"}");

        SERVICES.answer(
                "GET /api/events/e1",
                200,
                FakeServices.event("e1", "Requiem", "available", 80).replace("\"version\": 1", """
                        "listed": false, "takenDown": {"at": "2026-11-02T10:00:00Z", "reason": null}, "version": 1"""));
        assertThat(html(perform(get("/events/e1"))).select("button[value=put-back]"))
                .hasSize(1);
        Document page = html(send(get("/events/e1")));
        assertThat(page.selectFirst(".note.warn").text()).contains("Tickets that are paid stay valid");
        assertThat(page.selectFirst(".box-lead").text()).isEqualTo("No tickets for now");
        assertThat(page.select("#hold, .operator-event")).isEmpty();
    }

    @Test
    void anOrganizerIsToldWhyTheEventIsNotListed() throws Exception {
        SERVICES.answer(
                "GET /api/events/e1",
                200,
                FakeServices.own("e1", "Gala", "published", 1)
                        .replace("\"proofOfWork\": true", "\"proofOfWork\": false")
                        .replace("\"version\":", "\"listed\": false, \"version\":"));
        assertThat(html(perform(get("/events/e1"))).selectFirst(".note.warn").text())
                .startsWith("Your friends can open this page by its address.");
        assertThat(html(send(get("/events/e1"))).select(".note.warn"))
                .as("nothing that others have to know")
                .isEmpty();
    }

    @Test
    void mailsArePausedAndSentAgainAndRefundsTriedAgain() throws Exception {
        operator();
        SERVICES.answer("POST /api/orders/operator/mails/pause", 200, "{}");
        perform(form("/operator/mails/orders").param("action", "resume"));
        assertThat(SERVICES.asked("POST", "/api/orders/operator/mails/pause")
                        .getFirst()
                        .body())
                .isEqualTo("{\"paused\":false}");
        SERVICES.answer("POST /api/users/operator/mails/m1/resend", 200, "{}");
        assertThat(perform(form("/operator/mails/auth")
                                .param("action", "resend")
                                .param("id", "m1"))
                        .getRedirectedUrl())
                .isEqualTo("/operator?resent");
        SERVICES.problem("POST /api/payments/operator/p1/retry-refund", 409, "not-retryable");
        assertThat(perform(form("/operator/payments").param("payment", "p1")).getRedirectedUrl())
                .isEqualTo("/operator?kept");
    }

    @Test
    void aFailedRefundIsEndedByTellingHowTheBuyerHasTheMoney() throws Exception {
        operator();
        assertThat(html(perform(get("/operator"))).select("label[for=how-p1]").text())
                .isEqualTo("How the buyer has it, for other operators");
        SERVICES.answer("POST /api/payments/operator/p1/end-refund", 200, "{}");
        assertThat(perform(ending("Bank transfer of 30 November ")).getRedirectedUrl())
                .isEqualTo("/operator?ended");
        assertThat(SERVICES.asked("POST", "/api/payments/operator/p1/end-refund")
                        .getFirst()
                        .body())
                .as("a payments-service of an earlier version tells nothing of what is left")
                .isEqualTo("{\"reason\":\"Bank transfer of 30 November\"}");

        SERVICES.problem("POST /api/payments/operator/p1/end-refund", 400, "validation-failed");
        assertThat(perform(ending(" ")).getRedirectedUrl()).isEqualTo("/operator?unexplained");
        assertThat(html(perform(get("/operator?unexplained")))
                        .select("[role=alert]")
                        .text())
                .isEqualTo("Write how the buyer has the money, in 200 characters or fewer.");
        SERVICES.problem("POST /api/payments/operator/p1/end-refund", 409, "not-endable");
        assertThat(perform(ending("Cash")).getRedirectedUrl()).isEqualTo("/operator?unended");
    }

    /** The provider refuses refunds of a charge in dispute, so there is nothing to be tried again. */
    @Test
    void whatALostDisputeLeavesToPayIsEndedOnceItIsPaidInAnotherWay() throws Exception {
        operator();
        String payment = """
                [{"payment": "p3", "orderId": "o3", "why": "disputed", "refundFailed": %d, "left": %d, "currency": "EUR",
                  "disputes": [{"reference": "dp_3", "amount": 3000, "reason": "fraudulent", "status": "%s", "answerBy": null}]}]""";
        SERVICES.answer("GET /api/payments/operator/attention", 200, payment.formatted(0, 7000, "LOST"));
        Document page = html(perform(get("/operator")));
        assertThat(page.text()).contains("The charge is disputed €70.00 payment p3");
        assertThat(page.select("label[for=how-p3]")).hasSize(1);
        assertThat(page.select("form[action=/operator/payments/ended] input[name=left]")
                        .eachAttr("value"))
                .as("what the operator sees")
                .containsExactly("7000");
        SERVICES.answer("POST /api/payments/operator/p3/end-refund", 200, "{}");
        perform(form("/operator/payments/ended")
                .param("payment", "p3")
                .param("reason", "Cash")
                .param("left", "7000"));
        assertThat(SERVICES.asked("POST", "/api/payments/operator/p3/end-refund")
                        .getFirst()
                        .body())
                .contains("\"left\":7000");
        assertThat(page.select("form[action=/operator/payments]")).isEmpty();

        SERVICES.answer("GET /api/payments/operator/attention", 200, payment.formatted(10_000, 0, "OPEN"));
        Document open = html(perform(get("/operator")));
        assertThat(open.text()).contains("The charge is disputed €100.00 payment p3");
        assertThat(open.select("label[for=how-p3]"))
                .as("the bank may decide otherwise")
                .isEmpty();
    }

    @Test
    void theOperatorStaysOnTheSamePageOfPayments() throws Exception {
        operator();
        String place = "refund-failed:p{0}&1";
        Document page = html(perform(get("/operator").param("after", place)));
        assertThat(page.select("form[action^=/operator/payments] input[name=after]")
                        .eachAttr("value"))
                .containsExactly(place, place);
        SERVICES.answer("POST /api/payments/operator/p1/retry-refund", 200, "{}");
        SERVICES.answer("POST /api/payments/operator/p1/end-refund", 200, "{}");
        assertThat(perform(form("/operator/payments").param("payment", "p1").param("after", place))
                        .getRedirectedUrl())
                .isEqualTo("/operator?retried&after=refund-failed%3Ap%7B0%7D%261");
        assertThat(perform(ending("Cash").param("after", place)).getRedirectedUrl())
                .isEqualTo("/operator?ended&after=refund-failed%3Ap%7B0%7D%261");
    }

    private static MockHttpServletRequestBuilder ending(String reason) {
        return form("/operator/payments/ended").param("payment", "p1").param("reason", reason);
    }

    @Test
    void accountsInTheRecordAreLinksForTheOperator() throws Exception {
        operator();
        SERVICES.answer("GET /api/users/operator/record", 200, """
                {"items": [
                  {"id": "1", "at": "2026-11-02T10:00:00Z", "kind": "account-suspended", "role": "OPERATOR", "actor": "u1", "event": null,
                   "address": null, "device": null, "details": {"account": "u9", "reason": "Spam"}}], "nextCursor": null}""");

        Document page = html(perform(get("/operator/record")));

        assertThat(page.select("a.record-detail").eachAttr("href")).containsExactly("/operator/accounts/u9");
        assertThat(page.select("a.record-detail").text()).isEqualTo("Account: u9");
        assertThat(page.select("span.record-detail").text()).isEqualTo("Reason: Spam");
        assertThat(page.select(".record [data-own-time]").attr("data-own-time"))
                .as("shown to readers whose clock is not at UTC")
                .isEqualTo("2026-11-02T10:00:00Z");
    }

    @Test
    void aPersonReadsWhatWasDoneWithTheAccount() throws Exception {
        SERVICES.answer("GET /api/users/record", 200, """
                {"items": [
                  {"id": "1", "at": "2026-11-02T10:00:00Z", "kind": "signed-in", "role": "OWNER", "actor": "u1", "event": null,
                   "address": "192.0.2.7", "device": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0", "details": {}},
                  {"id": "2", "at": "2026-11-01T10:00:00Z", "kind": "of-tomorrow", "role": "OPERATOR", "actor": null, "event": null,
                   "address": null, "device": null, "details": {"reason": "Spam"}},
                  {"id": "3", "at": "2026-11-01T09:00:00Z", "kind": "order-refunded", "role": "ORGANIZER", "actor": "u2", "event": null,
                   "address": null, "device": null, "details": {"amount": "123450", "currency": "JPY", "of-tomorrow": "x"}},
                  {"id": "4", "at": "2026-11-01T08:00:00Z", "kind": "event-edited", "role": "OWNER", "actor": "u1", "event": null,
                   "address": null, "device": null, "details": {"status": "PUBLISHED", "paused": "true"}}], "nextCursor": "c+2"}""");
        Document page = html(perform(get("/account/activity")));
        assertThat(page.select(".record strong").eachText())
                .containsExactly("Signed in", "of-tomorrow", "An order was refunded", "An event was changed");
        assertThat(page.select(".record .hint").first().text()).isEqualTo("by the person · 192.0.2.7 · Firefox, Linux");
        assertThat(page.select(".record .hint").eachText().stream().skip(1))
                .containsExactly(
                        "by the operator of this site · Reason: Spam",
                        "by the organizer · Amount: ¥123,450 · of-tomorrow: x",
                        "by the person · State: Published · Sales paused");
        assertThat(page.selectFirst("a[rel=next]").attr("href")).isEqualTo("/account/activity?of=auth&cursor=c%2B2");
        assertThat(page.select(".tabs a[aria-current]").text()).isEqualTo("Account");
        assertThat(html(perform(get("/account"))).select("a[href=/account/activity]"))
                .hasSize(1);
    }

    @Test
    void anOrganizerReadsWhatWasDoneWithAnEvent() throws Exception {
        SERVICES.answer("GET /api/events/e1", 200, FakeServices.own("e1", "Gala", "published", 1));
        SERVICES.answer("GET /api/events/e1/record", 200, "{\"items\": [], \"nextCursor\": null}");
        SERVICES.problem("GET /api/orders/events/e1/record", 404, "not-found");
        for (String of : new String[] {"events", "orders"}) {
            Document page = html(perform(get("/organizer/events/e1/activity").param("of", of)));
            assertThat(page.selectFirst(".note").text()).isEqualTo("Nothing has happened yet.");
        }
    }

    @Test
    void servicesLearnWhereTheVisitorIs() throws Exception {
        operator();
        SERVICES.answer("POST /api/events/e1/put-back", 200, "{}");
        perform(form("/operator/events/e1")
                .param("action", "put-back")
                .header("X-Forwarded-For", "192.0.2.7")
                .header("User-Agent", "Firefox"));
        assertThat(SERVICES.asked("POST", "/api/events/e1/put-back").getFirst().header("X-forwarded-for"))
                .isEqualTo("192.0.2.7");
        assertThat(SERVICES.asked("POST", "/api/events/e1/put-back").getFirst().header("User-agent"))
                .isEqualTo("Firefox");
    }

    private static void operator() {
        SERVICES.answer("GET /api/users/currentuser", 200, """
                {"currentUser": {"id": "u1", "email": "ada@example.com", "name": "Ada", "operator": true}}""");
    }

    private static String account(String suspendedAt) {
        return """
                {"id": "u9", "email": "eve@example.com", "name": null, "proven": false, "operator": false,
                 "createdAt": "2026-11-01T10:00:00Z", "suspendedAt": %s, "reason": "Spam"}""".formatted(suspendedAt);
    }

    private static MockHttpServletRequestBuilder form(String path) {
        return post(path);
    }

    @Override
    MockHttpServletResponse perform(MockHttpServletRequestBuilder request) throws Exception {
        return send(signedIn(request));
    }
}
