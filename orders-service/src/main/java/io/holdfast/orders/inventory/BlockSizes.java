package io.holdfast.orders.inventory;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The sizes of blocks. Each change is guarded by what the block was read with. */
interface BlockSizes {

    /** All blocks of a tier, each once. */
    List<SizedBlock> ofTier(String eventId, String tierId);

    /** All blocks of the tiers of an event, each once. */
    List<SizedBlock> ofEvent(String eventId);

    Optional<SizedBlock> find(String blockId);

    /** Has plans with lower numbers change none of these blocks any more. */
    void close(List<SizedBlock> blocks, long toPlansBefore);

    /**
     * Adds free units to a block, or removes them.
     *
     * @param by how many to add; negative to remove
     * @return false if the size was changed since the block was read, or fewer units are free; nothing is changed then
     */
    boolean resize(SizedBlock block, int by, CapacityPlan plan);

    /**
     * Adds free seats to a block and removes others, all or none.
     *
     * @return false if the size was changed since the block was read, or a seat to remove is not free; nothing is changed then
     */
    boolean changeSeats(SizedBlock block, List<Integer> added, List<Integer> removed, CapacityPlan plan);

    /** Adds what a proposal removed from the block, which is free again. */
    void restoreWithdrawn(SizedBlock block);

    /** Makes final what a proposal removed from the block. */
    void forgetWithdrawn(SizedBlock block);

    /** Inserts those of these general-admission blocks that do not exist. */
    void insertMissing(String eventId, String tierId, Map<String, Integer> capacities, CapacityPlan plan);

    /** Inserts those blocks of a seating plan that do not exist. */
    void insertMissing(String eventId, String tierId, SeatPlan seats, CapacityPlan plan);

    /** How many units of a tier are held or sold. */
    default int taken(String eventId, String tierId) {
        return ofTier(eventId, tierId).stream().mapToInt(SizedBlock::taken).sum();
    }

    /**
     * Has plans with lower numbers change no block of the tier any more.
     *
     * @return the blocks of the tier, read after that; empty if a plan with a higher number was begun: this one must change nothing any
     *     more
     */
    default Optional<List<SizedBlock>> begin(String eventId, String tierId, CapacityPlan plan) {
        while (true) {
            List<SizedBlock> found = ofTier(eventId, tierId);
            if (found.stream().anyMatch(block -> block.isNewerThan(plan))) {
                return Optional.empty();
            }
            List<SizedBlock> open =
                    found.stream().filter(block -> !block.isClosedFor(plan)).toList();
            if (open.isEmpty()) {
                return Optional.of(found);
            }
            close(open, plan.number());
        }
    }
}
