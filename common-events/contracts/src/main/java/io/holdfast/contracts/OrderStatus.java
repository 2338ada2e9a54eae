package io.holdfast.contracts;

/** Where an order is in its life. */
public enum OrderStatus {
    /** Tickets are held until {@code expiresAt}. */
    AWAITING_PAYMENT,
    /** Paid or free: the tickets are valid. */
    COMPLETED,
    /** Given up by the buyer, or its payment could not be captured. */
    CANCELLED,
    /** The hold ran out. */
    EXPIRED,
    /** The buyer sold the tickets back. */
    SOLD_BACK,
    /** The event was cancelled. */
    REFUNDED
}
