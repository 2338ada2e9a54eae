package io.holdfast.orders.inventory;

import java.util.List;
import java.util.Objects;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * A block as far as its size is concerned.
 *
 * @param plan number of the plan that last changed its size; null if none did
 * @param latestPlan number of the latest plan for its tier, before which no other may change it any more; null if there was none
 * @param withdrawn what a proposal removed that has no decision; null if none did
 * @param row label of its row; null unless its units are numbered seats
 * @param first number of its seats; null unless its units are numbered seats
 * @param seats by number, the order that has the seat, or {@link BlockDocuments#NO_SEAT}; null unless its units are numbered seats
 */
record SizedBlock(
        String id,
        int capacity,
        int free,
        @Nullable Long plan,
        @Nullable Long latestPlan,
        @Nullable Withdrawn withdrawn,
        @Nullable String row,
        @Nullable Integer first,
        @Nullable Document seats) {

    /**
     * Units that a proposal removed.
     *
     * @param plan number of the proposal
     * @param seats their numbers; empty unless they are numbered
     */
    record Withdrawn(long plan, int units, List<Integer> seats) {

        static @Nullable Withdrawn read(@Nullable Document withdrawn) {
            return withdrawn == null
                    ? null
                    : new Withdrawn(
                            withdrawn.getLong("plan"),
                            withdrawn.getInteger("units"),
                            withdrawn.getList("seats", Integer.class, List.of()));
        }

        Document toDocument() {
            Document document = new Document("plan", plan).append("units", units);
            return seats.isEmpty() ? document : document.append("seats", seats);
        }
    }

    static SizedBlock read(Document block) {
        return new SizedBlock(
                block.getString("_id"),
                block.getInteger("capacity"),
                block.getInteger("free"),
                block.getLong("plan"),
                block.getLong("latestPlan"),
                Withdrawn.read(block.get("withdrawn", Document.class)),
                block.getString("row"),
                block.getInteger("first"),
                block.get("seats", Document.class));
    }

    /** Units that are held or sold. */
    int taken() {
        return capacity - free;
    }

    /** Whether the size of the block was not changed between the two reads, and the same plans may change it. */
    boolean hasSizeOf(SizedBlock other) {
        return capacity == other.capacity
                && Objects.equals(plan, other.plan)
                && Objects.equals(latestPlan, other.latestPlan);
    }

    /** Whether the plan did not change the block yet. */
    boolean isOlderThan(CapacityPlan other) {
        return plan == null || plan < other.number();
    }

    /** Whether the plan must not change the block any more, since a newer one was begun. */
    boolean isNewerThan(CapacityPlan other) {
        return (plan != null && plan > other.number()) || (latestPlan != null && latestPlan > other.number());
    }

    /** Whether no plan before this one can change the block any more. */
    boolean isClosedFor(CapacityPlan other) {
        return latestPlan != null && latestPlan >= other.number();
    }
}
