package io.holdfast.platform;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.holdfast.platform.PageSteps.button;
import static io.holdfast.platform.PageSteps.heading;
import static io.holdfast.platform.PageSteps.link;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.holdfast.platform.Shop.Person;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Buying without an account, in a browser: from the event's page to the tickets, the mail, and the account they come into. */
class GuestJourneyIT {

    private static final Duration SOON = Duration.ofMinutes(2);

    private static Browser browser;

    private final String url = RunningHoldfast.shared().url();
    private final String email = "guest-" + UUID.randomUUID() + "@example.com";

    @BeforeAll
    static void start() {
        browser = new Browser();
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.expectNoErrors();
            browser.close();
        }
    }

    @ParameterizedTest(name = "JavaScript: {0}, {1} pixels, {2}")
    @CsvSource({"true, 1280, LIGHT", "true, 320, DARK", "false, 320, LIGHT"})
    void aGuestBuysOpensTheMailAndMakesAnAccount(boolean javaScript, int width, ColorScheme colours) throws Exception {
        String name = "guest-" + width + (javaScript ? "" : "-without-javascript") + "-";
        Shop shop = new Shop(RunningHoldfast.shared());
        Person organizer = shop.signUp("organizer");
        shop.describeSeller(organizer);
        JsonNode event = shop.publish(organizer, "Lanterns for " + email, Map.of("Floor", 10), 2550);
        if (javaScript) {
            shop.edit(organizer, "/api/events/" + event.path("id").asString(), asked -> asked.put("proofOfWork", true))
                    .expect(200);
        }

        Page guest = browser.visitor(javaScript, width, colours);
        guest.navigate(url + "/events/" + event.path("id").asString());
        guest.locator("input[type=number]").fill("2");
        button(guest, "Hold tickets").click();
        assertThat(guest.locator("#problems")).containsText("Say who the tickets are for");
        assertThat(guest.locator("input[type=number]")).hasValue("2");
        inspect(guest, javaScript, name + "1-asked");
        guest.getByLabel("Your name").fill("Gil Guest");
        guest.getByLabel("E-mail").fill(email);
        if (javaScript && width < 1280) {
            // As if the page had known of no puzzle: it is shown again, and goes on by itself.
            guest.evaluate("document.querySelector('[name=solution]').disabled = true");
        }
        button(guest, "Hold tickets").click();
        assertThat(heading(guest)).hasText("Payment");
        inspect(guest, javaScript, name + "2-payment");

        // The page is lost before paying: this browser finds the order again.
        guest.navigate(url + "/orders");
        assertThat(guest.locator("main")).containsText(email);
        inspect(guest, javaScript, name + "3-orders");
        guest.locator(".order-row a").first().click();
        link(guest, "Pay now").click();
        link(guest, "I need an invoice").click();
        guest.locator("#f-name").fill("Guest & Sons");
        guest.locator("#f-street").fill("1 Road");
        guest.locator("#f-city").fill("York");
        guest.locator("#f-country").selectOption("GB");
        button(guest, "Save").click();
        assertThat(link(guest, "Invoice for Guest & Sons: change")).isVisible();
        guest.locator("form.pay button").click();
        assertThat(guest.locator(".ticket svg.qr")).hasCount(2);
        String order = guest.url().replaceFirst("\\?.*", "");
        inspect(guest, javaScript, name + "4-order");
        for (String document : List.of("Tickets as PDF", "Receipt as PDF")) {
            assertThat(guest.request()
                            .get(url + guest.getByText(document).getAttribute("href"))
                            .headers()
                            .get("content-type"))
                    .as(document)
                    .startsWith("application/pdf");
        }

        // Elsewhere only the mail opens it, by a form: programs that look at links in mails open nothing.
        Page phone = browser.visitor(javaScript, width, colours);
        phone.navigate(order);
        assertThat(heading(phone)).hasText("Sign in");
        phone.navigate(linkInMail(phone));
        inspect(phone, javaScript, name + "5-open");
        button(phone, "Open the order").click();
        assertThat(phone.locator(".ticket svg.qr")).hasCount(2);

        // The link proved the address, so the orders come into the account that is made here, and out of the other
        // browser.
        link(phone, "Make an account").click();
        assertThat(phone.getByLabel("E-mail")).hasValue(email);
        phone.locator("#password").fill("correct horse battery");
        button(phone, "Make the account").click();
        await().atMost(SOON).until(() -> {
            phone.navigate(url + "/orders?adopted");
            return phone.locator(".order-row").count() == 1;
        });
        inspect(phone, javaScript, name + "6-account");
        phone.locator(".order-row a").first().click();
        assertThat(phone.locator(".ticket svg.qr")).hasCount(2);
        assertThat(phone.locator(".guest-note")).hasCount(0);
        guest.navigate(order);
        assertThat(heading(guest)).hasText("Sign in");
        guest.context().close();
        phone.context().close();
    }

    private static void inspect(Page page, boolean javaScript, String name) {
        Browser.screenshot(page, name);
        if (javaScript) {
            assertThat(Browser.findings(page)).as("%s, %s", name, page.url()).isEmpty();
        }
        PageLayout.expectRoomForWords(page, name);
    }

    /** The link to the order in the mail with the tickets. */
    private String linkInMail(Page page) {
        await().atMost(SOON).until(() -> {
            page.navigate(url + "/dev/mail");
            return mail(page).count() > 0;
        });
        mail(page).first().getByRole(AriaRole.LINK).click();
        return page.locator("pre")
                .innerText()
                .lines()
                .filter(line -> line.startsWith(url + "/orders/"))
                .findFirst()
                .orElseThrow();
    }

    private Locator mail(Page page) {
        return page.locator("li")
                .filter(new Locator.FilterOptions().setHasText("Your 2 tickets"))
                .filter(new Locator.FilterOptions().setHasText("to " + email));
    }
}
