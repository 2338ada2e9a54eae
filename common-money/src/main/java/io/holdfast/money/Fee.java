package io.holdfast.money;

/**
 * What is charged for the sale of each ticket that costs something, with tax.
 *
 * @param fixed minor units
 * @param rate in basis points of the ticket's price with tax, added to the fixed part
 * @param paidByBuyer whether it comes on top of the price; otherwise the seller bears it, and the buyer does not see it
 */
public record Fee(long fixed, int rate, boolean paidByBuyer) {

    public Fee {
        Rates.require(rate);
        if (fixed < 0) {
            throw new IllegalArgumentException("A fee of " + fixed);
        }
    }
}
