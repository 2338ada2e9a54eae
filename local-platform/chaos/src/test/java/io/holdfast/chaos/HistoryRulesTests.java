package io.holdfast.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** The rules pass a history in which all is well, and find each mistake that is planted in it. */
class HistoryRulesTests {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String EVENT = "{'id': 'e', 'status': 'published', 'tiers': [{'id': 't', 'capacity': %d}]}";

    private final List<Exchange> history = new ArrayList<>();
    private final Map<String, Map<String, JsonNode>> orders = new HashMap<>();
    private final Map<String, JsonNode> payments = new HashMap<>();
    private final Map<String, Integer> tickets = new HashMap<>();
    private final Map<String, JsonNode> events = new HashMap<>();
    private long clock = 1_700_000_000_000L;

    HistoryRulesTests() {
        event(100, "");
        ask("organizer", "publish", "", "", "{}", 201, EVENT.formatted(100));
    }

    @Test
    void aHistoryInWhichAllIsWellPasses() {
        paidOrder("ada", "k1", "o1", 2);
        order("ada", "k2", 1, 201, placed("o2", 1));
        there("ada", "o2", "EXPIRED", 1);
        order("bob", "k3", 1, 0, "");
        order("bob", "k3", 1, 503, "{}");
        there("bob", "o3", "CANCELLED", 1);
        assertThat(findings()).isEmpty();
    }

    @Test
    void anOrderThatWasConfirmedAndIsNotThereIsLost() {
        order("ada", "k1", 1, 201, placed("o1", 1));
        assertThat(findings()).singleElement().asString().startsWith("lost: ada was told of order o1");
    }

    @Test
    void aRequestBecomesOneOrder() {
        order("ada", "k1", 1, 201, placed("o1", 1));
        order("ada", "k1", 1, 201, placed("o2", 1));
        there("ada", "o1", "EXPIRED", 1);
        there("ada", "o2", "EXPIRED", 1);
        assertThat(findings()).singleElement().asString().startsWith("twice: the request k1");
    }

    @Test
    void anOrderBelongsToOneRequest() {
        order("ada", "k1", 1, 201, placed("o1", 1));
        order("ada", "k2", 1, 201, placed("o1", 1));
        there("ada", "o1", "EXPIRED", 1);
        assertThat(findings()).singleElement().asString().startsWith("twice: order o1 was the answer to");
    }

    @Test
    void aRequestWithoutAnAnswerHappenedAtMostOnce() {
        order("ada", "k1", 1, 0, "");
        there("ada", "o1", "EXPIRED", 1);
        there("ada", "o2", "EXPIRED", 1);
        assertThat(findings()).singleElement().asString().startsWith("unexplained: ada has the order");
    }

    @Test
    void aRefusedRequestDidNotHappen() {
        paidOrder("bob", "k0", "o0", 100);
        order("ada", "k1", 1, 409, "{'code': 'sold-out'}");
        there("ada", "o1", "EXPIRED", 1);
        assertThat(findings()).singleElement().asString().startsWith("unexplained: ada has the order o1");
    }

    @Test
    void anOrderHasWhatWasAskedFor() {
        order("ada", "k1", 2, 201, placed("o1", 2));
        there("ada", "o1", "EXPIRED", 1);
        assertThat(findings()).singleElement().asString().startsWith("other: order o1");
    }

    @Test
    void whatWasPaidIsNotExpiredWithTheMoneyKept() {
        paidOrder("ada", "k1", "o1", 1);
        there("ada", "o1", "EXPIRED", 1);
        assertThat(findings()).anyMatch(finding -> finding.startsWith("money: order o1 of ada is EXPIRED"));
    }

    @Test
    void whatWasPaidAndGivenBackIsRight() {
        paidOrder("ada", "k1", "o1", 1);
        there("ada", "o1", "SOLD_BACK", 1);
        payments.put("pay-o1", json("{'amount': 100, 'refunded': 100, 'status': 'REFUNDED'}"));
        assertThat(findings()).isEmpty();
    }

    @Test
    void whatCouldNotBeCapturedWasNotPaid() {
        paidOrder("ada", "k1", "o1", 1);
        there("ada", "o1", "CANCELLED", 1);
        payments.put("pay-o1", json("{'amount': 100, 'refunded': 0, 'status': 'CAPTURE_FAILED'}"));
        assertThat(findings()).isEmpty();
    }

    @Test
    void whatWasPaidHasItsTickets() {
        paidOrder("ada", "k1", "o1", 2);
        tickets.put("o1", 1);
        assertThat(findings()).singleElement().asString().contains("paid for 2 units and has 1 tickets");
    }

    @Test
    void nothingIsCompletedWhosePaymentWasRefused() {
        order("ada", "k1", 1, 201, placed("o1", 1));
        ask("ada", "pay", "o1", "p1", "{}", 402, "{'code': 'card-declined'}");
        there("ada", "o1", "COMPLETED", 1);
        assertThat(findings()).singleElement().asString().contains("every attempt to pay it was refused");
    }

    @Test
    void anOrderThatWasOverStaysSo() {
        order("ada", "k1", 1, 201, placed("o1", 1));
        ask("ada", "cancel", "o1", "", "{}", 200, state("o1", "CANCELLED", 1));
        there("ada", "o1", "EXPIRED", 1);
        assertThat(findings()).singleElement().asString().startsWith("taken back: order o1");
    }

    @Test
    void aSeatBelongsToOneOrder() {
        for (String buyer : List.of("ada", "bob")) {
            ask(buyer, "order", "e", buyer, "{'eventId': 'e', 'items': [{'tierId': 't', 'seats': ['A-1']}]}", 0, "");
            orders.computeIfAbsent(buyer, _ -> new HashMap<>()).put(buyer, json("""
                                    {'id': '%s', 'eventId': 'e', 'status': 'AWAITING_PAYMENT', 'version': 1,
                                     'items': [{'tierId': 't', 'quantity': 1, 'seats': ['A-1']}], 'history': []}""".formatted(buyer)));
        }
        assertThat(findings()).anyMatch(finding -> finding.startsWith("twice: seat A-1 of event e"));
    }

    @Test
    void noMoreIsSoldThanThereIs() {
        paidOrder("ada", "k1", "o1", 60);
        paidOrder("bob", "k2", "o2", 60);
        assertThat(findings()).singleElement().asString().startsWith("twice: event e has 100 units");
    }

    @Test
    void aLimitCountsAllOrdersOfABuyer() {
        event(100, ", 'maxPerBuyer': 3");
        paidOrder("ada", "k1", "o1", 2);
        paidOrder("ada", "k2", "o2", 2);
        assertThat(findings()).singleElement().asString().startsWith("limit: ada has 4 units");
    }

    @Test
    void anAnsweredEditStays() {
        ask("organizer", "edit", "e", "", "{'tiers': [{'capacity': 120}]}", 200, EVENT.formatted(120));
        assertThat(findings()).singleElement().asString().startsWith("lost: event e has a capacity of 100");
    }

    @Test
    void anEditWithoutAnAnswerMayHaveHappened() {
        ask("organizer", "edit", "e", "", "{'tiers': [{'capacity': 120}]}", 503, "{}");
        assertThat(findings()).isEmpty();
        event(120, "");
        assertThat(findings()).isEmpty();
    }

    @Test
    void aTicketAdmitsOneGuest() {
        ask("door", "check-in", "code", "d1", "{}", 200, "{}");
        ask("door", "check-in", "code", "d2", "{}", 409, "{'code': 'already-admitted'}");
        assertThat(findings()).isEmpty();
        ask("door", "check-in", "code", "d3", "{}", 200, "{}");
        assertThat(findings()).singleElement().asString().startsWith("twice: ticket code");
    }

    @Test
    void aGuestWhoIsFirstIsAdmitted() {
        ask("door", "check-in", "code", "d1", "{}", 409, "{'code': 'already-admitted'}");
        assertThat(findings()).singleElement().asString().startsWith("refused: ticket code");
    }

    @Test
    void soldOutWhileUnitsWereFreeIsWrong() {
        paidOrder("ada", "k1", "o1", 97);
        order("bob", "k2", 2, 409, "{'code': 'sold-out'}");
        assertThat(findings()).singleElement().asString().startsWith("refused: bob was told 409 sold-out");
    }

    @Test
    void aPageThatTellsSoldOutIsJudgedLikeAnyOther() {
        paidOrder("ada", "k1", "o1", 97);
        byPage("bob", "k2", 4, 409, "{'code': 'sold-out'}");
        assertThat(findings()).isEmpty();
        byPage("bob", "k3", 2, 409, "{'code': 'sold-out'}");
        assertThat(findings()).singleElement().asString().startsWith("refused: bob was told 409 sold-out");
    }

    @Test
    void aPageThatRefusesWithoutAReasonIsWrong() {
        byPage("bob", "k1", 2, 409, "{}");
        assertThat(findings()).singleElement().asString().startsWith("refused: bob was told 409 of event e");
    }

    @Test
    void whatAPageAnswersIsRead() {
        assertThat(Client.readPage(303, "/orders/o1/checkout", "")).satisfies(answer -> {
            assertThat(answer.status()).isEqualTo(201);
            assertThat(answer.body().path("id").asString()).isEqualTo("o1");
        });
        assertThat(Client.readPage(409, "", "<div role=\"alert\" id=\"problems\" data-code=\"all-held\">"))
                .satisfies(answer -> {
                    assertThat(answer.status()).isEqualTo(409);
                    assertThat(answer.body().path("code").asString()).isEqualTo("all-held");
                });
        assertThat(Client.readPage(503, "", "<h1>Away</h1>").body().isMissingNode())
                .isTrue();
    }

    @Test
    void soldOutWhileAnotherRequestWasUnderWayMayBeRight() {
        paidOrder("ada", "k1", "o1", 97);
        order("cy", "k3", 2, 0, "");
        order("bob", "k2", 2, 409, "{'code': 'sold-out'}");
        assertThat(findings()).isEmpty();
    }

    @Test
    void anOrderMayBeUnknownToPaymentsBeforeItIsKnownAndNotAfterwards() {
        order("ada", "k1", 1, 201, placed("o1", 1));
        there("ada", "o1", "EXPIRED", 1);
        ask("ada", "pay", "o1", "p", "{}", 404, "{'code': 'not-found'}");
        ask("ada", "pay", "o1", "p", "{}", 410, "{'code': 'hold-expired'}");
        assertThat(findings()).isEmpty();
        ask("ada", "pay", "o1", "p", "{}", 404, "{'code': 'not-found'}");
        assertThat(findings()).singleElement().asString().startsWith("lost: payments-service had answered");
    }

    @Test
    void anErrorOfTheServersOwnIsNoAnswer() {
        order("ada", "k1", 2, 500, "{'code': 'internal'}");
        assertThat(findings()).singleElement().asString().startsWith("answer: order was answered 500 internal");
    }

    private List<String> findings() {
        return HistoryRules.check(history, new FinalState(orders, payments, tickets, events));
    }

    private void event(int capacity, String more) {
        JsonNode event = json(EVENT.formatted(capacity).replaceFirst("}$", more + "}"));
        events.put("e", event);
    }

    private void paidOrder(String buyer, String key, String id, int units) {
        order(buyer, key, units, 201, placed(id, units));
        ask(buyer, "pay", id, "p-" + key, "{}", 201, "{'id': 'pay-%s', 'orderId': '%s'}".formatted(id, id));
        there(buyer, id, "COMPLETED", units);
        payments.put("pay-" + id, json("{'amount': 100, 'refunded': 0, 'status': 'CAPTURED'}"));
        tickets.put(id, units);
    }

    private void order(String buyer, String key, int units, int status, String answer) {
        ask(
                buyer,
                "order",
                "e",
                key,
                "{'eventId': 'e', 'items': [{'tierId': 't', 'quantity': %d}]}".formatted(units),
                status,
                answer);
    }

    private void byPage(String buyer, String key, int units, int status, String answer) {
        ask(
                buyer,
                "page-order",
                "e",
                key,
                "{'eventId': 'e', 'items': [{'tierId': 't', 'quantity': %d}]}".formatted(units),
                status,
                answer);
    }

    private static String placed(String id, int units) {
        return state(id, "AWAITING_PAYMENT", units);
    }

    private static String state(String id, String status, int units) {
        return """
                {'id': '%s', 'eventId': 'e', 'status': '%s', 'version': 1, 'expiresAt': 'soon',
                 'items': [{'tierId': 't', 'quantity': %d}], 'history': []}""".formatted(id, status, units);
    }

    /** What is there in the end. */
    private void there(String buyer, String id, String status, int units) {
        orders.computeIfAbsent(buyer, _ -> new HashMap<>()).put(id, json(state(id, status, units)));
    }

    private void ask(String actor, String act, String subject, String key, String request, int status, String answer) {
        JsonNode body = answer.isEmpty() ? MissingNode.getInstance() : json(answer);
        long asked = clock++;
        history.add(new Exchange(
                history.size() + 1L,
                actor,
                act,
                subject,
                key,
                json(request),
                asked,
                clock++,
                status,
                body.path("code").asString(""),
                body,
                status == 0 ? "reset" : null));
    }

    private static JsonNode json(String text) {
        return JSON.readTree(text.replace('\'', '"'));
    }
}
