package io.holdfast.orders.inventory;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where granted claims become orders: what the inventory asks of the orders.
 *
 * @param <C> what is claimed
 * @param <R> what a buyer gets for it
 */
public interface OrderSink<C extends Claim, R> {

    /** What became of a granted claim. */
    sealed interface Outcome<R> {}

    /** The order is durably written and holds the granted units. */
    record Written<R>(R result) implements Outcome<R> {}

    /** An order of that id existed before; of the granted units it holds only those in {@code allocation}. */
    record AlreadyExists<R>(R result, Allocation allocation) implements Outcome<R> {}

    /** There is no such order and never will be. */
    record NeverWritten<R>() implements Outcome<R> {}

    /** The database does not answer: there may or may not be such an order. */
    record Unknown<R>() implements Outcome<R> {}

    /**
     * Prepares to write orders of an event with these ids, or some of them. Returns at once and never throws: the preparation runs while
     * units are claimed.
     */
    OrderBatch<C, R> openBatch(String eventId, Collection<String> orderIds);

    /** Orders that are written together. */
    interface OrderBatch<C extends Claim, R> {

        /** Writes the orders, all at once; one outcome for each granted claim, in their order. Never throws. */
        List<Outcome<R>> write(List<GrantedClaim<C>> grants);

        /**
         * Publishes the orders just written. Called once, after the buyers were answered.
         *
         * @param written all orders of this batch there will ever be
         */
        void publish(List<R> written);
    }

    /** The order of this id, if there is one. */
    Optional<R> find(String orderId);

    /**
     * An order that is pending or paid.
     *
     * @param buyerKey one of the keys that its buyer is known by
     * @param since when its units were claimed
     */
    record LivingOrder(String orderId, String buyerKey, Allocation allocation, Instant since) {}

    /**
     * The orders of buyers with these keys for an event that are pending or paid, once for each of the keys.
     *
     * @param unpaidOnly whether those that are paid are left out
     */
    List<LivingOrder> living(String eventId, Set<String> buyerKeys, boolean unpaidOnly);

    /** What an order has that is pending or paid, without what was given back; empty if it is neither. */
    Optional<Allocation> kept(String orderId);

    /** Those of the ids that belong to an order, or that no order will ever have. */
    Set<String> decided(Collection<String> orderIds);

    /** What should become of units that a block lists as held. */
    enum HolderState {
        /** The order awaits payment in time, or is too new to tell. */
        HELD,
        SOLD,
        /** An allowance counts more units of a living order than that has since it gave some back. */
        TOO_MANY,
        /** There is no living order that these units belong to. */
        RELEASABLE
    }

    /**
     * Finds out what should become of units that are held and not sold, as far as their blocks know. An order past its deadline is
     * expired by this, and an id without an order is used up, so that an order of that id will never be written.
     */
    Map<OrderUnits, HolderState> resolve(Collection<OrderUnits> held);
}
