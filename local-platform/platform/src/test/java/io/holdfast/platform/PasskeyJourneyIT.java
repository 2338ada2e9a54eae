package io.holdfast.platform;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.holdfast.platform.PageSteps.button;
import static io.holdfast.platform.PageSteps.heading;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Passkeys in Chromium, with its virtual authenticator: adding one, signing in with it, and removing it. */
class PasskeyJourneyIT {

    private static final String PASSWORD = "correct horse battery";

    private static Browser browser;

    private final String url = RunningHoldfast.shared().url();
    private final String email = "passkey-" + UUID.randomUUID() + "@example.com";

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

    @ParameterizedTest(name = "{0} pixels, {1}")
    @CsvSource({"1280, LIGHT", "320, DARK"})
    void aPasskeyIsAddedSignedInWithAndRemoved(int width, ColorScheme colours) {
        String name = "passkey-" + width + "-";
        Page page = browser.visitor(true, width, colours);
        CDPSession device = device(page);
        signUp(page);
        button(page, "Add a passkey").click();
        assertThat(page.locator("main")).containsText("Confirm your address first");
        vouch();
        page.locator("#passkey-password").fill("wrong horse battery");
        button(page, "Add a passkey").click();
        assertThat(page.locator("#passkey-password-problem")).isVisible();
        assertThat(page.locator("#passkey-password")).isFocused();
        page.locator("#passkey-password").fill(PASSWORD);
        button(page, "Add a passkey").click();
        page.locator("#passkey-name").fill("My phone");
        inspect(page, name + "1-new");
        button(page, "Make the passkey").click();
        assertThat(page.locator("main")).containsText("The passkey is added");
        assertThat(page.locator("main")).containsText("My phone");
        inspect(page, name + "2-account");
        button(page, "Sign out").click();

        page.navigate(url + "/signin?return=/account");
        inspect(page, name + "3-signin");
        button(page, "Sign in with a passkey").click();
        assertThat(heading(page)).hasText("Your account");
        assertThat(page.locator("main")).containsText("last used");

        page.locator("#passkey-password").fill(PASSWORD);
        button(page, "Remove").click();
        assertThat(page.locator("main")).containsText("The passkey is removed");
        button(page, "Sign out").click();
        page.navigate(url + "/signin");
        button(page, "Sign in with a passkey").click();
        assertThat(page.locator("main")).containsText("of no account here");
        device.detach();
        page.context().close();
    }

    @Test
    void whoGivesUpIsToldAndCanTryAgain() {
        Page page = browser.visitor(true);
        CDPSession device = device(page);
        page.navigate(url + "/signin");
        // The device has no passkey of this site.
        button(page, "Sign in with a passkey").click();
        assertThat(page.locator("[data-problem]")).isVisible();
        assertThat(page.locator("#email")).isVisible();
        device.detach();
        page.context().close();
    }

    @Test
    void withoutScriptsThereIsNoButton() {
        Page page = browser.visitor(false);
        page.navigate(url + "/signin");
        assertThat(button(page, "Sign in with a passkey")).hasCount(0);
        assertThat(button(page, "Sign in")).isVisible();
        page.context().close();
    }

    /** A device with a fingerprint reader, which always recognizes its user. */
    private static CDPSession device(Page page) {
        CDPSession session = page.context().newCDPSession(page);
        session.send("WebAuthn.enable");
        JsonObject options = new JsonObject();
        options.addProperty("protocol", "ctap2");
        options.addProperty("transport", "internal");
        options.addProperty("hasResidentKey", true);
        options.addProperty("hasUserVerification", true);
        options.addProperty("isUserVerified", true);
        options.addProperty("automaticPresenceSimulation", true);
        JsonObject arguments = new JsonObject();
        arguments.add("options", options);
        session.send("WebAuthn.addVirtualAuthenticator", arguments);
        return session;
    }

    private void signUp(Page page) {
        page.navigate(url + "/signup?return=/account");
        page.getByLabel("E-mail").fill(email);
        page.locator("#password").fill(PASSWORD);
        button(page, "Make the account").click();
        page.locator("#passkey-password").fill(PASSWORD);
    }

    private void vouch() {
        Shell.run(
                        Duration.ofMinutes(4),
                        Map.of(),
                        List.of(
                                "./holdfast",
                                "admin",
                                "vouch",
                                email,
                                "--data",
                                RunningHoldfast.shared().data().toString()))
                .expectSuccess();
    }

    private static void inspect(Page page, String name) {
        Browser.screenshot(page, name);
        assertThat(Browser.findings(page)).as("%s, %s", name, page.url()).isEmpty();
        PageLayout.expectRoomForWords(page, name);
    }
}
