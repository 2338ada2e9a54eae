package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Cookie;
import io.holdfast.language.Language;
import java.util.List;
import java.util.stream.Stream;

/** Whether the words of a page find room on it. */
final class PageLayout {

    /** How wide the smallest screen is. */
    static final int NARROW = 320;

    private static final String FAULTS = """
        () => {
          const width = document.documentElement.clientWidth;
          const faults = [];
          if (document.documentElement.scrollWidth > width) faults.push(`is ${document.documentElement.scrollWidth} pixels wide`);
          if (document.documentElement.innerHTML.includes("??")) faults.push("lacks a message");
          const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          const range = document.createRange();
          const fits = (text, box) => text.left >= box.left - 1 && text.right <= box.right + 1;
          for (let text = texts.nextNode(); text; text = texts.nextNode()) {
            const element = text.parentElement;
            if (!text.data.trim() || element.closest(".unseen, svg, select, textarea") || !element.checkVisibility({visibilityProperty: true})) continue;
            range.selectNodeContents(text);
            const lines = [...range.getClientRects()];
            const cutOff = (at) => faults.push(`cuts “${text.data.trim()}” off at ${at.localName}.${at.className}`);
            let scrolls = false;
            for (let at = element; at && !scrolls; at = at.parentElement) {
              const {overflowX, overflowY, textOverflow} = getComputedStyle(at);
              const box = at.getBoundingClientRect();
              // What ends in an ellipsis is meant to.
              scrolls = overflowX === "auto" || overflowX === "scroll" || textOverflow === "ellipsis";
              if (scrolls) continue;
              const clips = overflowX === "hidden" || overflowX === "clip";
              if ((clips || at.matches("button, .button, .chip, .badge")) && !lines.every((line) => fits(line, box))) cutOff(at);
              if ((overflowY === "hidden" || overflowY === "clip") && !lines.every((line) => line.bottom <= box.bottom + 1)) cutOff(at);
            }
            if (!scrolls && !lines.every((line) => fits(line, {left: 0, right: width}))) cutOff(document.documentElement);
          }
          return [...new Set(faults)];
        }""";

    private PageLayout() {}

    /** Asserts that the page scrolls to no side, shows no key in place of a message, and cuts no words off. */
    static void expectRoomForWords(Page page, String name) {
        assertThat((List<?>) page.evaluate(FAULTS))
                .as("%s, %s", name, page.url())
                .isEmpty();
    }

    /**
     * Asserts it of a page in each language, wide and narrow, and that the page names its language and direction. How light its colours are
     * changes no layout. The page is loaded again for each language, and is in English afterwards.
     */
    static void expectRoomForWordsOfEveryLanguage(Page page, String name) {
        int width = page.viewportSize().width;
        int height = page.viewportSize().height;
        List<Language> englishLast = Stream.of(Language.values())
                .sorted((one, other) -> Boolean.compare(one == Language.ENGLISH, other == Language.ENGLISH))
                .toList();
        for (Language language : englishLast) {
            page.context().addCookies(List.of(new Cookie(Language.cookie(false), language.tag()).setUrl(page.url())));
            page.reload();
            String one = name + "-" + language.tag();
            assertThat(page.evaluate("[document.documentElement.lang, getComputedStyle(document.body).direction]"))
                    .as(one)
                    .isEqualTo(List.of(language.tag(), language.direction()));
            expectRoomForWords(page, one + "-" + width);
            page.setViewportSize(NARROW, height);
            expectRoomForWords(page, one + "-" + NARROW);
            page.setViewportSize(width, height);
        }
    }
}
