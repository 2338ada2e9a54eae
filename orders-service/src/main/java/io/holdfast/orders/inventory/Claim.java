package io.holdfast.orders.inventory;

import java.util.List;
import java.util.Set;

/** A request for units, all or nothing. */
public interface Claim {

    /** Of the order that is to hold them: {@code [0-9a-z]+}, the same whenever the same claim is repeated. */
    String orderId();

    /** Who asks: {@code [0-9a-z]+}. */
    String buyerId();

    /**
     * Everything that the buyer is known by, each {@code [0-9a-z]+}. Against the {@link #limits()} count together the units of all claims
     * that have one of these in common, so that no one gets more by being known in two ways.
     */
    default Set<String> buyerKeys() {
        return Set.of(buyerId());
    }

    /**
     * Those of the keys against which counts what is held and not bought: none that others can make the buyer's without paying, or they could use
     * up what the buyer may hold.
     */
    default Set<String> holdKeys() {
        return buyerKeys();
    }

    /** At least one; each tier once. */
    List<ClaimItem> items();

    /** What the buyer's units may not exceed; often none. */
    List<Limit> limits();

    /** Whether nothing is to pay, so that the units are sold as soon as the order is written. */
    boolean isFreeOfCharge();

    /** Whether this claim may have been made before, so that it may hold units already. */
    boolean repeatable();
}
