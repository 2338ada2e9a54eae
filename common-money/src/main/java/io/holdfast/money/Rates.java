package io.holdfast.money;

import java.math.BigInteger;

/** Parts of amounts by a rate. Rates are in basis points: 10,000 are the whole. */
final class Rates {

    private static final long WHOLE = 10_000;

    private Rates() {}

    static void require(int rate) {
        if (rate < 0 || rate > WHOLE) {
            throw new IllegalArgumentException("A rate of " + rate);
        }
    }

    /** {@code amount * (10,000 + rate) / 10,000}, to the nearest multiple of {@code step}, half up. */
    static long withAdded(long amount, int rate, long step) {
        return divided(Math.multiplyExact(amount, WHOLE + rate), Math.multiplyExact(WHOLE, step)) * step;
    }

    /** {@code fixed + amount * rate / 10,000}, to the nearest multiple of {@code step}, half up. */
    static long fixedAndPart(long fixed, long amount, int rate, long step) {
        long exact = Math.addExact(Math.multiplyExact(fixed, WHOLE), Math.multiplyExact(amount, (long) rate));
        return divided(exact, Math.multiplyExact(WHOLE, step)) * step;
    }

    /** What an amount contains that has grown by the rate, half up: {@code amount * rate / (10,000 + rate)}. */
    static long contained(long amount, int rate) {
        return divided(Math.multiplyExact(amount, (long) rate), WHOLE + rate);
    }

    /** {@code amount * part / whole}, half up; exact for any amounts. */
    static long share(long amount, long part, long whole) {
        BigInteger twice = product(amount, part).shiftLeft(1).add(BigInteger.valueOf(whole));
        return twice.divide(BigInteger.valueOf(whole).shiftLeft(1)).longValueExact();
    }

    /** {@code amount * part / whole}, rounded down, and what is left of that division. */
    static BigInteger[] quotient(long amount, long part, long whole) {
        return product(amount, part).divideAndRemainder(BigInteger.valueOf(whole));
    }

    private static BigInteger product(long one, long other) {
        return BigInteger.valueOf(one).multiply(BigInteger.valueOf(other));
    }

    private static long divided(long exact, long by) {
        return Math.floorDiv(Math.addExact(exact, by / 2), by);
    }
}
