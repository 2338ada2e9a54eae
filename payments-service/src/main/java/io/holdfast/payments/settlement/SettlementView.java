package io.holdfast.payments.settlement;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the payment provider has booked for an event, day by day, beside what the ledger has, and how the two differ.
 *
 * @param days those on which the provider booked something, the oldest first, and of each currency that it was settled in
 * @param totals the sums over the days, of each currency
 * @param ledger what the ledger has, of each currency that buyers were charged in
 * @param differences those that have lasted for hours, at most 500
 * @param readUpTo until when the provider's books were read; null if they were not read yet
 */
record SettlementView(
        String eventId,
        String timezone,
        List<Day> days,
        List<Amounts> totals,
        List<Ledger> ledger,
        List<Differing> differences,
        @Nullable Instant readUpTo) {

    /** One day. */
    record Day(LocalDate day, Amounts amounts) {}

    /**
     * What the provider booked on a day, or on all, in minor units of the currency of the seller's account.
     *
     * @param payments how many charges there were
     * @param charged what buyers were charged
     * @param refunded what went back to them, without refunds that failed
     * @param disputed what their banks took back, without what they returned
     * @param fees what the provider kept
     * @param net charged, without refunded, disputed and fees
     * @param paidOut what of it was paid to the seller's bank account, as far as the provider tells
     */
    record Amounts(
            String currency,
            long payments,
            long charged,
            long refunded,
            long disputed,
            long fees,
            long net,
            long paidOut) {

        static Amounts none(String currency) {
            return new Amounts(currency, 0, 0, 0, 0, 0, 0, 0);
        }

        Amounts plus(Amounts other) {
            return new Amounts(
                    currency,
                    payments + other.payments,
                    charged + other.charged,
                    refunded + other.refunded,
                    disputed + other.disputed,
                    fees + other.fees,
                    net + other.net,
                    paidOut + other.paidOut);
        }
    }

    /** What the ledger has, in minor units. */
    record Ledger(String currency, long charged, long refunded, long disputed) {

        Ledger plus(Ledger other) {
            return new Ledger(currency, charged + other.charged, refunded + other.refunded, disputed + other.disputed);
        }
    }

    /**
     * A difference, in minor units of the currency. What reaches the seller is positive, what leaves is negative.
     *
     * @param payment the payment; if the provider has it and Holdfast does not, what the provider calls it
     * @param orderId null if there is no such payment here
     * @param eventId null if that is not known
     * @param of {@code charge}, {@code refund} or {@code dispute}
     * @param what {@code missing-at-provider}, {@code missing-in-ledger} or {@code amounts-differ}
     * @param since when it was found
     */
    record Differing(
            String payment,
            @Nullable String orderId,
            @Nullable String eventId,
            String of,
            String what,
            long ledger,
            long provider,
            String currency,
            Instant since) {}
}
