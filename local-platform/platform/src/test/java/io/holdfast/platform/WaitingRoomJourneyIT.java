package io.holdfast.platform;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.holdfast.platform.PageSteps.button;
import static io.holdfast.platform.PageSteps.heading;
import static io.holdfast.platform.PageSteps.link;
import static io.holdfast.platform.PageSteps.publish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import io.holdfast.platform.Shell.Output;
import io.holdfast.platform.Shop.Person;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An event with a waiting room: published, entered, drawn, verified, and sold to those who are admitted. */
class WaitingRoomJourneyIT {

    /** Soon, and late enough that the change is there before. */
    private static final Duration NOTICE = Duration.ofSeconds(10);

    private static Browser browser;
    private static RunningHoldfast holdfast;

    @BeforeAll
    static void start() {
        holdfast = RunningHoldfast.start();
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
    void ticketsGoToWhoeverIsAdmitted(boolean javaScript, int width, ColorScheme colours) throws Exception {
        Shop shop = new Shop(holdfast);
        Person organizing = shop.signUp("organizer");
        Page organizer = browser.visitor(javaScript, width, colours);
        organizer.navigate(holdfast.url() + "/signin?return=/events/new");
        organizer.getByLabel("E-mail").fill(organizing.email());
        organizer.locator("#password").fill(Shop.PASSWORD);
        button(organizer, "Sign in").click();
        if (!javaScript) {
            organizer.locator("details summary").last().click();
        } else {
            organizer
                    .locator("summary", new Page.LocatorOptions().setHasText("Waiting room"))
                    .click();
        }
        organizer.locator("[id='f-waitingRoom-opensAt']").fill(inTwoDays());
        organizer.locator("[id='f-waitingRoom-holdersAtOnce']").fill("1");
        publish(organizer, "Rush of " + width, "10");
        String event = organizer.url().replaceFirst("\\?.*", "");
        assertThat(organizer.locator("#hold")).hasCount(0);
        Browser.screenshot(organizer, "waiting-01-event-" + width);

        Page ada = browser.visitor(javaScript, width, colours);
        enterAsGuest(ada, event);
        assertThat(ada.locator("[data-gathering] .waiting-place")).hasText("You are in");
        Browser.screenshot(ada, "waiting-02-in-" + width);
        Page bob = browser.visitor(javaScript, width, colours);
        enterAsGuest(bob, event);
        if (javaScript) {
            assertThat(Browser.findings(ada)).isEmpty();
            assertThat(ada.evaluate("document.documentElement.scrollWidth")).isEqualTo(width);
            waitForLongerThanATokenLasts(ada);
        }

        openSoon(shop, organizing, event);
        // One is led on, the other one waits: whose turn it is was drawn.
        await().until(() -> isAdmitted(ada, javaScript) != isAdmitted(bob, javaScript));
        Page first = isAdmitted(ada, javaScript) ? ada : bob;
        Page second = first == ada ? bob : ada;
        assertThat(second.locator("[data-place]")).hasText("2");
        assertThat(second.locator("[data-before]")).hasText("You are next");
        Browser.screenshot(second, "waiting-03-place-" + width);
        if (javaScript) {
            assertThat(Browser.findings(second)).isEmpty();
        }
        Browser.screenshot(first, "waiting-04-turn-" + width);

        link(second, "How places are drawn").click();
        assertThat(heading(second)).hasText("How places are drawn");
        if (javaScript) {
            button(second, "Recompute it in this browser").click();
            assertThat(second.locator("[data-draw] .note")).hasText("All 2 places are right. Yours is 2.");
            assertThat(Browser.findings(second)).isEmpty();
        }
        Browser.screenshot(second, "waiting-05-draw-" + width);
        verifyWhatIsSaved(second, event);
        second.goBack();
        Page cyd = browser.visitor(javaScript, width, colours);
        enterAsGuest(cyd, event);
        assertThat(cyd.locator("[data-place]")).hasText("3");

        first.getByLabel("Standing", new Page.GetByLabelOptions().setExact(true))
                .fill("2");
        button(first, "Hold tickets").click();
        if (javaScript) {
            second.clock().install();
            setHidden(second, true);
        }
        first.locator("form.pay button.big").click();
        assertThat(heading(first)).hasText("You’re going");

        if (javaScript) {
            await().until(() -> isTurnInTitle(second));
            assertThat(second).hasURL(Pattern.compile("/waiting-room"));
            setHidden(second, false);
        }
        await().until(() -> isAdmitted(second, javaScript));
        assertThat(second.locator("#hold"))
                .isEnabled(new LocatorAssertions.IsEnabledOptions().setTimeout(Browser.TIMEOUT_MILLIS));
        // Without the room everyone may choose, also those who wait.
        shop.edit(organizing, path(event), terms -> terms.remove("waitingRoom")).expect(200);
        await().until(() -> isAdmitted(cyd, javaScript));
        assertThat(cyd.locator("#hold")).isVisible();
        holdfast.check();
        first.context().close();
        second.context().close();
        cyd.context().close();
        organizer.context().close();
    }

    private static void verifyWhatIsSaved(Page page, String event) {
        Download receipt = page.waitForDownload(
                () -> link(page, "Save the receipt of your entry").click());
        Download proof = page.waitForDownload(() ->
                link(page, "Save the proof that your entry was in the list").click());
        String draw = holdfast.url() + path(event).replace("/api/", "/api/orders/") + "/waiting-room/draw";
        Output output = Shell.run(
                        Duration.ofMinutes(1),
                        Map.of(),
                        List.of(
                                "./holdfast",
                                "draw",
                                "verify",
                                draw,
                                "--receipt",
                                receipt.path().toString(),
                                "--proof",
                                proof.path().toString()))
                .expectSuccess();
        assertThat(output.text()).contains("is right: it is number", "the room's", "of the 2 that were drawn");
    }

    private static void enterAsGuest(Page page, String event) {
        page.navigate(event);
        link(page, "To the waiting room").click();
        page.getByLabel("Your name").fill("Visitor");
        page.getByLabel("E-mail").fill("visitor-" + UUID.randomUUID() + "@example.com");
        button(page, "Enter the waiting room").click();
    }

    /**
     * The page comes back from behind others with a token that no service accepts any more. Its session lives: auth-service has a new one for
     * those who ask with the old one, which is the true one of before here, as none ends in the time of a test.
     */
    private static void waitForLongerThanATokenLasts(Page page) {
        setHidden(page, true);
        List<Cookie> session = page.context().cookies().stream()
                .filter(cookie -> cookie.name.endsWith("holdfast_session"))
                .toList();
        page.context()
                .addCookies(session.stream()
                        .map(cookie -> new Cookie(cookie.name, cookie.value.replaceFirst("[^.]+$", "ended"))
                                .setDomain(cookie.domain)
                                .setPath(cookie.path)
                                .setHttpOnly(true))
                        .toList());
        page.route("**/api/users/currentuser", route -> {
            page.context().addCookies(session);
            route.resume();
        });
        page.waitForResponse("**/api/users/currentuser", () -> setHidden(page, false));
    }

    private static void setHidden(Page page, boolean hidden) {
        page.evaluate("""
            hidden => {
              Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
              document.dispatchEvent(new Event("visibilitychange"));
            }""", hidden);
    }

    /** A page that is behind others asks each half minute, which is over now. */
    private static boolean isTurnInTitle(Page page) {
        page.clock().fastForward("00:31");
        return page.title().startsWith("It is your turn");
    }

    /** Whether the visitor was led to the event's page. Without JavaScript a page that is old is loaded again. */
    private static boolean isAdmitted(Page page, boolean javaScript) {
        if (javaScript) {
            // The address is known as of the last message from the browser, and these are read while something is
            // awaited.
            page.waitForTimeout(100);
        } else if (page.url().contains("waiting-room")) {
            page.reload();
        }
        return !page.url().contains("waiting-room");
    }

    /** Times of the form have minutes, so a test that waits for one would wait for long. Noon is a time on each day, unlike 2:30. */
    private static String inTwoDays() {
        return LocalDate.now().plusDays(2) + "T12:00";
    }

    /** Has the room open in a few seconds. */
    private static void openSoon(Shop shop, Person organizer, String page) throws Exception {
        Map<String, Object> room = Map.of("opensAt", Instant.now().plus(NOTICE).toString(), "holdersAtOnce", 1);
        shop.edit(organizer, path(page), event -> event.put("waitingRoom", room))
                .expect(200);
    }

    /** Of the event that a page is about. */
    private static String path(String page) {
        return "/api/events/" + page.substring(page.lastIndexOf('-') + 1);
    }
}
