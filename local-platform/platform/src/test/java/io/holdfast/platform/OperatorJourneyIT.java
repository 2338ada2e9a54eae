package io.holdfast.platform;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.holdfast.platform.PageSteps.button;
import static io.holdfast.platform.PageSteps.link;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.holdfast.platform.Shop.Person;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What operators do, and what people learn and have forgotten about themselves, in a browser. */
class OperatorJourneyIT {

    private static final Duration SOON = Duration.ofMinutes(2);
    private static final String PASSWORD = Shop.PASSWORD;

    private static Browser browser;
    private static RunningHoldfast holdfast;

    private final Shop shop = new Shop(holdfast);
    private final String url = holdfast.url();

    @BeforeAll
    static void start() {
        browser = new Browser();
        holdfast = RunningHoldfast.start(Map.of("HOLDFAST_EVENTS_TRUSTUNPROVEN", "false"));
    }

    @AfterAll
    static void stop() {
        if (holdfast != null) {
            holdfast.close();
        }
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void anEventIsListedOnceItsOrganizerIsProvenAndTakenDownByAnOperator() throws Exception {
        Page organizer = browser.visitor(true);
        String address = signUp(organizer);
        Person person = shop.signIn(address);
        JsonNode event = shop.publish(person, "Whisper " + UUID.randomUUID(), Map.of("Floor", 10), 2550);
        String id = event.path("id").asString();
        String name = event.path("name").asString();
        organizer.navigate(url + "/events/" + id);
        assertThat(organizer.getByText("Your friends can open this page by its address."))
                .isVisible();
        Browser.screenshot(organizer, "operator-01-unlisted");
        Page friend = browser.visitor(true, 320, ColorScheme.LIGHT);
        friend.navigate(url + "/events/" + id);
        assertThat(button(friend, "Hold tickets")).isVisible();
        assertFound(friend, name, false);

        admin("vouch", address);
        await().atMost(SOON).untilAsserted(() -> assertFound(friend, name, true));

        Page operator = operator();
        operator.navigate(url + "/events/" + id);
        operator.getByLabel("Reason to take it down").fill("Fraud");
        button(operator, "Take it down").click();
        assertThat(operator.getByText("Reason: Fraud")).isVisible();
        Browser.screenshot(operator, "operator-02-taken-down");
        friend.navigate(url + "/events/" + id);
        assertThat(friend.getByText("No tickets for now")).isVisible();
        assertThat(friend.getByText("Reason: Fraud")).hasCount(0);
        Browser.screenshot(friend, "operator-03-friend-320");
        assertThat(Browser.findings(friend)).isEmpty();
        assertFound(friend, name, false);

        button(operator, "Put it back").click();
        assertThat(button(operator, "Take it down")).isVisible();
        // A page that was loaded too early stays as it is, so it is not waited for but loaded again.
        await().atMost(SOON).until(() -> {
            friend.navigate(url + "/events/" + id);
            return button(friend, "Hold tickets").count() == 1;
        });
        organizer.navigate(url + "/organizer/events/" + id);
        link(organizer, "Activity").click();
        assertThat(organizer.getByText("An event was put back")).isVisible();
        Browser.screenshot(organizer, "operator-04-event-activity");
        browser.expectNoErrors();
    }

    @Test
    void anAccountIsSuspendedAndSignedOut() {
        Page person = browser.visitor(false, 320, ColorScheme.DARK);
        String address = signUp(person);
        Page operator = operator();
        operator.navigate(url + "/operator");
        Browser.screenshot(operator, "operator-05-overview");
        operator.getByLabel("E-mail of the account").fill(address);
        button(operator, "Find").click();
        operator.getByLabel("Reason, for other operators").fill("Spam");
        button(operator, "Suspend the account").click();
        assertThat(button(operator, "Lift the suspension")).isVisible();
        Browser.screenshot(operator, "operator-06-suspended");

        person.navigate(url + "/account");
        assertThat(button(person, "Sign in")).isVisible();
        button(operator, "Lift the suspension").click();
        assertThat(button(operator, "Suspend the account")).isVisible();
    }

    @Test
    void aPersonReadsDownloadsAndHasEverythingForgotten() throws Exception {
        Page page = browser.visitor(true, 320, ColorScheme.LIGHT);
        String address = signUp(page);
        page.navigate(url + "/account");
        Browser.screenshot(page, "operator-07-account-320");
        Download data = page.waitForDownload(
                () -> link(page, "Download your data").first().click());
        assertThat(new String(data.createReadStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains(address, "signed-up");
        link(page, "See the activity").click();
        assertThat(page.getByText("Signed up")).isVisible();
        Browser.screenshot(page, "operator-08-activity-320");

        page.navigate(url + "/account/erase");
        Browser.screenshot(page, "operator-09-erase-320");
        page.locator("#password").fill(PASSWORD);
        page.getByLabel("I know that this cannot be undone.").check();
        button(page, "Erase the account").click();
        assertThat(page.getByText("Your account is erased.")).isVisible();

        Page again = browser.visitor(false);
        again.navigate(url + "/signup");
        fill(again, address);
        again.navigate(url + "/account");
        assertThat(again.getByLabel("E-mail").first()).isVisible();
        browser.expectNoErrors();
    }

    @Test
    void thePagesHaveNoFindingsWideAndOnAPhone() {
        String boss = "boss-" + UUID.randomUUID() + "@example.com";
        for (int width : List.of(1280, 320)) {
            Page page = browser.visitor(true, width, width == 320 ? ColorScheme.DARK : ColorScheme.LIGHT);
            if (width == 1280) {
                page.navigate(url + "/signup");
                fill(page, boss);
                admin("vouch", boss);
                admin("grant", boss);
            }
            signIn(page, boss);
            for (String path : List.of(
                    "/operator",
                    "/operator/accounts",
                    "/operator/record",
                    "/operator/record?of=events",
                    "/account",
                    "/account/activity",
                    "/account/erase")) {
                page.navigate(url + path);
                assertThat(Browser.findings(page)).as(path).isEmpty();
                assertThat(page.evaluate("document.documentElement.scrollWidth"))
                        .as(path)
                        .isEqualTo(width);
                Browser.screenshot(page, "operator-10-" + width + path.replaceAll("\\W+", "-"));
            }
        }
        browser.expectNoErrors();
    }

    private Page operator() {
        Page page = browser.visitor(true);
        String boss = signUp(page);
        admin("vouch", boss);
        admin("grant", boss);
        signIn(page, boss);
        assertThat(link(page, "Operator")).isVisible();
        return page;
    }

    /** Makes an account, and returns its address. */
    private String signUp(Page page) {
        String address = "person-" + UUID.randomUUID() + "@example.com";
        page.navigate(url + "/signup");
        fill(page, address);
        return address;
    }

    private static void fill(Page page, String address) {
        page.getByLabel("E-mail").fill(address);
        page.locator("#password").fill(PASSWORD);
        button(page, "Make the account").click();
        assertThat(page.locator("form[action='/signout']")).hasCount(1);
    }

    private void signIn(Page page, String address) {
        page.navigate(url + "/signin");
        page.getByLabel("E-mail").fill(address);
        page.locator("#password").fill(PASSWORD);
        button(page, "Sign in").click();
        assertThat(page.locator("form[action='/signout']")).hasCount(1);
    }

    private void assertFound(Page page, String name, boolean found) {
        page.navigate(url + "/?q=" + name.replace(" ", "%20"));
        // Not any text: a search that finds nothing names what was searched for.
        Locator links = page.locator(".cards a").filter(new Locator.FilterOptions().setHasText(name));
        org.assertj.core.api.Assertions.assertThat(links.count() > 0).isEqualTo(found);
    }

    /** {@code ./holdfast admin}, as a person types it. */
    private static void admin(String... arguments) {
        List<String> command = new ArrayList<>(List.of("./holdfast", "admin"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--data", holdfast.data().toString()));
        Shell.run(SOON, Map.of(), command).expectSuccess();
    }
}
