package io.holdfast.webclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import java.time.Duration;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;

/** The pages with Stripe as the payment provider. */
@SpringBootTest(
        properties = {
            "spring.config.name=web-client",
            "holdfast.payments.provider=stripe",
            "holdfast.payments.stripe.publishable-key=pk_test_1",
            "holdfast.webclient.connect-timeout=1m",
            "holdfast.webclient.read-timeout=1m"
        })
class CardPaymentPagesTests extends PagesFixture {

    private static final String CHECKOUT = "/orders/o1/checkout";

    @BeforeEach
    void prepareAnswers() {
        SERVICES.answer("GET /api/orders/o1", 200, FakeServices.order("o1", "AWAITING_PAYMENT", Duration.ofMinutes(9)));
        SERVICES.answer("POST /api/payments/intents", 201, """
            {"id": "p1", "orderId": "o1", "status": "AUTHORIZING", "amount": 9100, "currency": "EUR",
             "clientSecret": "pi_1_secret_2"}\
            """);
    }

    @Test
    void thePaymentPageHasStripesFormAndNoTestCards() throws Exception {
        MockHttpServletResponse response = perform(get(CHECKOUT));
        Document page = Jsoup.parse(response.getContentAsString());
        Element form = page.selectFirst("#card-form");
        assertThat(form.attr("data-key")).isEqualTo("pk_test_1");
        assertThat(form.attr("data-secret")).isEqualTo("pi_1_secret_2");
        assertThat(form.attr("data-paid")).isEqualTo("/orders/o1/paid?payment=p1");
        assertThat(form.selectFirst("noscript").text())
                .contains("Paying by card needs JavaScript", "Switch JavaScript on");
        assertThat(page.select("script[src=https://js.stripe.com/v3/]")).hasSize(1);
        assertThat(page.select("input[name=card]")).isEmpty();
        assertThat(page.text()).doesNotContainIgnoringCase("sandbox");
    }

    @Test
    void onlyThePaymentPageMayLoadStripe() throws Exception {
        MockHttpServletResponse payment = perform(get(CHECKOUT));
        assertThat(payment.getHeader("Content-Security-Policy"))
                .contains(
                        "script-src 'self' https://js.stripe.com https://*.js.stripe.com;",
                        "connect-src 'self' https://api.stripe.com;",
                        "frame-src https://js.stripe.com https://*.js.stripe.com https://hooks.stripe.com;",
                        "style-src 'self';",
                        "form-action 'self';",
                        "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(payment.getHeader("Permissions-Policy")).contains("payment=(self \"https://js.stripe.com\")");
        assertThat(payment.getHeader("Cross-Origin-Opener-Policy")).isEqualTo("same-origin-allow-popups");
        for (String other : new String[] {"/", "/orders/o1"}) {
            MockHttpServletResponse page = perform(get(other));
            assertThat(page.getHeader("Content-Security-Policy")).doesNotContain("stripe");
            assertThat(page.getHeader("Permissions-Policy")).contains("payment=()");
            assertThat(page.getHeader("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
        }
    }

    @Test
    void whileStripeCannotBeReachedThePageSaysSo() throws Exception {
        SERVICES.problem("POST /api/payments/intents", 503, "provider-unavailable");
        Document page = Jsoup.parse(perform(get(CHECKOUT)).getContentAsString());
        assertThat(page.selectFirst("[role=alert]").text()).contains("cannot be reached", "still held");
        assertThat(page.select("script[src*=stripe]")).isEmpty();
        assertThat(page.select("#card-form a").eachAttr("href")).containsExactly(CHECKOUT);
    }

    @Test
    void whatIsPaidOrOverLeadsToTheOrder() throws Exception {
        SERVICES.problem("POST /api/payments/intents", 409, "order-not-payable");
        assertThat(perform(get(CHECKOUT)).getRedirectedUrl()).isEqualTo("/orders/o1");
        SERVICES.answer("POST /api/payments/intents", 201, """
            {"id": "p1", "orderId": "o1", "status": "CAPTURED", "clientSecret": null}\
            """);
        assertThat(perform(get(CHECKOUT)).getRedirectedUrl()).isEqualTo("/orders/o1");
        SERVICES.answer("POST /api/payments/intents", 201, """
            {"id": "p1", "orderId": "o1", "status": "AUTHORIZED", "clientSecret": null}\
            """);
        assertThat(perform(get(CHECKOUT)).getRedirectedUrl()).isEqualTo("/orders/o1?paying&payment=p1");
    }

    /** What the address says of the result is not used, and not kept. */
    @ParameterizedTest
    @CsvSource({
        "CAPTURED, false, /orders/o1?done&payment=p1",
        "AUTHORIZED, false, /orders/o1?done&payment=p1&paying",
        "AUTHORIZING, true, /orders/o1?done&payment=p1&paying",
        "AUTHORIZING, false, /orders/o1/checkout",
        "DECLINED, false, /orders/o1?payment=p1",
    })
    void whatBecameOfAPaymentIsAskedAndNotTakenFromTheAddress(String status, boolean challenged, String to)
            throws Exception {
        SERVICES.answer("POST /api/payments/p1/look", 200, """
            {"id": "p1", "orderId": "o1", "status": "%s", "challenged": %s}\
            """.formatted(status, challenged));
        MockHttpServletResponse response =
                perform(get("/orders/o1/paid?payment=p1&payment_intent=pi_1&redirect_status=succeeded"));
        assertThat(response.getRedirectedUrl()).isEqualTo(to);
        if (to.equals(CHECKOUT)) {
            Document page =
                    Jsoup.parse(perform(get(to).cookie(response.getCookies())).getContentAsString());
            assertThat(page.selectFirst("[role=alert]").text()).contains("not confirmed", "Nothing was charged");
        }
    }

    @Test
    void anUnknownResultIsWaitedForOnThePageOfTheOrder() throws Exception {
        SERVICES.down("POST /api/payments/p1/look");
        assertThat(perform(get("/orders/o1/paid?payment=p1")).getRedirectedUrl())
                .isEqualTo("/orders/o1?paying&payment=p1");
        SERVICES.problem("POST /api/payments/p1/look", 503, "provider-unavailable");
        assertThat(perform(get("/orders/o1/paid?payment=p1")).getRedirectedUrl())
                .isEqualTo("/orders/o1?paying&payment=p1");
        SERVICES.problem("POST /api/payments/p1/look", 404, "not-found");
        assertThat(perform(get("/orders/o1/paid?payment=p1")).getRedirectedUrl())
                .isEqualTo("/orders/o1");
        assertThat(perform(get("/orders/o1/paid?payment=../x")).getRedirectedUrl())
                .isEqualTo("/orders/o1");
    }

    @Test
    void aScriptLearnsThatTheBankAsksAndUntilWhenTheTicketsAreHeld() throws Exception {
        SERVICES.answer("POST /api/payments/p1/look", 200, """
            {"id": "p1", "orderId": "o1", "status": "AUTHORIZING", "challenged": true}\
            """);
        assertThat(perform(post("/orders/o1/asked?payment=p1")).getContentAsString())
                .contains("\"challenged\":true", "\"until\":\"", "Held for you until");
        SERVICES.problem("POST /api/payments/p1/look", 429, "rate-limited");
        assertThat(perform(post("/orders/o1/asked?payment=p1")).getContentAsString())
                .contains("\"challenged\":false", "\"until\":\"");
    }

    @Test
    void aTestCardIsNotTaken() throws Exception {
        assertThat(perform(post("/orders/o1/pay").param("card", "tok_visa")).getRedirectedUrl())
                .isEqualTo(CHECKOUT);
        assertThat(SERVICES.asked("POST", "/api/payments")).isEmpty();
    }

    @Override
    MockHttpServletResponse perform(MockHttpServletRequestBuilder request) throws Exception {
        return send(signedIn(request));
    }
}
