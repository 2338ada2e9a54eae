package io.holdfast.contracts;

/**
 * A dispute about a charge.
 *
 * @param amount what is disputed, and once it is lost what the bank keeps, in minor units of the payment's currency
 * @param reason the bank's, a stable word such as {@code fraudulent}
 */
public record DisputeState(long amount, String reason, Status status) {

    /** How far it has come. */
    public enum Status {
        /** The bank asks, and has taken nothing back. */
        INQUIRY,
        /** The bank asked, and it ended without a dispute. */
        CLOSED,
        /** The bank has taken the amount back until the dispute is decided. */
        OPEN,
        /** The bank keeps the amount: the buyer has it back. */
        LOST,
        /** The bank has returned the amount. */
        WON;

        /** Whether the bank has taken the amount back. */
        public boolean isWithdrawn() {
            return this == OPEN || this == LOST;
        }
    }
}
