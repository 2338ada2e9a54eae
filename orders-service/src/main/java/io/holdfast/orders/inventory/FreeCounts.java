package io.holdfast.orders.inventory;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** A general-admission tier. The cost of taking does not depend on how many blocks there are. */
final class FreeCounts implements FreeUnits {

    /** How many blocks are looked at for one that fits the whole party before it is spread over several. */
    private static final int LOOK = 8;

    private final RandomGenerator random;
    private final Map<String, Integer> free = new HashMap<>();
    /** Blocks believed to have room, in random order, so that replicas do not queue at the same one. */
    private final Deque<String> open = new ArrayDeque<>();

    private int total;

    FreeCounts(RandomGenerator random) {
        this.random = random;
    }

    /** Forgets everything and believes {@code counts}. */
    void reset(Map<String, Integer> counts) {
        free.clear();
        open.clear();
        total = 0;
        List<String> blocks = new ArrayList<>(counts.keySet());
        Collections.shuffle(blocks, random);
        blocks.forEach(block -> correct(block, counts.getOrDefault(block, 0)));
    }

    /** Believes that {@code block} has {@code units} free. */
    private void correct(String block, int units) {
        int before = free.getOrDefault(block, 0);
        if (units > 0) {
            free.put(block, units);
            if (before == 0) {
                open.addLast(block);
            }
        } else {
            free.remove(block);
            open.remove(block);
        }
        total += Math.max(units, 0) - before;
    }

    @Override
    public void correct(Block block) {
        correct(block.id(), block.free());
    }

    @Override
    public void put(Allocation.Part part) {
        correct(part.blockId(), free.getOrDefault(part.blockId(), 0) + part.units());
    }

    @Override
    public boolean lacksUnitsOf(Block block) {
        return block.free() > free.getOrDefault(block.id(), 0);
    }

    @Override
    public int free() {
        return total;
    }

    @Override
    public List<Allocation.Part> take(ClaimItem wanted) {
        int units = wanted.units();
        if (units > total) {
            return List.of();
        }
        int looked = 0;
        for (String block : open) {
            if (free.getOrDefault(block, 0) >= units) {
                remove(block, units);
                return List.of(new Allocation.Part(block, units));
            }
            if (++looked == LOOK) {
                break;
            }
        }
        List<Allocation.Part> parts = new ArrayList<>();
        int missing = units;
        while (missing > 0) {
            String block = open.getFirst();
            int part = Math.min(missing, free.getOrDefault(block, 0));
            remove(block, part);
            parts.add(new Allocation.Part(block, part));
            missing -= part;
        }
        return parts;
    }

    private void remove(String block, int units) {
        correct(block, free.getOrDefault(block, 0) - units);
    }
}
