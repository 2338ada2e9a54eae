package io.holdfast.orders.inventory;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A block as it was read.
 *
 * @param free units; of an allowance, minus what its buyer has
 * @param holders by order id
 * @param row null unless its units are numbered seats
 */
record Block(
        String id,
        int free,
        Map<String, Held> holders,
        @Nullable Row row) {

    /**
     * Units of one order in one block.
     *
     * @param attempt that took them, of a claim that may be repeated; else zero
     */
    record Held(
            String orderId,
            String blockId,
            int units,
            List<Integer> seats,
            Instant since,
            boolean sold,
            long attempt) {}

    /** The seats of a block that are free. */
    record Row(String label, List<Integer> free) {}

    @Nullable
    Held holder(String orderId) {
        return holders.get(orderId);
    }
}
