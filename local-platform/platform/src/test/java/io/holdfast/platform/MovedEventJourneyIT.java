package io.holdfast.platform;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.holdfast.platform.PageSteps.button;
import static io.holdfast.platform.PageSteps.heading;
import static io.holdfast.platform.PageSteps.link;
import static io.holdfast.platform.PageSteps.publish;
import static io.holdfast.platform.PageSteps.signUp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An event is moved after its tickets are sold: what its buyers see and are told, and that they may return them. */
class MovedEventJourneyIT {

    private static final Duration SOON = Duration.ofMinutes(2);

    private static Browser browser;
    private static RunningHoldfast holdfast;

    @BeforeAll
    static void start() {
        // Buyers are told at once what has changed.
        holdfast = RunningHoldfast.start(Map.of("HOLDFAST_ORDERS_NOTICEAFTER", "1s"));
        browser = new Browser();
    }

    @AfterAll
    static void stop() {
        try (RunningHoldfast _ = holdfast) {
            if (browser != null) {
                browser.expectNoErrors();
                browser.close();
            }
        }
    }

    @ParameterizedTest(name = "JavaScript: {0}, {1} px wide")
    @CsvSource({"true, 1280, LIGHT", "false, 320, DARK"})
    void theTicketsOfAMovedEventAreReturned(boolean javaScript, int width, ColorScheme colours) {
        String url = holdfast.url();
        String name = "Moved to " + width;
        Page page = browser.visitor(javaScript, width, colours);
        page.navigate(url + "/signup?return=/events/new");
        signUp(page);
        publish(page, name, "10");
        String dashboard = url + page.locator(".event-own a").getAttribute("href");
        page.getByLabel("Standing", new Page.GetByLabelOptions().setExact(true)).fill("2");
        button(page, "Hold tickets").click();
        button(page, "Remind me by mail before the hold ends").click();
        assertThat(page.locator("p.remind")).containsText("three minutes before");
        Browser.screenshot(page, "moved-01-reminder-" + width);
        page.locator("form.pay button.big").click();
        assertThat(heading(page)).hasText("You’re going");
        String order = page.url().replaceFirst("\\?.*", "");

        // Otherwise it might tell of the move already.
        seeMail(page, url, "Your 2 tickets for " + name);
        page.navigate(dashboard + "/edit");
        page.locator("#f-startsAt").fill(LocalDate.now().plusDays(47) + "T21:00");
        page.locator("#f-endsAt").fill(LocalDate.now().plusDays(47) + "T23:30");
        page.locator("[id='f-venue-name']").fill("The larger hall");
        Browser.screenshot(page, "moved-02-edit-" + width);
        button(page, "Save changes").last().click();
        assertThat(page.getByText("Saved.").first()).isVisible();

        await().atMost(SOON).until(() -> {
            page.navigate(order);
            return page.locator(".changed").count() == 1;
        });
        assertThat(page.locator(".changed ins").last()).containsText("The larger hall");
        assertThat(page.locator(".ticket").first()).containsText("The larger hall");
        Browser.screenshot(page, "moved-03-order-" + width);
        if (javaScript) {
            assertThat(Browser.findings(page)).isEmpty();
        }
        assertNoSideways(page, javaScript, width);
        page.navigate(url + "/orders");
        assertThat(page.locator(".order-row .was").first()).containsText("It was: " + name);
        Browser.screenshot(page, "moved-04-list-" + width);
        assertNoSideways(page, javaScript, width);

        seeMail(page, url, "Changed: " + name);
        assertThat(page.locator("pre")).containsText("The larger hall");
        assertThat(page.locator("pre")).containsText("for all you paid");
        page.navigate(page.url() + "/html");
        Browser.screenshot(page, "moved-05-mail-" + width);

        page.navigate(order);
        link(page, "Return the tickets").click();
        assertThat(heading(page)).hasText("Return these tickets?");
        Browser.screenshot(page, "moved-06-return-" + width);
        button(page, "Return for €51.00").click();
        assertThat(heading(page)).hasText("Sold back");
        holdfast.check();
        page.context().close();
    }

    private static void assertNoSideways(Page page, boolean javaScript, int width) {
        if (javaScript) {
            assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(width);
        }
    }

    private static void seeMail(Page page, String url, String subject) {
        Locator mail = page.locator("li").filter(new Locator.FilterOptions().setHasText(subject));
        await().atMost(SOON).until(() -> {
            page.navigate(url + "/dev/mail");
            return mail.count() > 0;
        });
        mail.first().getByRole(AriaRole.LINK).click();
        assertThat(heading(page)).hasText(subject);
    }
}
