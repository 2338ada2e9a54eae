package io.holdfast.orders.inventory;

/** No decision could be reached now; the same claim may be made again. */
public final class Busy extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String reason;

    /** @param reason a sentence without its full stop */
    public Busy(String reason) {
        super(reason, null, false, false);
        this.reason = reason + ".";
    }

    /** A sentence for people. */
    public String reason() {
        return reason;
    }
}
