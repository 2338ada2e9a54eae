package io.holdfast.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.money.Currency.Fit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CurrencyTests {

    /** In these the provider's units are not those of ISO 4217. All others agree. */
    private static final List<String> PROVIDER_DIFFERS = List.of("ISK", "MGA", "UGX");

    @Test
    void theTableIsSortedAndHasNoCurrencyTwice() {
        assertThat(Currency.all()).extracting(Currency::code).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void decimalsAreThoseOfIso4217() {
        assertThat(Currency.all())
                .allSatisfy(currency -> assertThat(currency.digits())
                        .as(currency.code())
                        .isEqualTo(
                                java.util.Currency.getInstance(currency.code()).getDefaultFractionDigits()));
    }

    @Test
    void everyCurrencyOfTheJdkIsInTheTableOrIsNotForPaying() {
        // Obsolete, or units of account and funds that are in no purse.
        List<String> missing = java.util.Currency.getAvailableCurrencies().stream()
                .filter(currency -> currency.getDefaultFractionDigits() >= 0)
                .map(java.util.Currency::getCurrencyCode)
                .filter(code -> Currency.find(code).isEmpty()
                        && Currency.successorOf(code).isEmpty())
                .sorted()
                .toList();

        assertThat(missing)
                .containsExactly(
                        "ADP", "AFA", "AYM", "BGL", "BOV", "BYB", "CHE", "CHW", "CLF", "COU", "CSD", "GWP", "MXV",
                        "RUR", "SRG", "TPE", "USN", "USS", "UYI", "XAD", "YUM", "ZWD", "ZWN", "ZWR");
    }

    @Test
    void whatReplacedACurrencyIsInCirculation() {
        assertThat(CurrencyTable.SUCCESSORS).allSatisfy((old, next) -> {
            assertThat(Currency.find(old)).isEmpty();
            assertThat(Currency.find(next)).isPresent();
        });
    }

    @ParameterizedTest
    @CsvSource({
        "USD, 1000, 1000",
        "JPY, 500, 500",
        "ISK, 5, 500",
        "UGX, 5, 500",
        "MGA, 500000, 5000",
        "KWD, 5120, 5120",
        "HUF, 1045, 1045",
        "TWD, 80045, 80045",
        "IDR, 999999999999, 999999999999"
    })
    void amountsAreConvertedToTheUnitsOfTheProviderAndBack(String code, long minor, long charged) {
        Currency currency = Currency.of(code);

        assertThat(currency.toProvider(minor)).isEqualTo(charged);
        assertThat(currency.fromProvider(charged)).isEqualTo(minor);
    }

    @Test
    void onlyThreeCurrenciesAreChargedInOtherUnitsThanThoseOfIso4217() {
        assertThat(Currency.all())
                .filteredOn(currency -> currency.isCharged() && currency.toProvider(1200) != 1200)
                .extracting(Currency::code)
                .containsExactlyElementsOf(PROVIDER_DIFFERS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"
            })
    void currenciesWithoutDecimalsAreChargedWithoutThem(String code) {
        assertThat(Currency.of(code).toProvider(500)).isEqualTo(500);
        assertThat(Currency.of(code).digits()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"BHD", "JOD", "KWD", "OMR", "TND"})
    void currenciesWithThreeDecimalsAreChargedInSteps(String code) {
        Currency currency = Currency.of(code);

        assertThat(currency.step()).isEqualTo(10);
        assertThat(currency.fit(5124)).isEqualTo(Fit.TOO_FINE);
        assertThat(currency.fit(5120)).isEqualTo(Fit.FITS);
        assertThat(currency.most()).isEqualTo(99_999_990);
    }

    /** Stripe charges whole krónur in hundredths, but takes its fee to the hundredth. */
    @Test
    void whatTheProviderBooksMoreFinelyIsRounded() {
        Currency krona = Currency.of("ISK");

        assertThat(krona.fromProvider(250_000)).isEqualTo(2_500);
        assertThat(krona.fromProvider(7_250)).isEqualTo(73);
        assertThat(krona.fromProvider(-7_249)).isEqualTo(-72);
    }

    @Test
    void anAriaryIsNotDivided() {
        Currency ariary = Currency.of("MGA");

        assertThat(ariary.step()).isEqualTo(100);
        assertThat(ariary.fit(1_000_050)).isEqualTo(Fit.TOO_FINE);
        assertThatThrownBy(() -> ariary.toProvider(1_000_050)).isInstanceOf(ArithmeticException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "USD, 50",
        "AED, 200",
        "GBP, 30",
        "EUR, 50",
        "CZK, 1500",
        "DKK, 250",
        "HKD, 400",
        "HUF, 17500",
        "JPY, 50",
        "MXN, 1000",
        "MYR, 200",
        "NOK, 300",
        "PLN, 200",
        "RON, 200",
        "SEK, 300",
        "THB, 1000",
        "INR, 50"
    })
    void theLeastChargeIsThatOfTheProvider(String code, long least) {
        assertThat(Currency.of(code).least()).isEqualTo(least);
        assertThat(Currency.of(code).fit(least)).isEqualTo(Fit.FITS);
        assertThat(Currency.of(code).fit(least - 1)).isEqualTo(Fit.TOO_SMALL);
    }

    @Test
    void theLeastChargeOfOthersIsWorthHalfADollarAndALittleMore() {
        assertThat(Currency.of("ISK").least()).isEqualTo(76);
        assertThat(Currency.of("KWD").least()).isEqualTo(190);
        assertThat(Currency.of("MGA").least()).isEqualTo(270_000);
        assertThat(Currency.of("KRW").least()).isEqualTo(870);
    }

    @Test
    void theMostChargeIsThatOfTheProvider() {
        assertThat(Currency.of("USD").most()).isEqualTo(99_999_999);
        assertThat(Currency.of("JPY").most()).isEqualTo(99_999_999);
        assertThat(Currency.of("ISK").most()).isEqualTo(999_999);
        assertThat(Currency.of("MGA").most()).isEqualTo(9_999_999_900L);
        assertThat(Currency.of("IDR").most()).isEqualTo(999_999_999_999L);
    }

    @Test
    void everyChargeableCurrencyCanChargeItsLeastAndItsMost() {
        assertThat(Currency.all()).filteredOn(Currency::isCharged).allSatisfy(currency -> {
            assertThat(currency.fit(currency.least())).isEqualTo(Fit.FITS);
            assertThat(currency.fit(currency.most())).isEqualTo(Fit.FITS);
            assertThat(currency.fit(currency.most() + currency.step())).isEqualTo(Fit.TOO_LARGE);
            assertThat(currency.toProvider(currency.most())).isLessThanOrEqualTo(999_999_999_999L);
            assertThat(currency.least()).isLessThan(currency.most());
        });
    }

    @Test
    void nothingNeedsNoCharge() {
        assertThat(Currency.all())
                .allSatisfy(currency -> assertThat(currency.fit(0)).isEqualTo(Fit.FITS));
        assertThat(Currency.of("CUP").fit(100)).isEqualTo(Fit.NOT_CHARGED);
    }

    @Test
    void theMostOfEveryCurrencyHasAWorth() {
        assertThat(Currency.all())
                .allSatisfy(currency ->
                        assertThat(currency.roughWorth(currency.most())).isPositive());
    }

    @Test
    void pricesInUnlikeCurrenciesAreOrderedByWhatTheyAreWorth() {
        Map<String, Long> prices = Map.of("JPY", 3000L, "USD", 2500L, "KWD", 9000L, "IDR", 30_000_000L, "EUR", 4000L);

        assertThat(prices.entrySet().stream()
                        .sorted(java.util.Comparator.comparing(
                                price -> Currency.of(price.getKey()).roughWorth(price.getValue())))
                        .map(Map.Entry::getKey))
                .containsExactly("IDR", "JPY", "USD", "KWD", "EUR");
    }

    @Test
    void obsoleteCurrenciesKeepTheirDecimals() {
        assertThat(Currency.find("BGN")).isEmpty();
        assertThat(Currency.successorOf("BGN")).contains("EUR");
        assertThat(Currency.digitsOf("BGN")).isEqualTo(2);
        assertThat(Currency.digitsOf("ESP")).isZero();
        assertThat(Currency.digitsOf("QQQ")).isEqualTo(2);
        assertThatThrownBy(() -> Currency.of("BGN")).isInstanceOf(IllegalArgumentException.class);
    }
}
