package io.holdfast.orders.order;

/** A refund of more than is left of what was paid. */
public final class RefundTooHigh extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final long left;

    RefundTooHigh(long left) {
        super("Only " + left + " is left to refund", null, false, false);
        this.left = left;
    }

    /** How much can be refunded at most, in minor units. */
    public long left() {
        return left;
    }
}
