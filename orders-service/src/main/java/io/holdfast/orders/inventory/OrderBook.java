package io.holdfast.orders.inventory;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where grants become orders: what the inventory asks of the orders.
 *
 * @param <C> what is claimed
 * @param <R> what a buyer gets for it
 */
public interface OrderBook<C extends Claim, R> {

    /** What became of a grant. */
    sealed interface Entry<R> {}

    /** The order is durably written and holds the granted units. */
    record Written<R>(R result) implements Entry<R> {}

    /** An order of that id was there before; of the granted units it holds only those in {@code allocation}. */
    record AlreadyThere<R>(R result, Allocation allocation) implements Entry<R> {}

    /** There is no such order and never will be. */
    record Impossible<R>() implements Entry<R> {}

    /** The database does not answer: there may or may not be such an order. */
    record Unknown<R>() implements Entry<R> {}

    /**
     * Gets ready to write orders of these ids, or some of them. Returns at once, never throws: what there is to do is done
     * while units are taken.
     */
    Page<C, R> open(Collection<String> orderIds);

    /** Where orders are written that belong together. */
    interface Page<C extends Claim, R> {

        /** Writes the orders, all in one go; one entry for each grant, in their order. Never throws. */
        List<Entry<R>> write(List<Grant<C>> grants);

        /** After the buyers have been answered: tells the world about orders just written, of all there will be here. */
        void announce(List<R> written);
    }

    /** The order of this id, if there is one. */
    Optional<R> find(String orderId);

    /** Those of the ids that stand for an order, or never will: whose holder is settled. */
    Set<String> settled(Collection<String> orderIds);

    /** What is known of the holders of units, and what should become of those units. */
    enum Standing {
        /** Awaiting payment in time, or not old enough to judge. */
        HELD,
        SOLD,
        /** There is no living order that wants these units. */
        GONE
    }

    /** Somebody who holds units of a block and has not bought them, as far as the block knows. */
    record Holder(String orderId, String blockId, int units, List<Integer> seats) {

        public Holder {
            seats = List.copyOf(seats);
        }

        static Holder of(Block.Held held) {
            return new Holder(held.orderId(), held.blockId(), held.units(), held.seats());
        }

        /** The same, as an order names it. */
        public Allocation.Part part() {
            return new Allocation.Part(blockId, units, seats);
        }
    }

    /**
     * Judges holders. An order past its deadline is expired on the spot, and the id of a holder whose order was never
     * written is used up, so that it never will be.
     */
    Map<Holder, Standing> judge(Collection<Holder> holders);
}
