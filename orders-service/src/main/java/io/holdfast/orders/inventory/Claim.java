package io.holdfast.orders.inventory;

import java.util.List;

/** A request for units, all or nothing. */
public interface Claim {

    /** Of the order that is to hold them: {@code [0-9a-z]+}, the same whenever the same claim is repeated. */
    String orderId();

    /** Whose units count together against the {@link #limits()}: {@code [0-9a-z]+}. */
    String buyerId();

    /** At least one; each tier once. */
    List<ClaimItem> items();

    /** What the buyer's units may not exceed; often none. */
    List<Limit> limits();

    /** Whether nothing is to pay, so that the units are sold as soon as the order is written. */
    boolean isFreeOfCharge();

    /** Whether this claim may have been made before, so that it may hold units already. */
    boolean repeatable();
}
