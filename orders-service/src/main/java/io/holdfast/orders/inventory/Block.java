package io.holdfast.orders.inventory;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A block as it was read.
 *
 * @param free units; of an allowance, minus what its buyer has
 * @param holders by order id
 * @param row null unless its units are numbered seats
 * @param unitsWithdrawn whether a proposal without a decision removed units, which come back if it is refused
 */
record Block(
        String id,
        int free,
        Map<String, Holder> holders,
        @Nullable Row row,
        boolean unitsWithdrawn) {

    Block(String id, int free, Map<String, Holder> holders, @Nullable Row row) {
        this(id, free, holders, row, false);
    }

    /**
     * The entry of an order in a block.
     *
     * @param since when the units were claimed
     * @param attempt which attempt of a repeatable claim holds them; zero for other claims
     */
    record Holder(
            String orderId, String blockId, int units, List<Integer> seats, Instant since, boolean sold, long attempt) {

        OrderUnits toUnits() {
            return new OrderUnits(orderId, blockId, units, seats);
        }
    }

    /** The numbers of the free seats of a block that belongs to the row {@code label}. */
    record Row(String label, List<Integer> free) {}

    static Map<String, Block> byId(List<Block> blocks) {
        return blocks.stream().collect(Collectors.toMap(Block::id, block -> block));
    }

    /** The entries of orders that have not bought their units. */
    List<Holder> unsold() {
        return holders.values().stream().filter(holder -> !holder.sold()).toList();
    }

    int unitsHeld() {
        return unsold().stream().mapToInt(Holder::units).sum();
    }

    /** Null if the order holds nothing of this block. */
    @Nullable
    Holder holder(String orderId) {
        return holders.get(orderId);
    }
}
