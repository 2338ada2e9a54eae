package io.holdfast.auth.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.holdfast.web.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PersonNameTests {

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "\u200B\u200B", "\u3164", "\u2800", "Ann\u202E", "\u2067Ann", "An\nn"})
    void refusesWhatCannotBeReadAsAName(String name) {
        assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> PersonName.of(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Ann", "نیما می\u200Cخواهد", "\u200Fיעל", "अर्जुन", "김철수", "山田太郎", "X Æ A-12"})
    void takesNamesOfEveryWritingSystem(String name) {
        assertThat(PersonName.of(" " + name + " ")).isEqualTo(name);
    }

    @Test
    void takesATabForASpace() {
        assertThat(PersonName.of("\tAda\tLovelace\t")).isEqualTo("Ada Lovelace");
    }

    @ParameterizedTest
    @ValueSource(strings = {"An\nn", "An\rn", "An\u0007n", "An\u0085n", "An\u2028n"})
    void saysThatANameIsOneLine(String name) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> PersonName.of(name))
                .satisfies(problem -> assertThat(problem.errors().toString()).contains("must be one line of text"));
    }

    @Test
    void keepsWhatCanBeReadOfANameThatAnotherSiteTells() {
        assertThat(PersonName.shortened("\u2067Ann\u2069\n")).isEqualTo("Ann");
        assertThat(PersonName.shortened("\u200B")).isNull();
        assertThat(PersonName.shortened("W".repeat(120))).hasSize(PersonName.LONGEST);
    }
}
