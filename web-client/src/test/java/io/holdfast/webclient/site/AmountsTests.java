package io.holdfast.webclient.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.i18n.LocaleContextHolder;

class AmountsTests {

    @AfterEach
    void forget() {
        LocaleContextHolder.resetLocaleContext();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "en|1000|1000",
                "en|1,000|1000",
                "en|1.000|1000",
                "en|1,000,000|1000000",
                "en|12 500|12500",
                "de|1.000|1000",
                "de|1,000|1000",
                "de|1.000.000|1000000",
                "de|1 000|1000",
                "fr|1\u202f000|1000",
                "de|1'000|1000",
                "en|1,00,000|100000",
                "ar|١٬٠٠٠|1000",
                "ar|٢٥|25",
                "ja|１２０|120",
                "ja|１，２００|1200",
                "en|०७|7",
                "en|0|0"
            })
    void aNumberOfThingsIsReadInAnyNotation(String language, String typed, long count) {
        LocaleContextHolder.setLocale(Locale.forLanguageTag(language));

        assertThat(Amounts.count(typed)).isEqualTo(count);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "2.5", "2,5", "1,5", "ten", "1e3", "1,2,3", "10 000,00,0", "9999999999999999"})
    void whatIsNoNumberOfThingsIsRefused(String typed) {
        LocaleContextHolder.setLocale(Locale.ENGLISH);

        assertThat(Amounts.count(typed)).isNull();
    }
}
