package io.holdfast.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LookAlikesTests {

    private final LookAlikes labels = new LookAlikes();

    /** The first is of Latin letters. */
    @ParameterizedTest
    @CsvSource({
        "A, a",
        "A, Ａ",
        "A, А",
        "A, Α",
        "a, А",
        "AB, АВ",
        "K7, К7",
        "Ä, ä",
        "1, １",
        "1, ١",
        "12, ๑๒",
        "IV, Ⅳ",
        "é, e\u0301",
        "ß, SS",
    })
    void whatLooksAlikeIsNotAddedTwice(String one, String other) {
        assertThat(labels.add(one)).isTrue();
        assertThat(labels.add(other)).isFalse();
        assertThat(labels.add(one)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "A, Ä", "A, AA", "O, 0", "I, 1", "l, 1", "Б, 6", "З, 3", "Б, B", "Ω, O", "あ, ぁ", "Е, Ё", "И, Й", "ג, נ", "桜, 櫻",
        "ক, ব",
    })
    void whatDiffersIsAdded(String one, String other) {
        assertThat(labels.add(one)).isTrue();
        assertThat(labels.add(other)).isTrue();
    }

    /** No alphabet is torn, however much its letters resemble each other. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "AZ", "ΑΡ", "ΣΩ", "АЯ", "Աֆ", "აჰ", "את", "ءغ", "في", "कह", "কহ", "கஹ", "กฮ", "កអ", "ကအ", "කෆ", "ሀፐ",
                "ཀཨ", "ᄀᄒ", "가힣", "ぁん", "ァン", "一龥"
            })
    void theLettersOfAScriptAreToldApart(String ends) {
        int first = ends.codePointAt(0);
        int last = ends.codePointBefore(ends.length());
        assertThat(IntStream.rangeClosed(first, last)
                        .filter(Character::isLetter)
                        .filter(letter -> Character.toUpperCase(letter) == letter)
                        .mapToObj(Character::toString)
                        .filter(letter -> !labels.add(letter)))
                .isEmpty();
    }
}
