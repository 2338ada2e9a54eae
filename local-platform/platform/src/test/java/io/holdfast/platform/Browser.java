package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The Chromium of this machine. Without one the test is skipped, and says so. */
final class Browser implements AutoCloseable {

    /** How long a page may take before a test fails. */
    static final int TIMEOUT_MILLIS = 120_000;

    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final List<String> ARGUMENTS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    private final Playwright playwright;
    private final com.microsoft.playwright.Browser chromium;
    private final List<String> errors = Collections.synchronizedList(new ArrayList<>());

    Browser() {
        this(List.of());
    }

    /** @param more arguments for the browser's command line */
    Browser(List<String> more) {
        Optional<Path> executable = executable();
        Assumptions.assumeTrue(executable.isPresent(), "no chromium on this machine");
        // For the whole JVM, so no test may depend on another one that ran in it before.
        PlaywrightAssertions.setDefaultAssertionTimeout(TIMEOUT_MILLIS);
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        chromium = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(executable.get())
                        .setArgs(
                                Stream.concat(ARGUMENTS.stream(), more.stream()).toList()));
    }

    private static Optional<Path> executable() {
        String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
        return Stream.concat(Stream.of("/usr/bin"), Stream.of(path.split(":")))
                .flatMap(directory -> Stream.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
                        .map(name -> Path.of(directory, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** A page of a visitor without cookies. */
    Page visitor(boolean javaScript) {
        return visitor(javaScript, 1280, ColorScheme.LIGHT);
    }

    Page visitor(boolean javaScript, int width, ColorScheme colours) {
        return visitor(javaScript, width, colours, "Europe/Madrid");
    }

    /** A page of a visitor without cookies whose clock shows the time of another zone. */
    Page visitorIn(String timezone) {
        return visitor(true, 1280, ColorScheme.LIGHT, timezone);
    }

    private Page visitor(boolean javaScript, int width, ColorScheme colours, String timezone) {
        BrowserContext context = chromium.newContext(new com.microsoft.playwright.Browser.NewContextOptions()
                .setJavaScriptEnabled(javaScript)
                .setViewportSize(width, width < 500 ? 700 : 900)
                .setColorScheme(colours)
                // What fades while it is looked at has any contrast.
                .setReducedMotion(ReducedMotion.REDUCE)
                .setTimezoneId(timezone)
                .setLocale("en-GB"));
        Page page = context.newPage();
        page.setDefaultTimeout(TIMEOUT_MILLIS);
        page.onPageError(error -> errors.add(page.url() + ": " + error));
        page.onConsoleMessage(message -> {
            if (message.text().contains("Content Security Policy")) {
                errors.add(page.url() + ": " + message.text());
            }
        });
        return page;
    }

    static void screenshot(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(SCREENSHOTS.resolve(name + ".png"))
                .setFullPage(true));
    }

    /** What axe finds wrong with the page, each with its places. */
    static List<String> findings(Page page) {
        page.evaluate(axe());
        // WCAG 2.2 is off unless it is asked for: what is clicked on is 24 pixels wide and high, or has as much room.
        Object found = page.evaluate("""
                async () => (await axe.run({rules: {"target-size": {enabled: true}}})).violations.map(
                  v => v.id + " at " + v.nodes.map(n => n.target.join(" ")).join(", "))""");
        return ((List<?>) found).stream().map(String::valueOf).toList();
    }

    private static String axe() {
        try (InputStream script =
                Browser.class.getResourceAsStream("/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js")) {
            return new String(Objects.requireNonNull(script).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Asserts that on all pages so far no script failed and the content security policy refused nothing. */
    void expectNoErrors() {
        assertThat(errors).isEmpty();
    }

    @Override
    public void close() {
        chromium.close();
        playwright.close();
    }
}
