package io.holdfast.orders.organizer;

import io.holdfast.contracts.DisputeState;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * What an event has taken, day by day as its town counts them. Amounts are minor units of the currency.
 *
 * @param days those on which something was sold or went back, the oldest first
 * @param total the sum over the days
 * @param disputes of the orders of the event
 */
record PayoutView(
        String eventId, String currency, List<Day> days, Amounts total, List<Dispute> disputes, Instant asOf) {

    /** One day. */
    record Day(LocalDate day, Amounts amounts) {}

    /**
     * Amounts of a day, or of all.
     *
     * @param orders how many were paid
     * @param tickets how many these had
     * @param takings what buyers paid for them
     * @param fees what of the takings are fees that buyers pay, with tax
     * @param sellersFees the fees of these tickets that the organizer bears
     * @param tax what of the takings is tax
     * @param refunds what is to go back of orders of any day, as of this one
     * @param disputed what buyers' banks have taken back of this day's orders: in disputes that are open or lost
     * @param left takings without what is to go back and what is disputed
     */
    record Amounts(
            long orders,
            long tickets,
            long takings,
            long fees,
            long sellersFees,
            long tax,
            long refunds,
            long disputed,
            long left) {

        static final Amounts NONE = new Amounts(0, 0, 0, 0, 0, 0, 0, 0, 0);

        Amounts plus(Amounts other) {
            return new Amounts(
                    orders + other.orders,
                    tickets + other.tickets,
                    takings + other.takings,
                    fees + other.fees,
                    sellersFees + other.sellersFees,
                    tax + other.tax,
                    refunds + other.refunds,
                    disputed + other.disputed,
                    left + other.left);
        }
    }

    /** A dispute about what was charged for an order. */
    record Dispute(String orderId, long amount, String reason, DisputeState.Status status) {}
}
