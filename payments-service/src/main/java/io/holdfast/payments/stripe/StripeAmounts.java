package io.holdfast.payments.stripe;

import io.holdfast.money.Currency;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Amounts in Stripe's units, which in some currencies are not those of ISO 4217. Amounts in a currency that the table does not have (any
 * more) are left as they are: nothing is sold in one, but what was may still have to be refunded.
 */
final class StripeAmounts {

    private StripeAmounts() {}

    /** @throws ArithmeticException when Stripe has no unit as small as that */
    static long of(long minor, String currency) {
        return find(currency).map(known -> known.toProvider(minor)).orElse(minor);
    }

    /**
     * In minor units.
     *
     * @param currency as Stripe writes it, in small letters; null if it wrote none
     */
    static long minor(long charged, @Nullable String currency) {
        return find(currency).map(known -> known.fromProvider(charged)).orElse(charged);
    }

    /** Whether Stripe has units for the amount. */
    static boolean has(long minor, String currency) {
        return find(currency).map(known -> minor % known.step() == 0).orElse(true);
    }

    private static Optional<Currency> find(@Nullable String code) {
        return code == null
                ? Optional.empty()
                : Currency.find(code.toUpperCase(Locale.ROOT)).filter(Currency::isCharged);
    }
}
