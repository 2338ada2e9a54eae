package io.holdfast.orders.inventory;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/** A guarded change of one block on behalf of some orders: it takes effect for all of them, or for none. */
sealed interface BlockUpdate {

    /** Units that change hands in one block for one order. */
    record Change(String orderId, String blockId, int units, List<Integer> seats) {

        public Change {
            seats = List.copyOf(seats);
        }

        static List<Change> of(String orderId, Allocation allocation) {
            return allocation.parts().stream()
                    .map(part -> new Change(orderId, part.blockId(), part.units(), part.seats()))
                    .toList();
        }
    }

    String blockId();

    List<Change> changes();

    default int units() {
        return changes().stream().mapToInt(Change::units).sum();
    }

    /**
     * Takes units. Its guard: at least so many are free that {@code floor} are left, each seat is nobody's, and who may have
     * asked before holds nothing.
     *
     * @param repeatable orders that may hold units already
     * @param attempt by which the units of those can be told from what the same claim took another time
     * @param floor zero; for an allowance, minus what its buyer may have
     */
    record Take(String blockId, List<Change> changes, Set<String> repeatable, long attempt, Instant since, int floor)
            implements BlockUpdate {}

    /** Turns held units into sold ones. Its guard: each order holds just these units, and has not bought them. */
    record Sell(String blockId, List<Change> changes) implements BlockUpdate {}

    /**
     * Gives units back. Its guard: each order holds just these units.
     *
     * @param sold whether they had been bought
     */
    record Release(String blockId, List<Change> changes, boolean sold) implements BlockUpdate {}
}
