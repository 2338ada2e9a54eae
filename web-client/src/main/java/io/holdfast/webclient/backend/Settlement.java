package io.holdfast.webclient.backend;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the payment provider has booked for an event, beside what the ledger has. Amounts are minor units.
 *
 * @param readUpTo until when the provider's books were read; null if they were not read yet
 */
public record Settlement(
        List<Day> days,
        List<Amounts> totals,
        List<Ledger> ledger,
        List<Difference> differences,
        @Nullable Instant readUpTo) {

    public record Day(LocalDate day, Amounts amounts) {}

    /**
     * @param currency of the organizer's account at the provider
     * @param fees what the provider kept
     * @param paidOut what was paid to the organizer's bank account, as far as the provider tells
     */
    public record Amounts(
            String currency,
            long payments,
            long charged,
            long refunded,
            long disputed,
            long fees,
            long net,
            long paidOut) {}

    public record Ledger(String currency, long charged, long refunded, long disputed) {}

    /**
     * What reaches the organizer is positive, what leaves is negative.
     *
     * @param orderId null for what the provider has without a payment here; likewise {@code eventId}
     * @param of {@code charge}, {@code refund} or {@code dispute}
     * @param what {@code missing-at-provider}, {@code missing-in-ledger} or {@code amounts-differ}
     */
    public record Difference(
            String payment,
            @Nullable String orderId,
            @Nullable String eventId,
            String of,
            String what,
            long ledger,
            long provider,
            String currency) {}
}
