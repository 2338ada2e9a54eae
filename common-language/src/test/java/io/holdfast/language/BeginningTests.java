package io.holdfast.language;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BeginningTests {

    @Test
    void aTextIsCutBetweenItsCharacters() {
        assertThat(Beginning.of("ab", 2)).isEqualTo("ab");
        assertThat(Beginning.of("abc", 2)).isEqualTo("ab");
        assertThat(Beginning.of("a\uD83D\uDE00", 3)).isEqualTo("a\uD83D\uDE00");
        assertThat(Beginning.of("a\uD83D\uDE00", 2)).isEqualTo("a");
        assertThat(Beginning.of("\uD83D\uDE00a", 2)).isEqualTo("\uD83D\uDE00");
        assertThat(Beginning.of("\uD83D\uDE00", 1)).isEmpty();
        assertThat(Beginning.of("a", 0)).isEmpty();
    }
}
