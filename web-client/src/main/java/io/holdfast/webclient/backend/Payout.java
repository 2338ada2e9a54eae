package io.holdfast.webclient.backend;

import java.time.LocalDate;
import java.util.List;

/** What an event has taken by day, as orders-service works it out. Amounts are minor units. */
public record Payout(String currency, List<Day> days, Amounts total, List<Dispute> disputes) {

    public record Day(LocalDate day, Amounts amounts) {}

    /**
     * @param fees what of the takings are fees that buyers pay
     * @param sellersFees those that the organizer bears
     * @param disputed what buyers' banks have taken back
     * @param left takings without refunds and what is disputed
     */
    public record Amounts(
            long orders,
            long tickets,
            long takings,
            long fees,
            long sellersFees,
            long tax,
            long refunds,
            long disputed,
            long left) {}

    public record Dispute(String orderId, long amount, String status) {}

    /** That of an event that has never been on sale. */
    public static Payout none(String currency) {
        return new Payout(currency, List.of(), new Amounts(0, 0, 0, 0, 0, 0, 0, 0, 0), List.of());
    }
}
