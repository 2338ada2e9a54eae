package io.holdfast.money;

import org.jspecify.annotations.Nullable;

/**
 * What one ticket costs its buyer, and what of that is fee and tax. Amounts are whole minor units of one currency, zero or more.
 *
 * <p>Everything is rounded here, for one ticket, and nowhere else: several tickets cost exactly as many times as much, their fee and tax
 * are exactly as many times as high, and a ticket that is given back takes exactly its own part with it. What is charged (a price to which
 * tax is added, and a fee) is rounded half up to the smallest difference that can be charged ({@link Currency#step}); the tax within it is
 * rounded half up to the minor unit, of the price and of the fee by itself.
 *
 * @param total what the buyer pays: price and the buyer's fee, both with tax
 * @param fee what of that is the buyer's fee, with tax
 * @param tax what of the total is tax
 * @param taxRate basis points; null if the seller states no tax, which is then 0
 * @param sellersFee the fee that the seller bears, which is no part of the total
 */
public record TicketPrice(
        long total, long fee, long tax, @Nullable Integer taxRate, long sellersFee) {

    public TicketPrice {
        if (total < 0 || fee < 0 || tax < 0 || sellersFee < 0 || fee > total || tax > total) {
            throw new IllegalArgumentException("%d with a fee of %d and a tax of %d".formatted(total, fee, tax));
        }
        if (taxRate == null && tax > 0) {
            throw new IllegalArgumentException("A tax without a rate");
        }
    }

    /** A price without fee, of which no tax is stated. */
    public static TicketPrice of(long price) {
        return new TicketPrice(price, 0, 0, null, 0);
    }

    /**
     * The price of a ticket. One that costs nothing has no fee. A fee is taxed like its ticket, and includes that tax.
     *
     * @param price as the seller has set it, in minor units
     * @param tax null if none is stated
     * @param fee null for none
     * @param currency a code of ISO 4217
     * @throws ArithmeticException when an amount is too large for a number of 64 bits
     */
    public static TicketPrice of(long price, @Nullable Tax tax, @Nullable Fee fee, String currency) {
        long step = Currency.find(currency).map(Currency::step).orElse(1L);
        long withTax = tax == null || tax.included() ? price : Rates.withAdded(price, tax.rate(), step);
        long charged = price == 0 || fee == null ? 0 : Rates.fixedAndPart(fee.fixed(), withTax, fee.rate(), step);
        boolean byBuyer = fee != null && fee.paidByBuyer();
        long buyers = byBuyer ? charged : 0;
        return new TicketPrice(
                Math.addExact(withTax, buyers),
                buyers,
                tax(price, withTax, tax) + (tax == null ? 0 : Rates.contained(buyers, tax.rate())),
                tax == null ? null : tax.rate(),
                byBuyer ? 0 : charged);
    }

    private static long tax(long price, long withTax, @Nullable Tax tax) {
        if (tax == null) {
            return 0;
        }
        return tax.included() ? Rates.contained(withTax, tax.rate()) : Math.max(0, withTax - price);
    }

    /** What it costs without the buyer's fee, with tax. */
    public long price() {
        return total - fee;
    }

    /** The total without tax. */
    public long net() {
        return total - tax;
    }

    /** Whether the total is all there is to say. */
    public boolean isPlain() {
        return fee == 0 && taxRate == null && sellersFee == 0;
    }
}
