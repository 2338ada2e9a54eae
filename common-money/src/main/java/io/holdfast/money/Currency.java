package io.holdfast.money;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A currency in circulation, and how the payment provider charges it. Amounts are in minor units, such as cents, of which a whole unit
 * has ten to the power of {@link #digits}, by ISO 4217; the provider's own units differ from them in some currencies.
 */
public final class Currency {

    /** What the provider takes in one charge, in its units: eight digits. */
    private static final long MOST_CHARGED = 99_999_999;

    /** The same for the one currency for which the provider takes twelve. */
    private static final long MOST_RUPIAHS = 999_999_999_999L;

    /**
     * In dollars, the least charge in a currency for which the provider names none. The provider wants 0.50 at the rate of the day;
     * the rest is for the difference between that and a rate that is written down.
     */
    private static final BigDecimal LEAST_DOLLARS = new BigDecimal("0.60");

    private static final BigDecimal NANOS = BigDecimal.valueOf(1_000_000_000);

    private final String code;
    private final int digits;
    private final boolean charged;
    private final int chargeDigits;
    private final long step;
    private final long least;
    private final long most;
    private final long worth;

    /** @param leastUnits null where the provider asks for the worth of half a dollar */
    Currency(
            String code,
            int digits,
            @Nullable Integer chargeDigits,
            @Nullable BigDecimal leastUnits,
            BigDecimal perDollar) {
        this.code = code;
        this.digits = digits;
        this.charged = chargeDigits != null;
        this.chargeDigits = chargeDigits == null ? digits : chargeDigits;
        this.step = this.chargeDigits == 3 ? 10 : Math.max(1, minor(BigDecimal.valueOf(1, this.chargeDigits)));
        BigDecimal units = leastUnits == null ? LEAST_DOLLARS.multiply(perDollar) : leastUnits;
        this.least = Math.ceilDiv(minor(units), step) * step;
        long mostCharged = code.equals("IDR") ? MOST_RUPIAHS : MOST_CHARGED;
        this.most = minor(BigDecimal.valueOf(mostCharged, this.chargeDigits).setScale(digits, RoundingMode.FLOOR))
                / step
                * step;
        BigDecimal minorUnits = perDollar.movePointRight(digits);
        this.worth =
                Math.max(1, NANOS.divide(minorUnits, 0, RoundingMode.HALF_UP).longValueExact());
    }

    /** Rounded up. */
    private long minor(BigDecimal units) {
        return units.movePointRight(digits).setScale(0, RoundingMode.CEILING).longValueExact();
    }

    /** All currencies in circulation, sorted by code. */
    public static List<Currency> all() {
        return CurrencyTable.ALL;
    }

    /**
     * The currency of a code of ISO 4217, in capitals.
     *
     * @throws IllegalArgumentException when there is none in circulation
     */
    public static Currency of(String code) {
        return find(code).orElseThrow(() -> new IllegalArgumentException("No currency in circulation: " + code));
    }

    /** The currency of a code of ISO 4217, in capitals; empty when none in circulation has it. */
    public static Optional<Currency> find(String code) {
        return Optional.ofNullable(CurrencyTable.BY_CODE.get(code));
    }

    /** The code of the currency that has replaced another one, in capitals; empty when no recent one is known to be replaced. */
    public static Optional<String> successorOf(String code) {
        return Optional.ofNullable(CurrencyTable.SUCCESSORS.get(code));
    }

    /**
     * How many decimals an amount has: those of the currency, or of one that is not in circulation (any more) and that older prices may
     * be in; 2 if it was never known.
     */
    public static int digitsOf(String code) {
        Optional<Currency> current = find(code);
        if (current.isPresent()) {
            return current.get().digits();
        }
        try {
            return Math.max(0, java.util.Currency.getInstance(code).getDefaultFractionDigits());
        } catch (IllegalArgumentException e) {
            return 2;
        }
    }

    /** Of ISO 4217, in capitals. */
    public String code() {
        return code;
    }

    /** How many decimals an amount has by ISO 4217. */
    public int digits() {
        return digits;
    }

    /** Whether the payment provider takes it. Tickets that cost nothing can be in any currency. */
    public boolean isCharged() {
        return charged;
    }

    /** The smallest difference between two amounts that can be charged, in minor units. */
    public long step() {
        return step;
    }

    /** The smallest amount that can be charged, in minor units. */
    public long least() {
        return least;
    }

    /** The largest amount that can be charged at once, in minor units. */
    public long most() {
        return most;
    }

    /** Whether an amount in minor units can be charged at once. Nothing needs no charge, and is fine. */
    public Fit fit(long minor) {
        if (minor == 0) {
            return Fit.FITS;
        }
        if (!charged) {
            return Fit.NOT_CHARGED;
        }
        if (minor < least) {
            return Fit.TOO_SMALL;
        }
        if (minor > most) {
            return Fit.TOO_LARGE;
        }
        return minor % step == 0 ? Fit.FITS : Fit.TOO_FINE;
    }

    /** Whether an amount can be charged, or why it cannot. */
    public enum Fit {
        FITS,
        /** The provider does not take the currency. */
        NOT_CHARGED,
        /** Less than {@link #least}. */
        TOO_SMALL,
        /** More than {@link #most}. */
        TOO_LARGE,
        /** Not a multiple of {@link #step}. */
        TOO_FINE
    }

    /**
     * An amount in the provider's units.
     *
     * @param minor minor units
     * @throws ArithmeticException when the provider has no unit as small as that
     */
    public long toProvider(long minor) {
        return BigDecimal.valueOf(minor, digits).movePointRight(chargeDigits).longValueExact();
    }

    /**
     * An amount that the provider names in its units, in minor units; rounded, half up. What is charged is a whole number of them, but a fee
     * may be finer.
     */
    public long fromProvider(long amount) {
        return BigDecimal.valueOf(amount, chargeDigits)
                .movePointRight(digits)
                .setScale(0, RoundingMode.HALF_UP)
                .longValueExact();
    }

    /**
     * What an amount in minor units is roughly worth, in billionths of a US dollar: to put prices in unlike currencies in order, and for
     * nothing else. Between amounts of the same currency the order is exact.
     */
    public long roughWorth(long minor) {
        return Math.multiplyExact(minor, worth);
    }

    @Override
    public String toString() {
        return code;
    }
}
