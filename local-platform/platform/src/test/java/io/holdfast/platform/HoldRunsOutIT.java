package io.holdfast.platform;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.holdfast.platform.PageSteps.button;
import static io.holdfast.platform.PageSteps.heading;
import static io.holdfast.platform.PageSteps.publish;
import static io.holdfast.platform.PageSteps.signUp;

import com.microsoft.playwright.Page;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A hold that runs out before the payment, in a real browser, with JavaScript and without. */
class HoldRunsOutIT {

    /** On a busy machine a hold may run out before its page is shown. */
    private static final Pattern PAYMENT_OR_RUN_OUT = Pattern.compile("Payment|Your hold ran out");

    private static Browser browser;
    private static RunningHoldfast holdfast;

    @BeforeAll
    static void start() {
        browser = new Browser();
        holdfast = RunningHoldfast.start(Map.of("HOLDFAST_ORDERS_HOLD", "8s"));
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.expectNoErrors();
            browser.close();
        }
        if (holdfast != null) {
            holdfast.close();
        }
    }

    @ParameterizedTest(name = "JavaScript: {0}")
    @ValueSource(booleans = {true, false})
    void aHoldThatRunsOutKeepsTheChoice(boolean javaScript) {
        Page page = browser.visitor(javaScript);
        String url = holdfast.url();
        page.navigate(url + "/signup?return=/events/new");
        signUp(page);
        publish(page, "Over in a moment", "10");
        page.getByLabel("Standing", new Page.GetByLabelOptions().setExact(true)).fill("2");
        button(page, "Hold tickets").click();
        assertThat(heading(page)).hasText(PAYMENT_OR_RUN_OUT);
        String first = page.url();
        assertThat(heading(page)).hasText("Your hold ran out");
        Browser.screenshot(page, "07-hold-ran-out" + (javaScript ? "" : "-without-javascript"));
        button(page, "Try for the same tickets").click();
        page.waitForURL(next -> next.contains("/orders/") && !order(next).equals(order(first)));
        assertThat(heading(page)).hasText(PAYMENT_OR_RUN_OUT);
        assertThat(page.locator(".lines")).containsText("2 ×");
        page.context().close();
    }

    private static String order(String url) {
        return url.replaceFirst(".*/orders/([^?/]+).*", "$1");
    }
}
