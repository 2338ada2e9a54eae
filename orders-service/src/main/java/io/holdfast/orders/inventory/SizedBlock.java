package io.holdfast.orders.inventory;

import java.util.Objects;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * A block as far as its size is concerned.
 *
 * @param plan number of the plan that last changed its size; null if none did
 * @param row label of its row; null unless its units are numbered seats
 * @param first number of its seats; null unless its units are numbered seats
 * @param seats by number, the order that has the seat, or {@link BlockDocuments#NO_SEAT}; null unless its units are numbered seats
 */
record SizedBlock(
        String id,
        int capacity,
        int free,
        @Nullable Long plan,
        @Nullable String row,
        @Nullable Integer first,
        @Nullable Document seats) {

    static SizedBlock read(Document block) {
        return new SizedBlock(
                block.getString("_id"),
                block.getInteger("capacity"),
                block.getInteger("free"),
                block.getLong("plan"),
                block.getString("row"),
                block.getInteger("first"),
                block.get("seats", Document.class));
    }

    /** Units that are held or sold. */
    int taken() {
        return capacity - free;
    }

    /** Whether the size of the block was not changed between the two reads. */
    boolean hasSizeOf(SizedBlock other) {
        return capacity == other.capacity && Objects.equals(plan, other.plan);
    }

    boolean isOlderThan(long otherPlan) {
        return plan == null || plan < otherPlan;
    }

    boolean isNewerThan(long otherPlan) {
        return plan != null && plan > otherPlan;
    }
}
