package io.holdfast.webclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import java.time.Duration;
import java.util.Map;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;

/** The list of orders, and the page of one: its tickets, history and payment. */
class OrderPagesTests extends PagesFixture {

    /** What services call a venue of which the name is not known yet, and the field that says so. */
    private static final String UNNAMED = "\"To be announced\", \"toBeAnnounced\": true";

    private static final String MOVED = """
        "sellableUntil": "2030-12-01T12:00:00Z", "returnableUntil": "2030-12-01T12:00:00Z",
        "eventWhenBought": {"name": "Old Requiem", "startsAt": "2030-12-05T19:00:00Z", "endsAt": "2030-12-05T22:00:00Z",
            "timezone": "Europe/Madrid",
            "venue": {"name": "Teatro Viejo", "address": "Plaza 9", "city": "Madrid", "country": "Spain"}}\
        """;

    private static final String RUNNING = """
        "event": {"name": "Biennale", "startsAt": "2020-12-05T19:00:00Z", "endsAt": "2030-12-05T22:00:00Z", "timezone": "Europe/Madrid",
            "venue": {"name": "Teatro Real", "address": null, "city": "Madrid", "country": "Spain"}}\
        """;

    @Test
    void anOrderTellsWhatItsEventWasAndThatItMayBeReturned() throws Exception {
        String moved = FakeServices.order("o1", "COMPLETED", MOVED);
        SERVICES.answer("GET /api/orders/o1", 200, moved);
        SERVICES.answer("GET /api/orders/o1/tickets", 200, FakeServices.tickets());
        SERVICES.answer("GET /api/orders", 200, "{\"items\": [" + moved + "], \"nextCursor\": null}");

        Element changed = html(perform(signedIn(get("/orders/o1")))).selectFirst(".changed");
        assertThat(changed.select("del").eachText())
                .containsExactly("Old Requiem", "Teatro Viejo, Plaza 9, Madrid, Spain");
        assertThat(changed.select("ins").eachText()).containsExactly("Requiem", "Teatro Real, Madrid, Spain");
        assertThat(changed.text()).contains("return your tickets for €91.00 until Sun, 1 Dec 2030, 13:00 Madrid time");
        assertThat(changed.select("a[href=/orders/o1/sell]")).hasSize(1);
        assertThat(html(perform(signedIn(get("/orders"))))
                        .select(".order-row .was")
                        .text())
                .contains("It was: Old Requiem", "Teatro Viejo");
        assertThat(html(perform(signedIn(get("/orders/o1/sell"))))
                        .selectFirst("h1")
                        .text())
                .isEqualTo("Return these tickets?");
    }

    @Test
    void anOrderThatMayBeReturnedHasOneLinkOneVerbAndOneDate() throws Exception {
        String later = "\"sellableUntil\": \"2030-12-03T12:00:00Z\"";
        String moved = FakeServices.order(
                "o1", "COMPLETED", MOVED.replace("\"sellableUntil\": \"2030-12-01T12:00:00Z\"", later));
        SERVICES.answer("GET /api/orders/o1", 200, moved);
        SERVICES.answer("GET /api/orders/o1/tickets", 200, FakeServices.tickets());
        SERVICES.answer("GET /api/orders", 200, "{\"items\": [" + moved + "], \"nextCursor\": null}");

        Document page = html(perform(signedIn(get("/orders/o1"))));
        assertThat(page.select("a[href=/orders/o1/sell]").eachText()).containsExactly("Return the tickets");
        assertThat(page.selectFirst(".changed").text()).contains("until Tue, 3 Dec 2030, 13:00 Madrid time");
        assertThat(html(perform(signedIn(get("/orders"))))
                        .select(".order-row a[href=/orders/o1/sell]")
                        .eachText())
                .containsExactly("Return the tickets");
        Document sell = html(perform(signedIn(get("/orders/o1/sell"))));
        assertThat(sell.text()).contains("Tue, 3 Dec 2030, 13:00 Madrid time").doesNotContain("Sell back");
        assertThat(sell.select("button.big").eachText()).containsExactly("Return for €91.00");
    }

    @Test
    void anOrderWhoseEventDidNotChangeTellsNothing() throws Exception {
        SERVICES.answer("GET /api/orders/o1", 200, FakeServices.order("o1", "COMPLETED", Duration.ZERO));
        SERVICES.answer("GET /api/orders/o1/tickets", 200, FakeServices.tickets());
        assertThat(html(perform(signedIn(get("/orders/o1")))).select(".changed"))
                .isEmpty();
    }

    @Test
    void theTicketsOfAnEventThatIsGoingOnAreNotPast() throws Exception {
        String running = FakeServices.order("o1", "COMPLETED", RUNNING);
        SERVICES.answer("GET /api/orders", 200, "{\"items\": [" + running + "], \"nextCursor\": null}");
        assertThat(html(perform(signedIn(get("/orders")))).select(".earlier")).isEmpty();
    }

    @Test
    void paidTicketsHaveCodesAndLinks() throws Exception {
        SERVICES.answer("GET /api/orders/o1", 200, FakeServices.order("o1", "COMPLETED", Duration.ZERO));
        SERVICES.answer("GET /api/orders/o1/tickets", 200, FakeServices.tickets());
        SERVICES.answer("GET /api/payments/p1", 200, FakeServices.payment("CAPTURED"));
        Document page = html(perform(signedIn(get("/orders/o1").param("done", ""))));
        assertThat(page.select(".ticket svg.qr path")).hasSize(2);
        assertThat(page.select(".ticket .code").eachText()).doesNotHaveDuplicates();
        assertThat(page.select(".actions a").eachAttr("href"))
                .contains("/api/orders/o1/tickets.pdf", "/api/orders/o1/event.ics");
        assertThat(page.select(".history").text()).contains("Tickets held for you", "Payment approved");
        assertThat(page.selectFirst("#panel").hasAttr("hx-get")).isFalse();
    }

    @Test
    void historyTellsADeclinedCardFromAnUnavailableProvider() throws Exception {
        SERVICES.answer("GET /api/orders/o1", 200, FakeServices.order("o1", "COMPLETED", Duration.ZERO));
        SERVICES.answer("GET /api/orders/o1/tickets", 200, FakeServices.tickets());
        SERVICES.answer(
                "GET /api/payments/p1", 200, FakeServices.payment("CAPTURED").replace("\"history\": [", """
                    "history": [{"at": "2026-11-22T11:57:00Z", "status": "DECLINED", "attempt": 1, "failure": "provider-unavailable"},
                                {"at": "2026-11-22T11:58:00Z", "status": "DECLINED", "attempt": 2, "failure": "refused-by-provider"},
                                {"at": "2026-11-22T11:59:00Z", "status": "DECLINED", "attempt": 3, "failure": "card-declined"},
                    """));
        Document page = html(perform(signedIn(get("/orders/o1"))));
        assertThat(page.select(".history span").eachText())
                .startsWith(
                        "Payment provider out of reach, nothing charged",
                        "Payment provider refused the payment, nothing charged",
                        "Card declined",
                        "Payment approved by your bank");
    }

    @Test
    void pendingCaptureIsShownAndUpdatesItself() throws Exception {
        SERVICES.answer("GET /api/orders/o1", 200, FakeServices.order("o1", "COMPLETED", Duration.ZERO));
        SERVICES.answer("GET /api/orders/o1/tickets", 200, FakeServices.tickets());
        SERVICES.answer("GET /api/payments/p1", 200, FakeServices.payment("AUTHORIZED"));
        Document page = html(perform(signedIn(get("/orders/o1").param("done", ""))));
        assertThat(page.selectFirst("[role=status]").text()).contains("still booking");
        assertThat(page.selectFirst("#panel").attr("hx-trigger")).contains("load delay");
        assertThat(page.select(".ticket")).hasSize(2);
    }

    @Test
    void ticketsThatCostNothingAreConfirmedAndNotPaid() throws Exception {
        String free = FakeServices.order("o1", "COMPLETED", "\"total\": 0, \"paymentId\": null");
        SERVICES.answer("GET /api/orders/o1", 200, free);
        SERVICES.answer("GET /api/orders/o1/tickets", 200, FakeServices.tickets());
        assertThat(html(perform(signedIn(get("/orders/o1")))).select(".lead").text())
                .startsWith("Confirmed.");
        assertThat(list(free).select(".status").text()).isEqualTo("Confirmed");
    }

    @Test
    void afterTheEventItsTicketsAreOnlyToLookAt() throws Exception {
        String past = FakeServices.order("o1", "COMPLETED", RUNNING.replace("2030-12-05T22", "2020-12-06T22"));
        SERVICES.answer("GET /api/orders/o1", 200, past);
        SERVICES.answer("GET /api/orders/o1/tickets", 200, FakeServices.tickets());
        Document page = html(perform(signedIn(get("/orders/o1"))));
        assertThat(page.select("h1").text()).isEqualTo("This event is over");
        assertThat(page.title()).startsWith("This event is over");
        assertThat(page.select(".ticket")).hasSize(2);
    }

    @Test
    void theListTellsAFailedPaymentFromTicketsThatWereGivenBack() throws Exception {
        assertThat(list(FakeServices.order("o1", "CANCELLED", "\"reason\": \"capture-failed\""))
                        .select(".status")
                        .text())
                .isEqualTo("Payment failed");
        assertThat(list(FakeServices.order("o1", "CANCELLED", "\"reason\": null"))
                        .select(".status")
                        .text())
                .isEqualTo("Given back");
    }

    @Test
    void theListLeadsToThePaymentOfWhatIsHeld() throws Exception {
        Document page = list(FakeServices.order("o1", "AWAITING_PAYMENT", Duration.ofMinutes(9)));
        assertThat(page.select(".order-row a.button").attr("href")).isEqualTo("/orders/o1/checkout");
        assertThat(list(FakeServices.order("o1", "AWAITING_PAYMENT", Duration.ofSeconds(-1)))
                        .select(".order-row a.button"))
                .isEmpty();
    }

    private Document list(String order) throws Exception {
        SERVICES.answer("GET /api/orders", 200, "{\"items\": [" + order + "], \"nextCursor\": null}");
        return html(perform(signedIn(get("/orders"))));
    }

    @Test
    void listsHaveTheCommaOfTheLanguage() throws Exception {
        SERVICES.answer(
                "GET /api/orders/o1",
                200,
                FakeServices.order(
                        "o1",
                        "COMPLETED",
                        "\"items\": [{\"tierId\": \"floor\", \"tierName\": \"Floor\", \"quantity\": 2, \"unitPrice\": 4550,"
                                + " \"seats\": [\"A-3\", \"A-4\"]}]"));
        SERVICES.answer("GET /api/orders/o1/tickets", 200, FakeServices.tickets());
        Map<String, String> lists = Map.of("de", "A-3, A-4", "ja", "A-3、A-4", "ar", "\u2068A-3\u2069، \u2068A-4\u2069");

        for (Map.Entry<String, String> list : lists.entrySet()) {
            assertThat(html(perform(signedIn(get("/orders/o1").header("Accept-Language", list.getKey()))))
                            .select("#bill")
                            .text())
                    .as(list.getKey())
                    .contains(list.getValue());
        }
    }

    @Test
    void anOrderTellsInTheLanguageOfTheReaderThatItsVenueIsToBeAnnounced() throws Exception {
        String fields = MOVED.replace("\"Teatro Viejo\", \"address\": \"Plaza 9\"", UNNAMED + ", \"address\": null");
        String moved = FakeServices.order("o1", "COMPLETED", fields);
        SERVICES.answer("GET /api/orders/o1", 200, moved);
        SERVICES.answer("GET /api/orders/o1/tickets", 200, FakeServices.tickets());
        SERVICES.answer("GET /api/orders", 200, "{\"items\": [" + moved + "], \"nextCursor\": null}");

        Element changed = html(perform(signedIn(get("/orders/o1").header("Accept-Language", "de"))))
                .selectFirst(".changed");
        assertThat(changed.select("del").eachText())
                .containsExactly("Old Requiem", "Ort wird noch bekannt gegeben, Madrid, Spain");
        assertThat(html(perform(signedIn(get("/orders").header("Accept-Language", "ja"))))
                        .select(".order-row .was")
                        .text())
                .contains("会場は後日発表, Madrid, Spain");

        String unnamed = moved.replace("\"Teatro Real\"", UNNAMED);
        SERVICES.answer("GET /api/orders/o1", 200, unnamed);
        Document arabic = html(perform(signedIn(get("/orders/o1").header("Accept-Language", "ar"))));
        assertThat(arabic.select("#bill .bill-event").text()).contains("يُعلن عن المكان لاحقًا");
        assertThat(arabic.select(".ticket-what").text()).contains("يُعلن عن المكان لاحقًا, Madrid");
        assertThat(arabic.text()).doesNotContain("To be announced");
    }
}
