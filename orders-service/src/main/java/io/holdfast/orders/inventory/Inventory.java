package io.holdfast.orders.inventory;

import io.holdfast.contracts.TierAvailability;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The units of all events and who holds them. Everything about one event goes through its lane.
 *
 * @param <C> what is claimed
 * @param <R> what a buyer gets for it
 */
public class Inventory<C extends Claim, R> {

    private final Lanes<C, R> lanes;
    private final TierCounter counter;
    private final AvailabilityPublisher availability;
    private final BuyersFirst buyers;

    Inventory(Lanes<C, R> lanes, TierCounter counter, AvailabilityPublisher availability, BuyersFirst buyers) {
        this.lanes = lanes;
        this.counter = counter;
        this.availability = availability;
        this.buyers = buyers;
    }

    /**
     * Claims units and has them written as an order. The future fails with {@link Refused} when the units cannot be had, with
     * {@link LimitReached} when the buyer would have too many, and with {@link Busy} when no decision could be reached.
     */
    public CompletableFuture<R> claim(String eventId, C claim) {
        buyers.claimed();
        return lanes.inLane(eventId, lane -> lane.claim(claim));
    }

    /** The order bought what it held. Repeating it is harmless. */
    public CompletableFuture<Void> sell(String eventId, String orderId, Allocation allocation) {
        return lanes.inLane(eventId, lane -> lane.sell(orderId, allocation));
    }

    /**
     * All that the buyer's order held or had bought becomes free, and no longer counts against a limit. The order is over and stored as
     * such. Repeating it is harmless.
     */
    public CompletableFuture<Void> releaseAll(
            String eventId, String orderId, Set<String> buyerKeys, Allocation allocation) {
        return lanes.inLane(eventId, lane -> lane.releaseAll(orderId, buyerKeys, allocation));
    }

    /**
     * Of all that the buyer's order ever had it has only {@code left}, and is stored as such; the rest becomes free. Repeating it is
     * harmless, also after the order was left with less.
     */
    public CompletableFuture<Void> keepOnly(
            String eventId, String orderId, Set<String> buyerKeys, Allocation had, Allocation left) {
        return lanes.inLane(eventId, lane -> lane.keepOnly(orderId, buyerKeys, had, left));
    }

    /** These units, held or bought, become free. Repeating it is harmless. */
    CompletableFuture<Void> release(String eventId, String orderId, Allocation allocation) {
        return lanes.inLane(eventId, lane -> lane.release(orderId, allocation));
    }

    /** How many units of each tier there are, free, held and sold, read from the database now. */
    public List<TierAvailability> counts(String eventId) {
        return counter.count(eventId).tiers();
    }

    /** The same without which seats are taken. */
    public List<TierAvailability> unitCounts(String eventId) {
        return counter.countUnits(eventId);
    }

    /** Has the availability of the event published soon. */
    public void publishAvailability(String eventId) {
        availability.changed(eventId);
    }

    /** Has the availability of many events published that may not have changed: one after the other, slowly. */
    public void publishAvailabilities(Collection<String> eventIds) {
        availability.mayHaveChanged(eventIds);
    }

    /** Of how many events the availability is yet to be published. */
    public int unpublished() {
        return availability.waiting();
    }

    /** Frees what is overdue of tiers for which buyers were refused, before everything else that is overdue. Returns at once. */
    void freeWanted() {
        lanes.freeWanted();
    }

    void removeIdleLanes() {
        lanes.removeIdle();
    }
}
