package io.holdfast.platform;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.holdfast.platform.PageSteps.button;
import static io.holdfast.platform.PageSteps.heading;
import static io.holdfast.platform.PageSteps.link;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.holdfast.identityprovider.IdentityProviderServer;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Signing in by an identity provider, in a browser, with a real provider on another port. */
class IdentityJourneyIT {

    private static Browser browser;
    private static IdentityProviderServer provider;
    private static RunningHoldfast holdfast;

    private final String url = holdfast.url();
    private final String subject = "person-" + UUID.randomUUID();
    private final String email = subject + "@example.org";

    @BeforeAll
    static void start() {
        browser = new Browser();
        provider = IdentityProviderServer.start("http://localhost/signin/callback");
        holdfast = RunningHoldfast.start(Map.of(
                "HOLDFAST_AUTH_IDENTITYPROVIDER_ISSUER",
                provider.url(),
                "HOLDFAST_AUTH_IDENTITYPROVIDER_CLIENTID",
                IdentityProviderServer.CLIENT,
                "HOLDFAST_AUTH_IDENTITYPROVIDER_CLIENTSECRET",
                IdentityProviderServer.SECRET,
                "HOLDFAST_AUTH_IDENTITYPROVIDER_NAME",
                "Example ID"));
        provider.sendBackTo(holdfast.url() + "/signin/callback");
    }

    @AfterAll
    static void stop() {
        if (holdfast != null) {
            holdfast.close();
        }
        if (provider != null) {
            provider.close();
        }
        if (browser != null) {
            browser.expectNoErrors();
            browser.close();
        }
    }

    @ParameterizedTest(name = "JavaScript: {0}, {1} pixels, {2}")
    @CsvSource({"true, 1280, LIGHT", "false, 320, DARK"})
    void aPersonSignsInAndUnlinksAndLinksAgain(boolean javaScript, int width, ColorScheme colours) {
        provider.add(subject, email, true, "Ada Lovelace");
        Page page = browser.visitor(javaScript, width, colours);
        page.navigate(url + "/signin?return=/account");
        inspect(page, javaScript, "identity-" + width + "-1-signin");
        link(page, "Sign in with Example ID").click();
        signInAtProvider(page);
        assertThat(heading(page)).hasText("Your account");
        assertThat(page.locator("main")).containsText("You sign in to this account as:");
        inspect(page, javaScript, "identity-" + width + "-2-account");

        button(page, "Unlink").click();
        assertThat(page.locator("main")).containsText("Your account is no longer linked.");
        button(page, "Link to Example ID").click();
        assertThat(heading(page)).hasText("Link your account");
        inspect(page, javaScript, "identity-" + width + "-3-link");
        // The provider knows the browser by now, and sends it back at once.
        link(page, "Go on to Example ID").click();
        assertThat(page.locator("main")).containsText("Your account is linked");
        page.context().close();
    }

    @Test
    void ticketsThatWereChosenAreHeldAtOnce() throws Exception {
        Shop shop = new Shop(holdfast);
        JsonNode event = shop.publish(shop.signUp("organizer"), "Engines", Map.of("Floor", 10), 1500);
        provider.add(subject, email, true, "Ada Lovelace");
        Page page = browser.visitor(true);
        page.navigate(url + "/events/" + event.path("id").asString());
        page.locator("input[type=number]").fill("2");
        button(page, "Sign in first").click();
        link(page, "Sign in with Example ID").click();
        signInAtProvider(page);
        page.waitForURL("**/checkout");
        page.context().close();
    }

    @Test
    void aPersonForWhomTheProviderDoesNotVouchIsToldSo() {
        provider.add(subject, email, false, "Mallory");
        Page page = browser.visitor(true);
        page.navigate(url + "/signin");
        link(page, "Sign in with Example ID").click();
        signInAtProvider(page);
        assertThat(page.locator("[role=alert]:not([hidden])"))
                .containsText("Example ID does not say that your e-mail address is verified");
        inspect(page, true, "identity-4-not-verified");
        assertThat(page.locator("form[action='/signout']")).hasCount(0);
        page.context().close();
    }

    private void signInAtProvider(Page page) {
        page.locator("input[name=username]").fill(subject);
        page.locator("input[name=password]").fill(IdentityProviderServer.PASSWORD);
        page.locator("button[type=submit]").click();
    }

    private static void inspect(Page page, boolean javaScript, String name) {
        Browser.screenshot(page, name);
        if (javaScript) {
            assertThat(Browser.findings(page)).as("%s, %s", name, page.url()).isEmpty();
        }
        PageLayout.expectRoomForWords(page, name);
    }
}
