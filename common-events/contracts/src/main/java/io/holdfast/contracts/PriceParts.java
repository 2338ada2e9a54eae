package io.holdfast.contracts;

import org.jspecify.annotations.Nullable;

/**
 * What of a ticket's price is fee and tax, in minor units.
 *
 * @param fee the buyer's fee, with tax
 * @param tax of everything, the fee included
 * @param taxRate basis points; null if no tax is stated, which is then 0
 * @param sellersFee a fee that the seller bears, which is no part of the price
 */
public record PriceParts(long fee, long tax, @Nullable Integer taxRate, long sellersFee) {}
