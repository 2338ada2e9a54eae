package io.holdfast.web;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.validation.Validation;
import jakarta.validation.Validator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadableTextTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\u00A0\u2003\u3000",
                "\u200B\u200B",
                "\u200C\u200D",
                "\u2060\uFEFF",
                "\u00AD",
                "\u034F",
                "\u115F\u1160",
                "\u3164",
                "\uFFA0",
                "\u17B4\u17B5",
                "\u180B\u180E",
                "\u2800\u2800",
                "\u2061\u2064",
                "\uFE0F",
                "\uFFFC",
                "\u0301\u0302",
                "\uDB40\uDD00",
                "\uD834\uDD73",
                "\u200E\u200F\u061C"
            })
    void refusesWhatCannotBeSeen(String text) {
        assertThat(ReadableText.problemOf(text)).hasValue("must have letters that can be seen");
        assertThat(ReadableText.cleaned(text)).isEqualTo(text.isEmpty() ? text : "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Jazz\u202E live",
                "\u202AJazz\u202C",
                "Jazz\u202B",
                "\u202D1234",
                "\u2066Jazz\u2069",
                "Jazz\u2067",
                "\u2068Jazz",
                "Jazz\u206A",
                "Jazz\uFFF9x\uFFFA",
                "Jazz\uDB40\uDC41\uDB40\uDC42",
                "\uD83C\uDFF4Jazz\uDB40\uDC67\uDB40\uDC7F",
                "Jazz\uFFFE"
            })
    void refusesWhatTurnsOrHidesText(String text) {
        assertThat(ReadableText.problemOf(text))
                .hasValueSatisfying(problem -> assertThat(problem).startsWith("must not have the hidden character U+"));
        assertThat(ReadableText.problemOf(ReadableText.cleaned(text))).isEmpty();
    }

    @Test
    void namesWhatIsHidden() {
        assertThat(ReadableText.problemOf("a\u202E")).hasValue("must not have the hidden character U+202E");
        assertThat(ReadableText.problemOf("a\uDB40\uDC41")).hasValue("must not have the hidden character U+E0041");
    }

    @Test
    void refusesMoreMarksThanALetterHas() {
        String pile = "Z" + "\u0301\u0489".repeat(6) + "algo";
        assertThat(ReadableText.problemOf(pile)).hasValue("must not have so many marks on one letter");
        assertThat(ReadableText.problemOf("Z" + "\u0301\u200D".repeat(11))).isPresent();
        assertThat(ReadableText.cleaned(pile)).isEqualTo("Z" + "\u0301\u0489".repeat(5) + "algo");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A",
                "Z\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308\u0309\u030A",
                "ó",
                "e\u0301",
                "می\u200Cخواهم",
                "क्\u200Dष",
                "\u200Fמופע\u200F 2027",
                "\uD83D\uDC69\u200D\uD83C\uDFA4",
                "\u2764\uFE0F",
                "1\uFE0F\u20E3",
                "\uD83C\uDFF4\uDB40\uDC67\uDB40\uDC62\uDB40\uDC73\uDB40\uDC63\uDB40\uDC74\uDB40\uDC7F Ceilidh",
                "葛\uDB40\uDD00城",
                "ភាសា\u200Bខ្មែរ",
                "\u2801\u2803",
                "서울",
                "Line one\nline two",
                "!!!",
                "…"
            })
    void takesWhatLanguagesAreWrittenWith(String text) {
        assertThat(ReadableText.problemOf(text)).isEmpty();
        assertThat(ReadableText.cleaned(text)).isEqualTo(text);
    }

    @Test
    void anyNumberOfMarksIsRefusedAndTakenAway() {
        String piled = "Z" + "\u0301".repeat(50_000);
        assertThat(ReadableText.problemOf(piled)).contains("must not have so many marks on one letter");
        assertThat(ReadableText.cleaned(piled)).isEqualTo("Z" + "\u0301".repeat(10));
    }

    @Test
    void isAConstraintThatSaysWhatIsWrong() {
        record Named(@Legible String name) {}
        Validator validator = Validation.buildDefaultValidatorFactory().getValidator();

        assertThat(validator.validate(new Named("Jazz"))).isEmpty();
        assertThat(validator.validate(new Named("  "))).isEmpty();
        assertThat(validator.validate(new Named("Jazz\u2067")))
                .singleElement()
                .satisfies(violation ->
                        assertThat(violation.getMessage()).isEqualTo("must not have the hidden character U+2067"));
    }
}
