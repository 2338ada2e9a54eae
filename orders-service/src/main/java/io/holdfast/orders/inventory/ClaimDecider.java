package io.holdfast.orders.inventory;

import java.util.List;

/** Decides claims for one event. Used by one thread at a time. */
interface ClaimDecider<C extends Claim, R> {

    /**
     * Answers each claim; no two of them have the same order id.
     *
     * @throws RuntimeException when the database fails; some of the claims may have no answer then
     */
    void decide(List<PendingClaim<C, R>> batch);

    /** Discards what is known of the blocks; called after a failure. */
    void reset();

    /** Whether units were asked for in vain a short time ago; called by any thread. */
    boolean hasWanted();

    /**
     * Frees a part of what is overdue and was asked for in vain a short time ago.
     *
     * @return whether there may be more of it
     */
    boolean freeWanted();
}
