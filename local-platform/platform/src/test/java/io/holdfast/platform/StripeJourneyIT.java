package io.holdfast.platform;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.holdfast.platform.PageSteps.button;
import static io.holdfast.platform.PageSteps.heading;
import static io.holdfast.platform.PageSteps.publish;
import static io.holdfast.platform.PageSteps.signUp;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.holdfast.testkit.stripe.StripeServer;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real cards in the pages, in a real browser, with stand-ins for Stripe's server, its script and a bank. */
class StripeJourneyIT {

    private static final String SECRET = "whsec_test";

    private static StripeServer stripe;
    private static Browser browser;
    private static RunningHoldfast holdfast;

    @BeforeAll
    static void start() {
        browser = new Browser();
        stripe = new StripeServer();
        holdfast = RunningHoldfast.start(settings(stripe, "3m"));
        stripe.sendWebhooks(holdfast.uri("/api/payments/webhooks/stripe"), SECRET);
    }

    /** @param hold how long tickets are held, unless the bank asks */
    static Map<String, String> settings(StripeServer stripe, String hold) {
        return Map.of(
                "HOLDFAST_ORDERS_HOLD",
                hold,
                "HOLDFAST_PAYMENTS_PROVIDER",
                "stripe",
                "HOLDFAST_PAYMENTS_STRIPE_APIKEY",
                "sk_test_1",
                "HOLDFAST_PAYMENTS_STRIPE_PUBLISHABLEKEY",
                "pk_test_1",
                "HOLDFAST_PAYMENTS_STRIPE_WEBHOOKSECRET",
                SECRET,
                "HOLDFAST_PAYMENTS_STRIPE_BASEURL",
                stripe.url(),
                "HOLDFAST_PAYMENTS_STRIPE_SCRIPT",
                stripe.script());
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
        if (holdfast != null) {
            try {
                holdfast.check();
            } finally {
                holdfast.close();
            }
        }
        if (stripe != null) {
            stripe.close();
        }
    }

    @Test
    void afterADeclinedCardAnotherPays() {
        Page page = atThePayment(true, "Paid by card");
        assertThat(page.locator("input[name=card]")).hasCount(0);
        assertThat(page.getByText("Sandbox")).hasCount(0);
        assertThat(Browser.findings(page)).isEmpty();
        Browser.screenshot(page, "stripe-01-payment");

        pay(page, StripeServer.DECLINED);
        assertThat(page.locator("#card-problem")).containsText("card_declined");
        assertThat(Browser.findings(page)).isEmpty();
        pay(page, StripeServer.CARD);
        assertTickets(page);
        assertThat(page.locator(".history")).not().containsText("declined");

        page.navigate(page.url().replaceFirst("\\?.*", "") + "/checkout");
        assertTickets(page);
        browser.expectNoErrors();
    }

    @Test
    void whileTheBankAsksTheTicketsAreHeldLonger() {
        Page page = atThePayment(true, "Asked by the bank");
        assertThat(page.locator(".hold-banner .countdown")).hasText(Pattern.compile("[0-2]:\\d\\d"));
        String held = page.locator(".hold-banner strong").innerText();
        pay(page, StripeServer.ASKS);
        assertThat(page.getByText("Your bank is asking you")).isVisible();
        assertThat(page.locator(".hold-banner .countdown")).hasText(Pattern.compile("[3-5]:\\d\\d"));
        assertThat(page.locator(".hold-banner strong")).not().hasText(held);
        Browser.screenshot(page, "stripe-02-bank");
        bank(page)
                .getByText("No", new FrameLocator.GetByTextOptions().setExact(true))
                .click();
        assertThat(page.locator("#card-problem")).containsText("Your bank was not convinced.");

        pay(page, StripeServer.ASKS);
        bank(page).getByText("Yes, it is me").click();
        assertTickets(page);
        browser.expectNoErrors();
    }

    @Test
    void theBankMayAskOnAPageOfItsOwn() {
        Page page = atThePayment(true, "Asked elsewhere");
        pay(page, StripeServer.ASKS_ELSEWHERE);
        button(page, "No").click();
        assertThat(page.getByRole(com.microsoft.playwright.options.AriaRole.ALERT)
                        .first())
                .containsText("The payment was not confirmed.");
        Browser.screenshot(page, "stripe-03-not-confirmed");

        pay(page, StripeServer.ASKS_ELSEWHERE);
        button(page, "Yes, it is me").click();
        assertTickets(page);
        assertThat(page.url()).doesNotContain("payment_intent").doesNotContain("redirect_status");
    }

    /** The order is opened, and paid, in two tabs: one charge, and both lead to the tickets. */
    @Test
    void twoTabsAreOnePayment() {
        Page first = atThePayment(true, "In two tabs");
        Page second = first.context().newPage();
        second.setDefaultTimeout(Browser.TIMEOUT_MILLIS);
        second.navigate(first.url());
        String secret = first.locator("#card-form").getAttribute("data-secret");
        assertThat(second.locator("#card-form")).hasAttribute("data-secret", secret);

        pay(first, StripeServer.CARD);
        assertTickets(first);
        pay(second, StripeServer.CARD);
        assertTickets(second);
    }

    @Test
    void aReloadOfAPaymentThatIsConfirmedLeadsToTheTickets() {
        Page page = atThePayment(true, "Reloaded");
        String secret = page.locator("#card-form").getAttribute("data-secret");
        stripe.confirm(secret.replaceFirst("_secret_.*", ""), StripeServer.CARD);
        page.reload();
        assertTickets(page);
    }

    @ParameterizedTest(name = "JavaScript: {0}")
    @ValueSource(booleans = {true, false})
    void thePageSaysWhatToDoWithoutTheForm(boolean javaScript) {
        Page page = atThePayment(javaScript, "Without a form");
        if (javaScript) {
            page.route("**/stripe.js", route -> route.abort());
            page.reload();
            assertThat(page.getByText("The card form could not be loaded")).isVisible();
            assertThat(page.locator("#card-confirm button")).isHidden();
        } else {
            // Playwright finds no text inside a noscript.
            assertThat(page.locator("#card-form noscript strong")).hasText("Paying by card needs JavaScript.");
            assertThat(page.locator("#card-form noscript strong")).isVisible();
            assertThat(page.locator("#card-confirm")).isHidden();
        }
        Browser.screenshot(page, "stripe-04-no-form-" + (javaScript ? "script" : "javascript"));
        button(page, "Give the tickets back").click();
        assertThat(heading(page)).not().hasText("Payment");
    }

    @Test
    void onlyThePaymentPageMayUseStripe() {
        Page page = atThePayment(true, "With a policy");
        String policy = policy(page, page.url());
        assertThat(policy)
                .contains("script-src 'self' " + stripe.url() + ";")
                .contains("frame-src " + stripe.url() + ";")
                .contains("connect-src 'self' " + stripe.url() + ";");
        for (String other : List.of("/", "/orders", page.url().replace("/checkout", ""))) {
            assertThat(policy(page, other)).as(other).doesNotContain(stripe.url());
        }
        button(page, "Give the tickets back").click();
        assertThat(heading(page)).not().hasText("Payment");
    }

    private static String policy(Page page, String address) {
        String url = address.startsWith("/") ? holdfast.url() + address : address;
        return page.request().get(url).headers().get("content-security-policy");
    }

    private static Page atThePayment(boolean javaScript, String event) {
        Page page = browser.visitor(javaScript, 320, ColorScheme.DARK);
        page.navigate(holdfast.url() + "/signup?return=/events/new");
        signUp(page);
        publish(page, event, "10");
        page.getByLabel("Standing", new Page.GetByLabelOptions().setExact(true)).fill("2");
        button(page, "Hold tickets").click();
        assertThat(heading(page)).hasText("Payment");
        return page;
    }

    private static void pay(Page page, String card) {
        page.getByLabel("Card number").fill(card);
        button(page, "Pay €51.00").click();
    }

    private static FrameLocator bank(Page page) {
        return page.frameLocator("iframe[title=Bank]");
    }

    private static void assertTickets(Page page) {
        assertThat(heading(page)).hasText("You’re going");
        assertThat(page.locator(".ticket svg.qr")).hasCount(2);
    }
}
