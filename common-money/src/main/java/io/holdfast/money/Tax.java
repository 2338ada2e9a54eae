package io.holdfast.money;

/**
 * The tax on a price.
 *
 * @param rate in basis points, hundredths of a percent: 1900 is 19 %
 * @param included whether the price includes it; otherwise it is added
 */
public record Tax(int rate, boolean included) {

    /** The highest rate: as much again as the price. */
    public static final int MOST = 10_000;

    public Tax {
        Rates.require(rate);
    }
}
