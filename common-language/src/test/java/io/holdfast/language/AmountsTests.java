package io.holdfast.language;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.text.Bidi;
import java.math.BigDecimal;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmountsTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"65.00 | USD | en-US | $65.00", "1234.50 | EUR | de | 1.234,50\u00a0€", "6500 | JPY | ja | ￥6,500"
            })
    void areWrittenAsTheLanguageDoes(BigDecimal amount, String currency, String language, String written) {
        assertThat(Amounts.of(amount, currency, Locale.forLanguageTag(language)))
                .isEqualTo(written);
    }

    @ParameterizedTest
    @CsvSource({"USD, US$", "CAD, CA$", "BRL, R$"})
    void aSignStaysBehindItsLettersWhereLinesRunToTheLeft(String currency, String symbol) {
        String amount = Amounts.of(new BigDecimal("65.00"), currency, Locale.of("ar"));

        Bidi shown = new Bidi("المجموع " + amount, Bidi.LEVEL_DEFAULT_RTL);
        assertThat(shown.writeReordered(Bidi.REMOVE_BIDI_CONTROLS)).contains(symbol, "65.00");
    }

    @Test
    void anArabicSymbolStaysAsItIs() {
        assertThat(Amounts.of(new BigDecimal("65.000"), "KWD", Locale.of("ar"))).contains("د.ك");
    }
}
