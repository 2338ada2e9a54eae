package io.holdfast.language;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TypedLettersTests {

    @Test
    void digitsMayBeOfAnyScript() {
        assertThat(TypedLetters.plain("123 456")).isEqualTo("123456");
        assertThat(TypedLetters.plain("\u0661\u0662\u0663\u0664\u0665\u0666")).isEqualTo("123456");
        assertThat(TypedLetters.plain("\u06f1\u06f2\u06f3 \u06f4\u06f5\u06f6")).isEqualTo("123456");
        assertThat(TypedLetters.plain("\uff11\uff12\uff13\u3000\uff14\uff15\uff16"))
                .isEqualTo("123456");
        assertThat(TypedLetters.plain("\u0967\u0968\u0969")).isEqualTo("123");
    }

    @Test
    void lettersMayBeWideOrSmallAndApart() {
        assertThat(TypedLetters.plain("aBc1-d2e3")).isEqualTo("ABC1D2E3");
        assertThat(TypedLetters.plain("\uff21\uff42\uff43\uff11\uff0d\uff44\uff12"))
                .isEqualTo("ABC1D2");
    }
}
