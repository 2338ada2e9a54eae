package io.holdfast.webclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import java.time.Duration;
import java.util.List;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.select.Elements;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;

/** The orders of an event as its organizer sees them, and refunds of them. */
class SoldOrderPagesTests extends OrganizerPagesFixture {

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
        MockHttpServletResponse other = perform(signedIn(get("/organizer/events/e1/orders/o2")));
        assertThat(other.getStatus()).isEqualTo(404);
        assertThat(html(other).selectFirst(".error .lead").text())
                .as("the event is there, and the visitor's")
                .startsWith("The page does not exist");
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
}
