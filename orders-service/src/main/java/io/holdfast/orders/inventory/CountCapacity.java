package io.holdfast.orders.inventory;

import io.holdfast.contracts.ChangeDecided.Shortage;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/** Changes how many units a general-admission tier has; see {@link CapacityChanger}. */
final class CountCapacity {

    private static final Comparator<SizedBlock> LAST_FIRST = Comparator.comparingInt(
                    (SizedBlock block) -> BlockId.numberOf(block.id()))
            .reversed();

    private final BlockSizes store;

    CountCapacity(BlockSizes store) {
        this.store = store;
    }

    Optional<Shortage> shortage(String eventId, String tierId, int capacity) {
        int taken = store.taken(eventId, tierId);
        return taken > capacity ? Optional.of(shortage(tierId, taken)) : Optional.empty();
    }

    private static Shortage shortage(String tierId, int taken) {
        return new Shortage(tierId, taken, List.of());
    }

    Optional<Shortage> apply(String eventId, String tierId, int capacity, CapacityPlan plan) {
        while (true) {
            List<SizedBlock> found = store.begin(eventId, tierId, plan).orElse(null);
            if (found == null) {
                return Optional.empty();
            }
            int excess = found.stream().mapToInt(SizedBlock::capacity).sum() - capacity;
            if (excess == 0 || (excess < 0 && plan.proposal())) {
                return Optional.empty();
            }
            List<SizedBlock> changeable = found.stream()
                    .filter(block -> block.isOlderThan(plan))
                    .filter(block -> excess > 0 || block.capacity() < BlockId.SIZE)
                    .sorted(LAST_FIRST)
                    .toList();
            if (!changeable.isEmpty()) {
                resize(changeable, excess, plan);
            } else if (excess < 0) {
                append(eventId, tierId, found, -excess, plan);
            } else {
                int taken = found.stream().mapToInt(SizedBlock::taken).sum();
                return Optional.of(shortage(tierId, taken));
            }
        }
    }

    /** Removes the excess, or adds what is missing, block by block, until a block turns out to be changed by another replica. */
    private void resize(List<SizedBlock> blocks, int excess, CapacityPlan plan) {
        int left = excess;
        for (SizedBlock block : blocks) {
            OptionalInt by = resize(block, left, plan);
            if (by.isEmpty()) {
                return;
            }
            left += by.getAsInt();
            if (left == 0) {
                return;
            }
        }
    }

    /** By how many units the block was changed; empty when its size was changed since it was read, so that the excess is another now. */
    private OptionalInt resize(SizedBlock read, int excess, CapacityPlan plan) {
        SizedBlock block = read;
        do {
            int by = excess > 0 ? -Math.min(excess, block.free()) : Math.min(-excess, BlockId.SIZE - block.capacity());
            if (store.resize(block, by, plan)) {
                return OptionalInt.of(by);
            }
            block = store.find(read.id()).orElseThrow();
        } while (block.hasSizeOf(read));
        return OptionalInt.empty();
    }

    /**
     * Adds blocks with the lowest numbers that are not used. So two replicas that append the same units insert the same blocks, whichever
     * of the other's blocks they see already.
     */
    private void append(String eventId, String tierId, List<SizedBlock> found, int missing, CapacityPlan plan) {
        Set<Integer> used =
                found.stream().map(block -> BlockId.numberOf(block.id())).collect(Collectors.toSet());
        Map<String, Integer> capacities = new LinkedHashMap<>();
        int left = missing;
        for (int number = 0; left > 0; number++) {
            if (!used.contains(number)) {
                capacities.put(BlockId.general(eventId, tierId, number), Math.min(BlockId.SIZE, left));
                left -= BlockId.SIZE;
            }
        }
        store.insertMissing(eventId, tierId, capacities, plan);
    }
}
