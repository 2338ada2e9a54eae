package io.holdfast.platform;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.holdfast.platform.PageSteps.button;
import static io.holdfast.platform.PageSteps.link;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.holdfast.platform.Shop.Person;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What people do with mails, in a browser: the mails of a local run are seen at {@code /dev/mail}. */
class MailJourneyIT {

    private static final Duration SOON = Duration.ofMinutes(2);

    private static Browser browser;

    private final String url = RunningHoldfast.shared().url();
    private final String email = "mail-" + UUID.randomUUID() + "@example.com";

    @BeforeAll
    static void start() {
        browser = new Browser();
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void anAddressIsProvenAndAForgottenPasswordReplacedWithoutJavaScript() {
        Page page = browser.visitor(false, 320, ColorScheme.DARK);
        page.navigate(url + "/signup");
        page.getByLabel("E-mail").fill(email);
        page.locator("#password").fill("12345678");
        button(page, "Make the account").click();
        assertThat(page.getByText("Others would try this one first")).isVisible();
        page.locator("#password").fill("correct horse battery");
        button(page, "Make the account").click();
        page.navigate(url + "/account");
        assertThat(page.getByText("is not confirmed yet")).isVisible();
        Browser.screenshot(page, "mail-01-account");

        followLink(page, "Confirm your e-mail address");
        button(page, "Yes, this account is mine").click();
        assertThat(page.getByText("Your address is confirmed.")).isVisible();
        page.navigate(url + "/account");
        assertThat(page.getByText("is not confirmed yet")).hasCount(0);

        Page elsewhere = browser.visitor(false, 320, ColorScheme.LIGHT);
        elsewhere.navigate(url + "/signin");
        link(elsewhere, "Forgotten your password? Sign in by mail").click();
        elsewhere.getByLabel("E-mail").fill(email);
        button(elsewhere, "Choose a new password").click();
        assertThat(elsewhere.getByText("is on its way")).isVisible();
        followLink(elsewhere, "Choose a new password");
        String form = elsewhere.url();
        elsewhere.locator("#newPassword").fill("battery staple horse");
        button(elsewhere, "Set the password").click();
        assertThat(elsewhere.getByText("Your password is changed")).isVisible();
        elsewhere.navigate(form);
        elsewhere.locator("#newPassword").fill("staple horse battery");
        button(elsewhere, "Set the password").click();
        assertThat(elsewhere.getByText("This link was used already")).isVisible();

        page.navigate(url + "/account");
        assertThat(page.getByLabel("E-mail")).isVisible();
        assertThat(page).hasTitle(java.util.regex.Pattern.compile("Sign in.*"));
    }

    @Test
    void theTicketsArriveAndLookRightOnAPhone() throws Exception {
        Shop shop = new Shop(RunningHoldfast.shared());
        Person organizer = shop.signUp("organizer");
        Person buyer = shop.signUp("buyer");
        JsonNode event = shop.publish(organizer, "Letters, read aloud", Map.of("Floor", 10), 2550);
        JsonNode order = shop.order(buyer, null, event, 0, 2).expect(201).json();
        String id = order.path("id").asString();
        shop.pay(buyer, id, "tok_visa").expect(201);

        for (ColorScheme colours : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            Page page = browser.visitor(true, 320, colours);
            open(page, "Your 2 tickets for Letters, read aloud", buyer.email());
            assertThat(page.locator("pre")).containsText(url + "/orders/" + id);
            assertThat(link(page, "tickets.pdf")).isVisible();
            assertThat(link(page, "event.ics")).isVisible();
            assertThat(Browser.findings(page)).isEmpty();

            page.navigate(page.url() + "/html");
            assertThat(page.locator("img")).hasCount(2);
            assertThat(page.locator("img").first().evaluate("image => image.naturalWidth"))
                    .isEqualTo(360);
            assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(320);
            Browser.screenshot(page, "mail-02-tickets-" + colours.name().toLowerCase(java.util.Locale.ROOT));
        }
    }

    @Test
    void theAccountsPagesHaveNoFindings() {
        Page page = browser.visitor(true, 320, ColorScheme.LIGHT);
        page.navigate(url + "/signup");
        PageSteps.signUp(page);
        for (String path : List.of(
                "/account",
                "/account/forgotten",
                "/account/reset?token=x",
                "/account/signin-link?token=x",
                "/account/verify?token=x",
                "/account/email/confirm/from?token=x",
                "/dev/mail")) {
            page.navigate(url + path);
            assertThat(Browser.findings(page)).as(path).isEmpty();
            assertThat(page.evaluate("document.documentElement.scrollWidth"))
                    .as(path)
                    .isEqualTo(320);
        }
        browser.expectNoErrors();
    }

    /** Opens the page that the newest mail with this subject to {@link #email} links to. */
    private void followLink(Page page, String subject) {
        open(page, subject, email);
        String text = page.locator("pre").innerText();
        String target = text.lines()
                .filter(line -> line.startsWith(url + "/account/"))
                .findFirst()
                .orElseThrow();
        page.navigate(target);
    }

    private void open(Page page, String subject, String recipient) {
        await().atMost(SOON).until(() -> {
            page.navigate(url + "/dev/mail");
            return mail(page, subject, recipient).count() > 0;
        });
        mail(page, subject, recipient)
                .first()
                .getByRole(com.microsoft.playwright.options.AriaRole.LINK)
                .click();
        assertThat(PageSteps.heading(page)).hasText(subject);
    }

    private static Locator mail(Page page, String subject, String recipient) {
        return page.locator("li")
                .filter(new Locator.FilterOptions().setHasText(subject))
                .filter(new Locator.FilterOptions().setHasText("to " + recipient));
    }
}
