package io.holdfast.orders.inventory;

import io.holdfast.contracts.RowState;
import io.holdfast.contracts.SeatingState;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which numbers each block of a seating plan has seats for. */
final class SeatPlan {

    /** Seats of one block. */
    interface BlockConsumer {

        void accept(String row, int first, List<Integer> numbers);
    }

    /** By the row's label, then by the first number of the block. */
    private final Map<String, Map<Integer, BitSet>> rows = new HashMap<>();

    SeatPlan(SeatingState seating) {
        for (RowState row : seating.rows()) {
            Map<Integer, BitSet> byFirst = new HashMap<>();
            // No block for numbers that are all gaps: rows may begin at any number.
            row.numbers().stream()
                    .forEach(number -> byFirst.computeIfAbsent(BlockId.firstOf(number), unseen -> new BitSet())
                            .set(number));
            rows.put(row.label(), byFirst);
        }
    }

    /** The numbers that are to be seats of a block. */
    BitSet seatsOf(SizedBlock block) {
        return seatsOf(block.row(), block.first());
    }

    /** The same of the block that begins at this number of a row. */
    BitSet seatsOf(@Nullable String row, @Nullable Integer first) {
        return rows.getOrDefault(row, Map.of()).getOrDefault(first, new BitSet());
    }

    void forEachBlock(BlockConsumer consumer) {
        rows.forEach((row, byFirst) -> byFirst.forEach((first, seats) ->
                consumer.accept(row, first, seats.stream().boxed().toList())));
    }
}
