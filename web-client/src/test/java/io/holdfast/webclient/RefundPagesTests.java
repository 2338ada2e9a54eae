package io.holdfast.webclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import java.time.Duration;
import java.util.List;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletResponse;

/** Tickets that are sold back, and money that goes back: what a buyer does and reads. */
class RefundPagesTests extends PagesFixture {

    private static final String SELLABLE = "\"sellableUntil\": \"2030-12-05T18:50:00Z\"";

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
}
