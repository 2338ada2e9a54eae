package io.holdfast.orders.order;

/** More was to be given back than is left of what was paid. */
final class RefundTooHigh extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final long left;

    RefundTooHigh(long left) {
        super("Only " + left + " is left to give back", null, false, false);
        this.left = left;
    }

    /** Minor units. */
    long left() {
        return left;
    }
}
