package io.holdfast.platform;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import io.holdfast.language.Language;
import io.holdfast.webclient.PreviewPages;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Every page, with invented answers of the services: those that no journey opens, too, and all in every language. */
class EveryPageIT {

    private static final int WIDE = 1280;

    /** As they travel. Lighthouse's measure for a slow network is not needed below it. */
    private static final int MOST_BYTES = 53_000;

    /** What a page is made of; pictures are people's own. */
    private static final Set<String> PARTS = Set.of("document", "stylesheet", "script");

    /** No service is there to ask: what a page asks for by a script is never answered, so that it stays as it was made. */
    private static final String ASK_NOTHING = """
        window.fetch = () => new Promise(() => {});
        window.EventSource = class extends EventTarget { close() {} };""";

    private static final String NOTE_SHIFTS = """
        window.shifts = [];
        const name = ({node}) => node?.parentElement?.localName + " " + (node?.outerHTML ?? node?.data)?.slice(0, 80);
        new PerformanceObserver((list) => list.getEntries().forEach((shift) => window.shifts.push(shift.value, ...shift.sources.map(name))))
          .observe({type: "layout-shift", buffered: true});""";

    private static PreviewPages pages;
    private static Browser browser;

    @BeforeAll
    static void open() {
        browser = new Browser();
        pages = new PreviewPages(0);
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.expectNoErrors();
            browser.close();
        }
        if (pages != null) {
            pages.close();
        }
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void hasRoomForItsWords(Language language) {
        Page page = browser.visitor(true, PageLayout.NARROW, ColorScheme.LIGHT);
        page.addInitScript(ASK_NOTHING);
        addCookie(page, Language.cookie(false), language.tag());
        for (String address : PreviewPages.OF_VISITORS) {
            expectRoomForWords(page, address, language);
        }
        addCookie(page, PreviewPages.SESSION.getKey(), PreviewPages.SESSION.getValue());
        for (String address : PreviewPages.OF_ADA) {
            expectRoomForWords(page, address, language);
        }
        page.context().close();
    }

    private static void expectRoomForWords(Page page, String address, Language language) {
        Response answer = page.navigate(pages.url() + address);
        String name = address + " in " + language.tag();
        assertThat(answer.status()).as(name).isEqualTo(PreviewPages.FAILING.getOrDefault(address, 200));
        assertThat(page.url()).as("it leads nowhere else").endsWith(address);
        assertThat(page.evaluate("[document.documentElement.lang, getComputedStyle(document.body).direction]"))
                .as(name)
                .isEqualTo(List.of(language.tag(), language.direction()));
        PageLayout.expectRoomForWords(page, name + ", narrow");
        page.setViewportSize(WIDE, 900);
        PageLayout.expectRoomForWords(page, name + ", wide");
        page.setViewportSize(PageLayout.NARROW, 700);
    }

    @ParameterizedTest
    @CsvSource({"/, 320", "/, 1280", "/events/01jd, 320", "/events/01jd, 1280"})
    void isLightAndNothingMovesOnIt(String address, int width) {
        Page page = browser.visitor(true, width, ColorScheme.LIGHT);
        page.addInitScript(ASK_NOTHING);
        page.addInitScript(NOTE_SHIFTS);
        List<Response> parts = new ArrayList<>();
        page.onResponse(answer -> {
            if (PARTS.contains(answer.request().resourceType())) {
                parts.add(answer);
            }
        });
        page.navigate(pages.url() + address);
        page.evaluate("() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))");

        assertThat((List<?>) page.evaluate("window.shifts")).as("what moved, and how much").isEmpty();
        assertThat(parts).extracting(part -> part.request().resourceType()).containsAll(PARTS);
        assertThat(parts.stream()
                        .mapToInt(part -> part.request().sizes().responseBodySize)
                        .sum())
                .as("bytes of %s", parts.stream().map(Response::url).toList())
                .isLessThan(MOST_BYTES);
        page.context().close();
    }

    @Test
    void aPickedSeatOfASectionIsCalledByWords() {
        Page page = browser.visitor(true);
        page.navigate(pages.url() + "/events/house");
        Locator seat = page.locator("input[value='Balcony A-3']");
        page.locator("[data-section=Balcony]")
                .evaluate("section => section.querySelector('details').open = section.open = true");
        seat.check();

        Locator off = page.locator(".seat-off");
        assertThat(off).hasText("Balcony, row A, seat 3 ×");
        assertThat(off).hasAttribute("aria-label", "Balcony, row A, seat 3: give up");
        assertThat(page.locator("#say")).containsText("Balcony, row A, seat 3: picked.");
        off.click();
        assertThat(seat).not().isChecked();
        page.context().close();
    }

    private static void addCookie(Page page, String name, String value) {
        page.context().addCookies(List.of(new Cookie(name, value).setUrl(pages.url())));
    }
}
