package io.holdfast.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MessageCheckTests {

    private final List<String> problems = MessageCheck.problems("broken/words");

    @Test
    void whatIsMissingOrStaleOrThereTwiceIsFound() {
        assertThat(problems)
                .contains(
                        "broken/words fr: c is missing",
                        "broken/words de: d is not in English",
                        "broken/words_de.properties: d is there twice");
        assertThat(MessageCheck.problems("words/words"))
                .contains("words/words_de.properties is missing", "words/words ar: only is missing")
                .noneMatch(problem -> problem.startsWith("words/words ar") && !problem.contains("only"));
    }

    @Test
    void whatTakesOtherArgumentsIsFound() {
        assertThat(problems)
                .contains(
                        "broken/words de: a has the arguments [0, 1] instead of [0]",
                        "broken/words de: a counts {0}, which may be text as it is used in English");
    }

    @Test
    void whatCannotBeParsedIsFound() {
        assertThat(problems).anyMatch(problem -> problem.startsWith("broken/words de: c cannot be parsed"));
        assertThat(problems)
                .contains("broken/words fr: b has a choice, which knows no plurals: write plural")
                .anyMatch(problem -> problem.startsWith("broken/words fr: a has an apostrophe"));
    }

    @Test
    void pluralsThatTheLanguageNeedsOrHasNotAreFound() {
        assertThat(problems)
                .contains(
                        "broken/words de: b has no form for one",
                        "broken/words de: b has a form for few, which this language has not",
                        "broken/words ar: b has no form for two",
                        "broken/words es: b has no form for one")
                .noneMatch(problem -> problem.startsWith("broken/words ja"));
    }
}
