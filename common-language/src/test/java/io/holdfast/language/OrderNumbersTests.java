package io.holdfast.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderNumbersTests {

    private static final String LETTERS = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final String ID = "7k3mq1x0abcdefghjkmnpqrstv";

    @Test
    void areTheBeginningOfTheIdInTwoGroups() {
        assertThat(OrderNumbers.of(ID)).isEqualTo("7K3M-Q1X0");
        assertThat(OrderNumbers.of("order1")).isEqualTo("ORDER1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7K3M-Q1X0",
                "7k3mq1x0",
                " 7K3M Q1X0 ",
                "#7K3M-Q1X0",
                "7K3M–QIXO",
                "7k3m qlxo",
                "7K3M\u00a0Q1X0",
                "7 k 3 m q 1 x 0",
                "７Ｋ３Ｍ－Ｑ１Ｘ０",
                "７ｋ３ｍーｑ１ｘ０",
                "\u20667K3M-Q1X0\u2069",
                "\u200f7K3M-Q1X0"
            })
    void areReadInAnySpelling(String typed) {
        assertThat(OrderNumbers.read(typed)).contains("7k3mq1x0");
    }

    @Test
    void wholeIdsAreRead() {
        assertThat(OrderNumbers.read(ID)).contains(ID);
        assertThat(OrderNumbers.read(ID.toUpperCase(Locale.ROOT))).contains(ID);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "7K3M",
                "7K3M-Q1X",
                "7K3M-Q1XU",
                "Ada Turing",
                "ada@example.com",
                "7k3mq1x0abcdefghjkmnpqrstvw",
                "７Ｋ３Ｍ"
            })
    void otherWordsAreNone(String typed) {
        assertThat(OrderNumbers.read(typed)).isEmpty();
    }

    @Test
    void ofManyIdsAreMany() {
        Random random = new Random(1);
        Set<String> numbers = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            numbers.add(OrderNumbers.of(id(random)));
        }
        assertThat(numbers)
                .hasSize(1000)
                .allMatch(number -> OrderNumbers.read(number).isPresent());
    }

    private static String id(Random random) {
        return random.ints(26, 0, LETTERS.length())
                .mapToObj(i -> String.valueOf(LETTERS.charAt(i)))
                .collect(Collectors.joining());
    }
}
