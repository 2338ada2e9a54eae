package io.holdfast.platform;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.holdfast.platform.PageSteps.button;
import static io.holdfast.platform.PageSteps.heading;
import static io.holdfast.platform.PageSteps.link;
import static io.holdfast.platform.PageSteps.publish;
import static io.holdfast.platform.PageSteps.signUp;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole path of a visitor in a real browser, with JavaScript and without. */
class BrowserJourneyIT {

    private static Browser browser;

    @BeforeAll
    static void open() {
        browser = new Browser();
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.expectNoErrors();
            browser.close();
        }
    }

    @ParameterizedTest(name = "JavaScript: {0}")
    @ValueSource(booleans = {true, false})
    void signUpPublishBuyPayAndSeeTheTickets(boolean javaScript) {
        String suffix = javaScript ? "" : "-without-javascript";
        Page page = browser.visitor(javaScript);
        String url = RunningHoldfast.shared().url();
        page.navigate(url);
        Browser.screenshot(page, "01-home" + suffix);

        // A visitor is asked to sign in first and then led back.
        link(page, "Create an event").click();
        link(page, "Make an account").click();
        signUp(page);
        assertThat(page).hasURL(url + "/events/new");
        publish(page, "Tide tables, read aloud", "100");
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Tide tables, read aloud")))
                .isVisible();
        Browser.screenshot(page, "02-event" + suffix);

        page.getByLabel("Standing", new Page.GetByLabelOptions().setExact(true)).fill("2");
        if (javaScript) {
            assertThat(page.locator("#total")).hasText("€51.00");
        }
        button(page, "Hold tickets").click();
        assertThat(page.getByText("Held for you until")).isVisible();
        assertThat(page.locator("tfoot")).containsText("€51.00");
        assertThat(page.locator(".hold-banner .own-time")).isHidden();
        if (javaScript) {
            assertThat(page.locator(".hold-banner .countdown")).hasText(Pattern.compile("\\d:[0-5]\\d"));
        }
        Browser.screenshot(page, "03-payment" + suffix);

        // After a declined card the tickets are still held.
        page.locator("input[value=tok_chargeDeclined]").check();
        button(page, "Pay €51.00").click();
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("The card was declined.");
        Browser.screenshot(page, "04-declined" + suffix);

        page.locator("input[value=tok_visa]").check();
        button(page, "Pay €51.00").click();
        assertThat(heading(page)).hasText("You’re going");
        assertThat(page.locator(".ticket svg.qr")).hasCount(2);
        Browser.screenshot(page, "05-done" + suffix);

        String pdfLink = page.getByText("Tickets as PDF").getAttribute("href");
        assertThat(page.request().get(url + pdfLink).headers().get("content-type"))
                .startsWith("application/pdf");

        // The payment page of a paid order, opened in another tab, leads to the tickets.
        page.navigate(page.url().replaceFirst("\\?.*", "") + "/checkout");
        assertThat(heading(page)).hasText("You’re going");

        link(page, "My tickets").click();
        assertThat(page.locator(".order-row")).hasCount(1);
        assertThat(page.locator(".order-row")).containsText("Paid");
        Browser.screenshot(page, "06-my-tickets" + suffix);
        page.locator(".order-row").click();
        assertThat(page.locator(".history")).containsText("Tickets held for you");
        button(page, "Sign out").click();
        assertThat(page.getByText("You are signed out.")).isVisible();
        page.context().close();
    }

    @Test
    void theChoiceIsHeldAfterSigningUpAndAvailabilityIsLive() {
        String url = RunningHoldfast.shared().url();
        Page organizer = browser.visitor(true);
        organizer.navigate(url + "/signup?return=/events/new");
        signUp(organizer);
        publish(organizer, "Three chairs", "3");
        String event = organizer.url().replaceFirst("\\?.*", "");

        Page watcher = browser.visitor(true);
        watcher.navigate(event);
        assertThat(watcher.locator("[data-tier-status]")).hasText("Last 3");

        Page buyer = browser.visitorIn("Asia/Tokyo");
        buyer.navigate(event);
        buyer.getByLabel("One more: Standing").click();
        buyer.getByLabel("One more: Standing").click();
        button(buyer, "Sign in first").click();
        link(buyer, "Make an account").click();
        signUp(buyer);
        assertThat(heading(buyer)).hasText("Payment");
        assertThat(buyer.locator(".hold-banner strong")).containsText("Madrid time");
        Locator ownTime = buyer.locator(".hold-banner .own-time");
        assertThat(ownTime).containsText(clock(ownTime.getAttribute("data-own-time"), "Asia/Tokyo") + " your time");
        assertThat(shownAt(ownTime, "2026-11-29T15:05:00Z")).hasText("(Mon 30 Nov, 00:05 your time)");
        assertThat(shownAt(ownTime, "2026-11-29T00:05:00Z")).hasText("(09:05 your time)");
        assertThat(watcher.locator("[data-tier-status]")).hasText("Last 1");

        // Released tickets are on sale again.
        button(buyer, "Give the tickets back").click();
        assertThat(heading(buyer)).hasText("You gave these tickets back");
        assertThat(watcher.locator("[data-tier-status]")).hasText("Last 3");
        organizer.context().close();
        watcher.context().close();
        buyer.context().close();
    }

    @ParameterizedTest(name = "JavaScript: {0}")
    @ValueSource(booleans = {true, false})
    void pickSeatsPayAndHaveTheMoneyBackWhenTheOrganizerCancels(boolean javaScript) {
        String suffix = javaScript ? "" : "-without-javascript";
        String url = RunningHoldfast.shared().url();
        Page organizer = browser.visitor(javaScript);
        organizer.navigate(url + "/signup?return=/events/new");
        signUp(organizer);
        organizer.getByText("Numbered seats").click();
        organizer.locator("#f-tiers-0-seating").fill("A: 1-8 aisle 4\nB: 1-8");
        publish(organizer, "Two rows of velvet", "");
        String event = organizer.url().replaceFirst("\\?.*", "");

        Page buyer = browser.visitor(javaScript);
        buyer.navigate(url + "/signup?return=" + event.substring(url.length()));
        signUp(buyer);
        if (javaScript) {
            clickOnSeat(buyer, "A", 3);
            assertThat(buyer.locator(".map-line")).containsText("Row A, seat 3");
        } else {
            seat(buyer, "A-3").check();
        }
        seat(buyer, "A-4").check();
        assertThat(seat(buyer, "A-3")).isChecked();
        if (javaScript) {
            seat(buyer, "B-1").check();
            assertThat(buyer.locator(".tier-apart")).hasText("These seats are not side by side.");
            button(buyer, "Seat B-1: give up").click();
            assertThat(seat(buyer, "B-1")).not().isChecked();
            assertThat(buyer.locator(".tier-apart")).isHidden();
        }
        Browser.screenshot(buyer, "09-seats" + suffix);
        button(buyer, "Hold tickets").click();
        assertThat(heading(buyer)).hasText("Payment");
        buyer.locator("form.pay button").click();
        assertThat(heading(buyer)).hasText("You’re going");
        assertThat(buyer.locator(".ticket").first()).containsText("A-3");
        String order = buyer.url();

        // Another visitor sees that they are taken.
        organizer.navigate(event);
        assertThat(seat(organizer, "A-3")).isDisabled();
        assertThat(seat(organizer, "A-5")).isEnabled();
        if (javaScript) {
            seat(organizer, "A-2").press("ArrowRight");
            assertThat(seat(organizer, "A-5")).isFocused();
            seat(organizer, "A-5").press("ArrowLeft");
            assertThat(seat(organizer, "A-2")).isFocused();
            seat(organizer, "A-2").press("ArrowDown");
            assertThat(organizer.locator(":focus")).hasAttribute("value", Pattern.compile("B-\\d"));
            organizer.locator(":focus").press("Space");
            assertThat(organizer.locator(":focus")).isChecked();
            PageLayout.expectRoomForWordsOfEveryLanguage(organizer, "09-seats");
        }

        organizer.navigate(url + "/organizer");
        link(organizer, "Two rows of velvet").click();
        assertThat(tile(organizer, "Sold")).hasText("2");
        assertThat(tile(organizer, "Takings")).hasText("€51.00");
        assertThat(organizer.locator(".sold-order")).containsText("A-3, A-4");
        Browser.screenshot(organizer, "10-organizer" + suffix);
        if (javaScript) {
            PageLayout.expectRoomForWordsOfEveryLanguage(organizer, "10-organizer");
        }

        String number = buyer.locator(".order-head .eyebrow").textContent().replace("Order ", "");
        organizer.locator("#q").fill(number.toLowerCase(Locale.ROOT).replace("-", " "));
        button(organizer, "Show").click();
        organizer.locator(".sold-who a").click();
        assertThat(heading(organizer)).hasText("Order " + number);
        assertThat(organizer.locator("#of-tickets + ul")).containsText("A-3");
        organizer.locator("a.back").click();

        link(organizer, "Cancel the event").click();
        assertThat(organizer.locator(".decide-facts")).containsText("€51.00");
        button(organizer, "Cancel the event").click();
        assertThat(organizer.getByRole(AriaRole.ALERT)).containsText("Tick the box");
        organizer.locator("#sure").check();
        Browser.screenshot(organizer, "11-cancel" + suffix);
        button(organizer, "Cancel the event").click();
        assertThat(organizer.getByText("Every order is dealt with, and all the money is back with the buyers."))
                .isVisible();
        Browser.screenshot(organizer, "12-cancelled" + suffix);

        buyer.navigate(order);
        assertThat(heading(buyer)).hasText("This event is cancelled");
        assertThat(buyer.locator("main")).containsText("€51.00 was given back");
        Browser.screenshot(buyer, "13-money-back" + suffix);
        organizer.context().close();
        buyer.context().close();
    }

    /** Moves a deadline, so that what is shown of it does not depend on when the test runs. */
    private static Locator shownAt(Locator ownTime, String instant) {
        ownTime.evaluate("""
                (element, instant) => {
                  element.dataset.ownTime = instant;
                  element.dispatchEvent(new Event("prolonged"));
                }""", instant);
        return ownTime;
    }

    private static String clock(String instant, String timezone) {
        return DateTimeFormatter.ofPattern("HH:mm")
                .withZone(ZoneId.of(timezone))
                .format(Instant.parse(instant));
    }

    private static Locator seat(Page page, String name) {
        return page.locator("input[type=checkbox][value='" + name + "']");
    }

    /** Clicks on the map where the seat is drawn. */
    private static void clickOnSeat(Page page, String row, int number) {
        Locator map = page.locator("[data-map]");
        map.waitFor();
        // Its script listens then.
        page.waitForLoadState();
        Object at = map.evaluate("""
                (svg, [label, number]) => {
                  const row = svg.querySelector(`[data-drawn="${label}"]`);
                  const x = Number(row.dataset.from) + (number - 1) * svg.dataset.pitch;
                  const point = new DOMPoint(x, row.transform.baseVal[0].matrix.f).matrixTransform(svg.getScreenCTM());
                  const corner = svg.getBoundingClientRect();
                  return [point.x - corner.x, point.y - corner.y];
                }""", List.of(row, number));
        List<?> position = (List<?>) at;
        double x = ((Number) position.get(0)).doubleValue();
        double y = ((Number) position.get(1)).doubleValue();
        map.click(new Locator.ClickOptions().setPosition(x, y));
    }

    private static Locator tile(Page page, String name) {
        return page.locator(".tile")
                .filter(new Locator.FilterOptions()
                        .setHas(page.locator("dt", new Page.LocatorOptions().setHasText(name))))
                .locator("dd");
    }

    @ParameterizedTest(name = "{0} pixels, {1}")
    @CsvSource({"1280, LIGHT", "320, DARK"})
    void everyPageIsAccessibleAndFits(int width, ColorScheme colours) {
        String url = RunningHoldfast.shared().url();
        Page page = browser.visitor(true, width, colours);
        String name = "08-" + width + "-";
        page.navigate(url + "/signup");
        inspectInEveryLanguage(page, name + "sign-up");
        signUp(page);
        page.navigate(url);
        inspectInEveryLanguage(page, name + "home");
        assertThat(page.evaluate("document.querySelector('.card').getBoundingClientRect().top < innerHeight"))
                .as("events are on the first screen")
                .isEqualTo(true);
        openDemoEvent(page);
        inspectInEveryLanguage(page, name + "event");
        page.locator("input[type=number]:enabled").first().fill("1");
        button(page, "Hold tickets").click();
        assertThat(heading(page)).hasText("Payment");
        inspectInEveryLanguage(page, name + "payment");
        page.locator("form.pay button").click();
        assertThat(heading(page)).hasText("You’re going");
        inspectInEveryLanguage(page, name + "order");
        page.navigate(url + "/orders");
        inspectInEveryLanguage(page, name + "my-tickets");
        page.navigate(url + "/events/new");
        inspectInEveryLanguage(page, name + "create");
        button(page, "Publish").last().click();
        assertThat(page.locator("#problems")).isVisible();
        inspect(page, name + "create-problems");
        publish(page, "A row for the inspection", "20");
        String event = page.url().replaceFirst(".*/events/(?:[^?/]*-)?([^?/-]+).*", "$1");
        for (String part : List.of("", "/edit", "/cancel")) {
            page.navigate(url + "/organizer/events/" + event + part);
            inspectInEveryLanguage(page, name + "organizer" + part.replace('/', '-'));
        }
        page.navigate(url + "/organizer");
        inspectInEveryLanguage(page, name + "my-events");
        page.navigate(url + "/nothing-here");
        inspectInEveryLanguage(page, name + "not-found");
        page.context().close();
    }

    /** One with many tickets on sale. Which events the home page shows depends on what other tests have published. */
    private static void openDemoEvent(Page page) {
        page.navigate(RunningHoldfast.shared().url() + "/?q=Aurora%20Quartet");
        page.locator(".card a").first().click();
        assertThat(heading(page)).hasText("Northern Lights: The Aurora Quartet");
    }

    /** From right to left on a small screen, with what people typed in another direction. */
    @Test
    void arabicPagesAreAccessibleAndFit() {
        String url = RunningHoldfast.shared().url();
        Page page = browser.visitor(true, 320, ColorScheme.LIGHT);
        String name = "09-arabic-";
        page.navigate(url);
        button(page, "العربية").click();
        assertThat(page.locator("html[lang=ar][dir=rtl]")).hasCount(1);
        inspect(page, name + "home");
        openDemoEvent(page);
        assertThat(page.locator("html[lang=ar]")).hasCount(1);
        inspect(page, name + "event");
        page.locator("input[type=number]:enabled").first().fill("1");
        page.locator("#guest-name").fill("Ada Lovelace");
        page.locator("#guest-email").fill("arabic-reader@example.org");
        page.locator("#hold").click();
        assertThat(page.locator(".hold-banner .countdown")).hasText(Pattern.compile("\\d:[0-5]\\d"));
        inspect(page, name + "payment");
        page.locator("form.pay button").click();
        assertThat(page.locator(".ticket")).hasCount(1);
        inspect(page, name + "order");
        page.navigate(url + "/signup");
        inspect(page, name + "sign-up");
        page.context().close();
    }

    /** The walk on a narrow screen need not try every language again: each was tried there, too. */
    private static void inspectInEveryLanguage(Page page, String name) {
        inspect(page, name);
        if (page.viewportSize().width > PageLayout.NARROW) {
            PageLayout.expectRoomForWordsOfEveryLanguage(page, name);
        }
    }

    private static void inspect(Page page, String name) {
        Browser.screenshot(page, name);
        assertThat(Browser.findings(page)).as("%s, %s", name, page.url()).isEmpty();
        PageLayout.expectRoomForWords(page, name);
    }
}
