package io.holdfast.webclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import jakarta.servlet.http.Cookie;
import java.time.Duration;
import java.util.Locale;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletResponse;

/** Paying for what is held: the deadline, the address of the invoice, declined cards. */
class CheckoutPagesTests extends PagesFixture {

    @Test
    void whoPaysMayAskToBeReminded() throws Exception {
        SERVICES.answer("GET /api/orders/o1", 200, FakeServices.order("o1", "AWAITING_PAYMENT", Duration.ofMinutes(9)));
        SERVICES.answer("POST /api/orders/o1/reminder", 200, "{\"at\": \"2030-01-01T00:00:00Z\"}");
        assertThat(html(perform(signedIn(get("/orders/o1/checkout"))))
                        .select("form.remind")
                        .attr("action"))
                .isEqualTo("/orders/o1/remind");

        MockHttpServletResponse asked = perform(signedIn(post("/orders/o1/remind")));

        assertThat(SERVICES.asked("POST", "/api/orders/o1/reminder")).hasSize(1);
        assertThat(asked.getRedirectedUrl()).isEqualTo("/orders/o1/checkout?reminder=set");
        Document page = html(perform(signedIn(get("/orders/o1/checkout").param("reminder", "set"))));
        assertThat(page.select("form.remind")).isEmpty();
        assertThat(page.select("p.remind").text()).contains("three minutes before");
    }

    @Test
    void whoNeedsAnInvoiceSaysBeforePayingWhomItIsMadeOutTo() throws Exception {
        String held = FakeServices.order("o1", "AWAITING_PAYMENT", Duration.ofMinutes(9));
        SERVICES.answer("GET /api/orders/o1", 200, held);
        assertThat(html(perform(signedIn(get("/orders/o1/checkout")))).select("a[href=/orders/o1/invoice]"))
                .as("an order that gets no receipt")
                .isEmpty();
        String billed = held.replaceFirst("\\{", "{\"getsReceipt\": true, ");
        SERVICES.answer("GET /api/orders/o1", 200, billed);
        assertThat(html(perform(signedIn(get("/orders/o1/checkout"))))
                        .select("a[href=/orders/o1/invoice]")
                        .text())
                .isEqualTo("I need an invoice");
        assertThat(html(perform(signedIn(get("/orders/o1/invoice")))).select("#f-country option[value=GB]"))
                .hasSize(1);

        SERVICES.answer(
                "PUT /api/orders/o1/invoice-address",
                400,
                "{\"status\": 400, \"code\": \"validation\", \"errors\": [{\"field\": \"city\", \"message\": \"m\"}]}");
        Document wrong = html(perform(signedIn(post("/orders/o1/invoice").param("name", "Engines Ltd"))));
        assertThat(wrong.select("#f-city-problem")).hasSize(1);
        assertThat(wrong.selectFirst("#f-name").val()).isEqualTo("Engines Ltd");

        SERVICES.answer("PUT /api/orders/o1/invoice-address", 200, billed);
        MockHttpServletResponse saved = perform(signedIn(post("/orders/o1/invoice")
                .param("name", "Engines Ltd")
                .param("street", "1 Road")
                .param("city", "York")
                .param("country", "GB")
                .param("postalCode", "")
                .param("vatId", " GB1 ")));
        assertThat(saved.getRedirectedUrl()).isEqualTo("/orders/o1/checkout");
        assertThat(SERVICES.asked("PUT", "/api/orders/o1/invoice-address")
                        .getLast()
                        .body())
                .isEqualTo(
                        "{\"name\":\"Engines Ltd\",\"street\":\"1 Road\",\"city\":\"York\",\"country\":\"GB\",\"vatId\":\"GB1\"}");
    }

    @Test
    void theAddressOfAnInvoiceIsKeptIfItIsNotSaved() throws Exception {
        String held = FakeServices.order("o1", "AWAITING_PAYMENT", "\"getsReceipt\": true");
        SERVICES.answer("GET /api/orders/o1", 200, held);
        SERVICES.down("PUT /api/orders/o1/invoice-address");
        assertThat(engines(503).text()).contains("not certain whether that was saved");
        SERVICES.down("GET /api/orders/o1");
        assertThat(engines(503).select(".hold-banner")).isEmpty();
        SERVICES.problem("PUT /api/orders/o1/invoice-address", 503, "unavailable");
        assertThat(engines(503).text()).contains("not certain whether that was saved");
        SERVICES.problem("PUT /api/orders/o1/invoice-address", 401, "unauthenticated");
        assertThat(engines(401).select("#signed-out a[href=/signin][target=_blank]"))
                .hasSize(1);
    }

    private Document engines(int status) throws Exception {
        MockHttpServletResponse refused = perform(
                signedIn(post("/orders/o1/invoice").param("name", "Engines Ltd").param("city", "York")));
        assertThat(refused.getStatus()).isEqualTo(status);
        Document page = html(refused);
        assertThat(page.selectFirst("form[action=/orders/o1/invoice] #f-name").val())
                .isEqualTo("Engines Ltd");
        assertThat(page.selectFirst("#f-city").val()).isEqualTo("York");
        return page;
    }

    @Test
    void saysBeforePaymentUntilWhenTicketsAreTakenBack() throws Exception {
        String event = FakeServices.event("e1", "Requiem", "low", 9);
        String order = FakeServices.order("o1", "AWAITING_PAYMENT", Duration.ofMinutes(9));
        SERVICES.answer("GET /api/orders/o1", 200, order.replace("\"e1\"", "\"e2\""));
        SERVICES.answer("GET /api/events/e2", 200, withSellBack(event.replace("\"e1\"", "\"e2\""), "90"));

        assertThat(html(perform(get("/events/e1"))).text()).doesNotContain("given back", "taken back");
        SERVICES.answer("GET /api/events/e1", 200, withSellBack(event, "90"));
        assertThat(html(perform(get("/events/e1"))).selectFirst("#tickets").text())
                .contains("Tickets can be given back for what they cost until Thu, 5 Dec 2030, 18:30");
        SERVICES.answer("GET /api/events/e1", 200, withSellBack(event, "null"));
        assertThat(html(perform(get("/events/e1"))).selectFirst("#tickets").text())
                .as("ten minutes before, as orders-service has it")
                .contains("until Thu, 5 Dec 2030, 19:50");
        SERVICES.answer("GET /api/events/e1", 200, withSellBack(event, "null").replace("true, \"min", "false, \"min"));
        assertThat(html(perform(get("/events/e1"))).selectFirst("#tickets").text())
                .contains("Tickets are not taken back, unless the event is moved or cancelled.");
        SERVICES.answer("GET /api/events/e1", 200, withSellBack(event, "9999999"));
        assertThat(html(perform(get("/events/e1"))).selectFirst("#tickets").text())
                .as("that was long ago")
                .contains("Tickets are not taken back");
        assertThat(html(perform(signedIn(get("/orders/o1/checkout"))))
                        .selectFirst(".checkout")
                        .text())
                .contains("until Thu, 5 Dec 2030, 18:30");
    }

    private static String withSellBack(String event, String minutes) {
        return event.replace(
                "\"salesStart\"",
                "\"sellBack\": {\"allowed\": true, \"minutesBefore\": " + minutes + "}, \"salesStart\"");
    }

    @Test
    void checkoutShowsTheHoldByTheServersClock() throws Exception {
        SERVICES.answer("GET /api/orders/o1", 200, FakeServices.order("o1", "AWAITING_PAYMENT", Duration.ofMinutes(9)));
        Document page = html(perform(signedIn(get("/orders/o1/checkout"))));
        Element countdown = page.selectFirst("[data-countdown]");
        assertThat(Duration.between(
                        java.time.Instant.parse(countdown.attr("data-now")),
                        java.time.Instant.parse(countdown.attr("data-until"))))
                .isEqualTo(Duration.ofMinutes(9));
        assertThat(page.select("input[name=card]").eachAttr("value"))
                .containsExactly("tok_visa", "tok_chargeDeclined", "tok_slow", "tok_captureFails", "tok_providerDown");
        assertThat(page.select("input[name=card][checked]").eachAttr("value")).containsExactly("tok_visa");
        assertThat(page.selectFirst("tfoot").text()).contains("91.00");
    }

    @Test
    void declinedCardKeepsTheOrder() throws Exception {
        SERVICES.answer("GET /api/orders/o1", 200, FakeServices.order("o1", "AWAITING_PAYMENT", Duration.ofMinutes(9)));
        SERVICES.problem("POST /api/payments", 402, "card-declined");
        MockHttpServletResponse paid = perform(signedIn(post("/orders/o1/pay"))
                .param("card", "tok_chargeDeclined")
                .param("key", "0123456789"));
        assertThat(paid.getRedirectedUrl()).isEqualTo("/orders/o1/checkout?card=tok_chargeDeclined");
        Document page = html(perform(signedIn(get(paid.getRedirectedUrl())).cookie(paid.getCookies())));
        assertThat(page.select("input[name=card][checked]").eachAttr("value")).containsExactly("tok_chargeDeclined");
        assertThat(page.selectFirst("[role=alert]:not([hidden])").text()).contains("declined", "still held");
        assertThat(page.select("form.pay")).hasSize(1);
        assertGetsTheFocus(page);
    }

    @Test
    void manyDeclinedCardsKeepTheOrder() throws Exception {
        SERVICES.answer("GET /api/orders/o1", 200, FakeServices.order("o1", "AWAITING_PAYMENT", Duration.ofMinutes(9)));
        SERVICES.problem("POST /api/payments", 429, "rate-limited");
        MockHttpServletResponse paid = perform(
                signedIn(post("/orders/o1/pay")).param("card", "tok_visa").param("key", "0123456789"));
        Document page = html(perform(signedIn(get(paid.getRedirectedUrl())).cookie(paid.getCookies())));
        assertThat(page.selectFirst("[role=alert]:not([hidden])").text()).contains("Too many cards", "still held");
    }

    /** What is true of each, and nothing else: the provider may well be reached, and the payment may be made. */
    @ParameterizedTest
    @CsvSource({
        "provider-unavailable, The payment provider cannot be reached., true",
        "others-under-way, Other payments of yours are still under way., true",
        "unavailable, There is no answer about this payment yet., false"
    })
    void unavailablePaymentSaysWhy(String code, String text, boolean nothingCharged) throws Exception {
        SERVICES.answer("GET /api/orders/o1", 200, FakeServices.order("o1", "AWAITING_PAYMENT", Duration.ofMinutes(9)));
        SERVICES.problem("POST /api/payments", 503, code);

        MockHttpServletResponse paid = perform(
                signedIn(post("/orders/o1/pay")).param("card", "tok_slow").param("key", "0123456789"));

        assertThat(paid.getRedirectedUrl()).isEqualTo("/orders/o1/checkout?card=tok_slow");
        Document page = html(perform(signedIn(get(paid.getRedirectedUrl())).cookie(paid.getCookies())));
        String alert = page.selectFirst("[role=alert]:not([hidden])").text();
        assertThat(alert).contains(text, "still held");
        assertThat(alert.toLowerCase(Locale.ROOT).contains("nothing was charged"))
                .isEqualTo(nothingCharged);
        assertThat(page.select("input[name=card][checked]").eachAttr("value"))
                .as("what was chosen")
                .containsExactly("tok_slow");
    }

    @Test
    void failureOfAPaymentIsShownOnce() throws Exception {
        SERVICES.answer("GET /api/orders/o1", 200, FakeServices.order("o1", "AWAITING_PAYMENT", Duration.ofMinutes(9)));
        SERVICES.problem("POST /api/payments", 402, "card-declined");
        Cookie left = perform(signedIn(post("/orders/o1/pay")).param("card", "tok_chargeDeclined"))
                .getCookies()[0];
        assertThat(left.getPath()).isEqualTo("/orders/o1/checkout");
        assertThat(left.getMaxAge()).isBetween(1, 60);

        MockHttpServletResponse shown =
                perform(signedIn(get("/orders/o1/checkout")).cookie(left));
        assertThat(html(shown).select("[role=alert]")).hasSize(1);
        Cookie gone = shown.getCookie(left.getName());
        assertThat(gone.getMaxAge()).isZero();
        assertThat(gone.getPath()).isEqualTo(left.getPath());

        Cookie madeUp = new Cookie(left.getName(), "your-money-is-gone");
        assertThat(html(perform(signedIn(get("/orders/o1/checkout")).cookie(madeUp)))
                        .select("[role=alert]"))
                .isEmpty();
    }

    @Test
    void paymentWithoutAnswerIsNotAFailure() throws Exception {
        SERVICES.down("POST /api/payments");
        MockHttpServletResponse paid = perform(
                signedIn(post("/orders/o1/pay")).param("card", "tok_slow").param("key", "0123456789"));
        assertThat(paid.getRedirectedUrl()).isEqualTo("/orders/o1?paying");
        SERVICES.answer("GET /api/orders/o1", 200, FakeServices.order("o1", "AWAITING_PAYMENT", Duration.ofMinutes(9)));
        Document page = html(perform(signedIn(get("/orders/o1").param("paying", ""))));
        assertThat(page.selectFirst("h1").text()).isEqualTo("Checking your payment");
        assertThat(page.selectFirst("#panel").attr("hx-get")).isEqualTo("/orders/o1/panel");
        assertThat(page.selectFirst("noscript meta[http-equiv=refresh]")).isNotNull();
    }

    @Test
    void expiredHoldOffersTheSameTickets() throws Exception {
        // The order is still awaiting payment, but its hold has expired.
        SERVICES.answer(
                "GET /api/orders/o1", 200, FakeServices.order("o1", "AWAITING_PAYMENT", Duration.ofSeconds(-1)));
        assertThat(perform(signedIn(get("/orders/o1/checkout"))).getRedirectedUrl())
                .isEqualTo("/orders/o1");
        Document page = html(perform(signedIn(get("/orders/o1"))));
        assertThat(page.selectFirst("h1").text()).isEqualTo("Your hold ran out");
        Element form = page.selectFirst("form[action=/events/e1/order]");
        assertThat(form.selectFirst("input[name=t_floor]").val()).isEqualTo("2");
    }
}
