package io.holdfast.platform;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.holdfast.platform.PageSteps.button;
import static io.holdfast.platform.PageSteps.heading;
import static io.holdfast.platform.PageSteps.link;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Codes of an app, in a browser: turning them on, signing in with one and without the app, and turning them off. */
class SecondFactorJourneyIT {

    private static final String PASSWORD = "correct horse battery";

    private static Browser browser;

    private final String url = RunningHoldfast.shared().url();
    private final String email = "codes-" + UUID.randomUUID() + "@example.com";

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
    void codesAreTurnedOnAndAskedForWhenSigningIn(boolean javaScript, int width, ColorScheme colours) throws Exception {
        String name = "codes-" + width + (javaScript ? "" : "-without-javascript") + "-";
        Page page = browser.visitor(javaScript, width, colours);
        page.navigate(url + "/signup?return=/account");
        page.getByLabel("E-mail").fill(email);
        page.locator("#password").fill(PASSWORD);
        button(page, "Make the account").click();
        page.locator("#codes-password").fill(PASSWORD);
        button(page, "Set up an app").click();
        assertThat(page.locator("main")).containsText("Confirm your address first");
        vouch();
        page.locator("#codes-password").fill(PASSWORD);
        inspect(page, javaScript, name + "1-account");
        button(page, "Set up an app").click();
        assertThat(page.locator("svg.qr")).isVisible();
        inspect(page, javaScript, name + "2-scan");
        String secret = page.locator("code.secret").innerText();
        page.locator("#code").fill("000000");
        button(page, "Turn the codes on").click();
        assertThat(page.locator("#code-problem")).isVisible();
        page.locator("#code").fill(code(secret, 0));
        button(page, "Turn the codes on").click();
        assertThat(page.locator(".recovery code")).hasCount(10);
        inspect(page, javaScript, name + "3-recovery");
        String recovery = page.locator(".recovery code").first().innerText();
        link(page, "I have kept them").click();
        assertThat(page.locator("main")).containsText("10 recovery codes left");
        button(page, "Sign out").click();

        signIn(page);
        inspect(page, javaScript, name + "4-code");
        page.locator("#code").fill(code(secret, 1));
        button(page, "Sign in").click();
        assertThat(heading(page)).hasText("Your account");
        button(page, "Sign out").click();

        signIn(page);
        page.locator("#code").fill(recovery);
        button(page, "Sign in").click();
        assertThat(page.locator("main")).containsText("9 recovery codes left");
        page.context().close();
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

    private void signIn(Page page) {
        page.navigate(url + "/signin?return=/account");
        page.getByLabel("E-mail").fill(email);
        page.locator("#password").fill(PASSWORD);
        button(page, "Sign in").click();
        assertThat(heading(page)).hasText("Enter the code");
    }

    private static void inspect(Page page, boolean javaScript, String name) {
        Browser.screenshot(page, name);
        if (javaScript) {
            assertThat(Browser.findings(page)).as("%s, %s", name, page.url()).isEmpty();
        }
        PageLayout.expectRoomForWords(page, name);
    }

    /** What an app shows, by RFC 6238; its own code, so that it is not the service's. */
    private static String code(String secret, int later) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(decoded(secret), "HmacSHA1"));
        long step = Instant.now().getEpochSecond() / 30 + later;
        byte[] hash = mac.doFinal(ByteBuffer.allocate(8).putLong(step).array());
        int number = ByteBuffer.wrap(hash).getInt(hash[hash.length - 1] & 15) & 0x7fffffff;
        return "%06d".formatted(number % 1_000_000);
    }

    private static byte[] decoded(String base32) {
        byte[] bytes = new byte[base32.length() * 5 / 8];
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            int value = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(base32.charAt(bit / 5));
            if ((value >> (4 - bit % 5) & 1) == 1) {
                bytes[bit / 8] |= (byte) (0x80 >> bit % 8);
            }
        }
        return bytes;
    }
}
