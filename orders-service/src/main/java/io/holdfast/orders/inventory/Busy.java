package io.holdfast.orders.inventory;

/** No decision could be reached now; the same claim may be made again. */
public final class Busy extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String reason;
    private final boolean mayBeWritten;

    /**
     * What was written for the claim is unknown, or may still be written.
     *
     * @param reason a sentence without its full stop
     */
    public Busy(String reason) {
        this(reason, true);
    }

    private Busy(String reason, boolean mayBeWritten) {
        super(reason, null, false, false);
        this.reason = reason + ".";
        this.mayBeWritten = mayBeWritten;
    }

    /** No order was written for the claim, and none will be. */
    static Busy nothingWritten(String reason) {
        return new Busy(reason, false);
    }

    /** Whether the order may be there, or come yet. */
    public boolean mayBeWritten() {
        return mayBeWritten;
    }

    /** A sentence for people. */
    public String reason() {
        return reason;
    }
}
