package io.holdfast.money;

import org.jspecify.annotations.Nullable;

/**
 * What of an amount is taxed at one rate.
 *
 * @param rate basis points; null for what no tax is stated of
 * @param gross minor units, with tax
 * @param tax what of that is tax
 */
public record TaxShare(@Nullable Integer rate, long gross, long tax) {

    public long net() {
        return gross - tax;
    }
}
