package io.holdfast.money;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.money.TypedAmount.NotAnAmount;
import io.holdfast.money.TypedAmount.Read;
import io.holdfast.money.TypedAmount.TooFine;
import io.holdfast.money.TypedAmount.Unclear;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TypedAmountTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "25 | en | USD | 2500",
                "25.50 | en | USD | 2550",
                "25,50 | en | USD | 2550",
                "25,5 | de | EUR | 2550",
                "25. | en | USD | 2500",
                ".50 | en | USD | 50",
                "0 | en | USD | 0",
                "0,00 | de | EUR | 0",
                "1,000 | en | USD | 100000",
                "1.000 | de | EUR | 100000",
                "1 000 | en | USD | 100000",
                "1'000 | en | USD | 100000",
                "1’000 | de-CH | CHF | 100000",
                "1'000.50 | de-CH | CHF | 100050",
                "1 000,50 | en | USD | 100050",
                "1\u00a0000,50 | fr | EUR | 100050",
                "1\u202f000,50 | fr | EUR | 100050",
                "1,000.50 | de | EUR | 100050",
                "1.000,50 | en | USD | 100050",
                "1.234.567,89 | en | EUR | 123456789",
                "1,234,567 | de | EUR | 123456700",
                "1,00,000 | hi | INR | 10000000",
                "10,00,000.50 | en | INR | 100000050",
                "1_000 | en | USD | 100000",
                "１，０００ | en | USD | 100000",
                "２５．５０ | ja | USD | 2550",
                "１０００円 | ja | JPY | 1000",
                "1,000 | ja | JPY | 1000",
                "500.00 | en | JPY | 500",
                "٢٥٫٥٠ | ar-EG | EGP | 2550",
                "١٬٠٠٠٫٥٠ | ar | EGP | 100050",
                "۲۵ | fa | IRR | 2500",
                "२५.५० | hi | INR | 2550",
                "৳২৫ | bn | BDT | 2500",
                "$25 | en | USD | 2500",
                "$25 | en | CAD | 2500",
                "25 € | de | EUR | 2500",
                "1.000,00 € | de | EUR | 100000",
                "EUR 1.000,00 | en | EUR | 100000",
                "eur25 | en | EUR | 2500",
                "100.– | de-CH | CHF | 10000",
                "100,- kr | nb | NOK | 10000",
                "250 kr. | en | DKK | 25000",
                "R$ 1.000,50 | pt-BR | BRL | 100050",
                "49 zł | pl | PLN | 4900",
                "\u200f25\u200f | ar | USD | 2500",
                "Rs. 1,500 | en | INR | 150000",
                "1500/- | en | INR | 150000",
                "12,50 Euro | de | EUR | 1250",
                "12.50 euros | en | EUR | 1250",
                "20 dollars | en | USD | 2000",
                "US$20 | en | USD | 2000",
                "$20 AUD | en | AUD | 2000",
                "C$ 20.50 | en | CAD | 2050",
                "S$15 | en | SGD | 1500",
                "1,200元 | zh | TWD | 120000",
                "250.000đ | vi | VND | 250000",
                "R 150 | en | ZAR | 15000",
                "KSh 1,000 | en | KES | 100000",
                "S/.50 | es | PEN | 5000",
                "Q50 | es | GTQ | 5000",
                "120 ש״ח | he | ILS | 12000",
                "١٬٢٥٠ ر.س | ar | SAR | 125000",
                "50 جنيه | ar | EGP | 5000",
                "100 TL | tr | TRY | 10000",
                "1500 р. | ru | RUB | 150000",
                "50 лв | bg | BGN | 5000",
                "500 дин. | sr | RSD | 50000",
                "250 บาท | en | THB | 25000",
                "250:- | sv | SEK | 25000",
                "250:50 | sv | SEK | 25050",
                "1.000 | en | KWD | 1000",
                "1,000 | en | KWD | 1000000",
                "1.000 | de | KWD | 1000000",
                "1,000 | de | KWD | 1000",
                "0.500 | en | KWD | 500",
            })
    void readsWhatCanBeReadInOneWay(String typed, String language, String currency, long minor) {
        assertThat(read(typed, currency, language)).isEqualTo(new Read(minor));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "1.000 | en | USD | 100 | 100000",
                "1,000 | de | EUR | 100 | 100000",
                "1.000 | fr | EUR | 100 | 100000",
                "1,000 | fr | EUR | 100 | 100000",
                "1.000 | de-CH | CHF | 100 | 100000",
                "25.500 | en | USD | 2550 | 2550000",
                "1.000 | ja | JPY | 1 | 1000",
                "1.000 | fr | KWD | 1000 | 1000000",
                "１．０００ | en | USD | 100 | 100000",
            })
    void asksWhatMayMeanAThousand(String typed, String language, String currency, long small, long large) {
        assertThat(read(typed, currency, language)).isEqualTo(new Unclear(List.of(small, large)));
    }

    @Test
    void asksAlsoWhenOnlyTheThousandIsAnAmount() {
        assertThat(read("1.234", "USD", "en")).isEqualTo(new Unclear(List.of(123_400L)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.005,001", "25.505", "0.001", "1.0000", "1,0000", "0.500", "1 000.000"})
    void refusesWhatIsFinerThanTheCurrency(String typed) {
        assertThat(read(typed, "USD", "en")).isNotInstanceOf(Read.class);
    }

    @Test
    void aCurrencyWithoutDecimalsHasNone() {
        assertThat(read("25.50", "JPY", "en")).isEqualTo(new TooFine());
        assertThat(read("5,124", "KWD", "de")).isEqualTo(new Read(5124));
        assertThat(read("5,1245", "KWD", "de")).isEqualTo(new TooFine());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "-5",
                "−5",
                "+5",
                "abc",
                "1e3",
                "1 00",
                "1 0000",
                "1,00,00",
                "1.00.000",
                "1,2,3",
                "..",
                ",",
                ".",
                "1..5",
                "1,,000",
                "1,000,",
                "1'0",
                "1'000'00",
                "1.000'000",
                "½",
                "25%",
                "€25",
                "25 EUR",
                "NaN",
                "∞",
                "0x10",
                "1,000.000,5",
                "1.5,000.00",
                "12 34",
                "1234567890123456",
                "25 26",
                "(25)",
                "٢٥٫٥٫٥",
                "$",
                "USD"
            })
    void refusesEverythingElse(String typed) {
        assertThat(read(typed, "USD", "en")).isInstanceOf(NotAnAmount.class);
    }

    @Test
    void whatIsLongIsNotRead() {
        assertThat(read("1".repeat(100_000), "USD", "en")).isEqualTo(new NotAnAmount());
    }

    /** A form that is sent back unchanged must not change a price, whatever the language. */
    @Test
    void whatIsWrittenForAReaderIsReadAsTheSameAmount() {
        RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
        for (Locale locale : Locale.getAvailableLocales()) {
            for (String code : List.of("USD", "JPY", "KWD", "MGA")) {
                for (long minor : new long[] {0, 5, 1000, 25_500, 100_000, random.nextLong(1_000_000_000L)}) {
                    int digits = Currency.digitsOf(code);
                    String written = TypedAmount.write(minor, digits, locale);

                    assertThat(TypedAmount.read(written, digits, code, locale))
                            .as("%s %s in %s", written, code, locale)
                            .isEqualTo(new Read(minor));
                }
            }
        }
    }

    /** Whatever the language: three zeros after a mark are never taken for nothing. */
    @Test
    void aThousandIsNeverReadAsOne() {
        for (Locale locale : Locale.getAvailableLocales()) {
            for (String typed : List.of("1,000", "1.000", "1 000", "1'000", "１．０００", "1٬000", "$1.000", "1,000 USD")) {
                assertThat(TypedAmount.read(typed, 2, "USD", locale))
                        .as("%s in %s", typed, locale)
                        .isIn(new Read(100_000), new Unclear(List.of(100L, 100_000L)));
            }
        }
    }

    private static TypedAmount read(String typed, String currency, String language) {
        return TypedAmount.read(typed, Currency.digitsOf(currency), currency, Locale.forLanguageTag(language));
    }
}
