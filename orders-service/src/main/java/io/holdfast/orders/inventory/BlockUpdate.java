package io.holdfast.orders.inventory;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A guarded change of one block on behalf of some orders: it takes effect for all of them, or for none. */
sealed interface BlockUpdate {

    String blockId();

    List<OrderUnits> changes();

    default int units() {
        return changes().stream().mapToInt(OrderUnits::units).sum();
    }

    /**
     * Turns free units into held ones. Its guard: at least {@code floor} units are left free, each seat is free, and none of the
     * repeatable orders holds anything of the block.
     *
     * @param repeatable orders whose claim may have been made before, so that they may hold units already
     * @param attempt distinguishes what this attempt of a repeatable claim holds from what another attempt holds
     * @param floor zero; for an allowance, minus what its buyer may have
     * @param mostHeld for an allowance that limits only what its buyer holds: the most, in place of {@code floor}; otherwise null
     */
    record Hold(
            String blockId,
            List<OrderUnits> changes,
            Set<String> repeatable,
            long attempt,
            Instant since,
            int floor,
            @Nullable Integer mostHeld)
            implements BlockUpdate {

        Hold(String blockId, List<OrderUnits> changes, Set<String> repeatable, long attempt, Instant since, int floor) {
            this(blockId, changes, repeatable, attempt, since, floor, null);
        }
    }

    /**
     * Counts in an allowance the units of an order that was placed before there was a limit. Its guard: the allowance counts nothing of
     * the orders yet. It has no bound, since the buyer has the units already.
     */
    record Count(String blockId, List<OrderUnits> changes, Instant since) implements BlockUpdate {}

    /**
     * Makes units that one attempt of a repeatable claim holds those of another attempt, so that the first one can no longer release
     * them. Its guard: each order holds exactly these units by the attempt {@code from}, and has not bought them.
     */
    record Adopt(String blockId, List<OrderUnits> changes, long from, long to) implements BlockUpdate {}

    /** Turns held units into sold ones. Its guard: each order holds exactly these units, and has not bought them. */
    record Sell(String blockId, List<OrderUnits> changes) implements BlockUpdate {}

    /**
     * Makes units free again. Its guard: each order has exactly these units, held or sold as {@code sold} tells, and by the attempt
     * named for it, if one is.
     *
     * @param sold whether they had been bought
     * @param attempts by order, what an attempt of a repeatable claim may release: what it holds itself
     */
    record Release(String blockId, List<OrderUnits> changes, boolean sold, Map<String, Long> attempts)
            implements BlockUpdate {}

    /**
     * Makes some of an order's units free again, and leaves it the others. Its guard: the order has exactly the units {@code before},
     * held or sold as {@code sold} tells.
     *
     * @param left what the order keeps, at least one unit
     */
    record GiveBack(OrderUnits before, OrderUnits left, boolean sold) implements BlockUpdate {

        @Override
        public String blockId() {
            return before.blockId();
        }

        @Override
        public List<OrderUnits> changes() {
            return List.of(before);
        }

        /** The units that become free. */
        OrderUnits given() {
            List<Integer> seats = before.seats().stream()
                    .filter(seat -> !left.seats().contains(seat))
                    .toList();
            return new OrderUnits(before.orderId(), blockId(), before.units() - left.units(), seats);
        }
    }
}
