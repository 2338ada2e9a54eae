package io.holdfast.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.context.NoSuchMessageException;

class IcuMessageSourceTests {

    private static final Locale ARABIC = Locale.of("ar");

    private final IcuMessageSource words = new IcuMessageSource("words/words");

    @Test
    void pluralsAndNumbersAreThoseOfTheLanguage() {
        assertThat(IntStream.of(0, 1, 2).mapToObj(n -> count(n, Locale.UK)))
                .containsExactly("Nothing in Rome", "1 event in Rome", "2 events in Rome");
        assertThat(count(1234, Locale.UK)).isEqualTo("1,234 events in Rome");
        assertThat(IntStream.of(0, 1, 2, 3, 11, 100).mapToObj(n -> count(n, ARABIC)))
                .containsExactly(
                        "لا شيء في \u2068Rome\u2069",
                        "فعالية واحدة في \u2068Rome\u2069",
                        "فعاليتان في \u2068Rome\u2069",
                        "3 فعاليات في \u2068Rome\u2069",
                        "11 فعالية في \u2068Rome\u2069",
                        "100 فعالية في \u2068Rome\u2069");
        assertThat(count(3, Locale.of("ar", "EG"))).startsWith("٣ ");
    }

    @Test
    void whatALanguageLacksIsEnglishWhateverTheLanguageOfTheMachine() {
        assertThat(words.getMessage("only", null, ARABIC)).isEqualTo("English only");
        assertThat(words.getMessage("one", new Object[] {"Ada"}, Locale.of("xx")))
                .isEqualTo("Hello Ada");
        assertThat(words.getMessage("plain", null, Locale.UK)).isEqualTo("It’s free");
        assertThat(words.getMessage("none", null, "", Locale.UK)).isEmpty();
        assertThatThrownBy(() -> words.getMessage("none", null, Locale.UK)).isInstanceOf(NoSuchMessageException.class);
    }

    @Test
    void whatRunsTheOtherWayStaysInOnePiece() {
        assertThat(words.getMessage("one", new Object[] {"Ada"}, Locale.UK)).isEqualTo("Hello Ada");
        assertThat(words.getMessage("one", new Object[] {"12.50"}, ARABIC)).endsWith(" 12.50");
        assertThat(words.getMessage("one", new Object[] {"\u05d3\u05e0\u05d4 (3)"}, Locale.UK))
                .isEqualTo("Hello \u2068\u05d3\u05e0\u05d4 (3)\u2069");
        assertThat(words.getMessage("one", new Object[] {"R.E.M."}, ARABIC)).endsWith(" \u2068R.E.M.\u2069");
    }

    @Test
    void aScriptGetsAFormForEachKindOfNumber() {
        assertThat(words.forms("count", 0, Locale.UK))
                .isEqualTo(Map.of("=0", "Nothing in {1}", "one", "{0} event in {1}", "other", "{0} events in {1}"));
        assertThat(words.forms("one", 0, Locale.UK)).isEqualTo(Map.of("one", "Hello {0}", "other", "Hello {0}"));
        assertThat(words.forms("late", 0, Locale.UK)).containsEntry("other", "Only {0} left");
        assertThat(words.forms("count", 0, ARABIC))
                .containsOnlyKeys("=0", "one", "two", "few", "many", "other")
                .containsEntry("two", "فعاليتان في {1}")
                .containsEntry("few", "{0} فعاليات في {1}");
    }

    @Test
    void manyThreadsGetTheirOwnAnswers() {
        Set<String> wrong = ConcurrentHashMap.newKeySet();
        IntStream.range(0, 20_000).parallel().forEach(n -> {
            int number = 2 + n % 500;
            if (!count(number, Locale.UK).equals(number + " events in Rome")) {
                wrong.add(number + "");
            }
        });
        assertThat(wrong).isEmpty();
    }

    @Test
    void theChosenLanguageWinsAndTheCountryIsThatOfTheBrowser() {
        List<Locale> swiss = Locale.LanguageRange.parse("it-IT,fr-CH;q=0.9,de-CH;q=0.8").stream()
                .map(range -> Locale.forLanguageTag(range.getRange()))
                .toList();
        assertThat(Language.choose(null, swiss)).isEqualTo(Locale.of("fr", "CH"));
        assertThat(Language.choose(Language.GERMAN, swiss)).isEqualTo(Locale.of("de", "CH"));
        assertThat(Language.choose(Language.JAPANESE, swiss)).isEqualTo(Locale.of("ja"));
        assertThat(Language.choose(null, List.of(Locale.of("it")))).isEqualTo(Locale.of("en"));
        assertThat(Language.choose(null, List.of(Locale.forLanguageTag("de-ZZ-x-made-up-u-nu-thai"))))
                .isEqualTo(Locale.of("de"));
    }

    @Test
    void aHeaderThatCannotBeReadAsksForNothing() {
        assertThat(Language.wanted("it, ja-JP;q=0.5, en;q=0.1")).contains(Locale.of("ja", "JP"));
        assertThat(Language.wanted("fr;q=0, de;q=0.1")).contains(Locale.of("de"));
        for (String header : List.of("", "it", "*", "de;q=x", ";", "de,".repeat(200))) {
            assertThat(Language.wanted(header)).as(header).isEmpty();
        }
        assertThat(Language.wanted(null)).isEmpty();
    }

    private String count(int number, Locale locale) {
        return words.getMessage("count", new Object[] {number, "Rome"}, locale);
    }
}
