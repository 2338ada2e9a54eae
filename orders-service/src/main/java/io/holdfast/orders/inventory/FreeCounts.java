package io.holdfast.orders.inventory;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** The free units of a general-admission tier. The cost of choosing does not depend on the number of blocks. */
final class FreeCounts implements FreeUnits {

    /** How many blocks are searched for one that has room for all units of a claim before they are spread over several blocks. */
    private static final int SEARCHED = 8;

    private final RandomGenerator random;
    private final Map<String, Integer> byBlock = new HashMap<>();
    /** Blocks with free units, in the order in which they are chosen. */
    private final Deque<String> open = new ArrayDeque<>();

    private int total;

    FreeCounts(RandomGenerator random) {
        this.random = random;
    }

    /**
     * Replaces all that was known by {@code counts}. Blocks are chosen in the order of their ids from a random one on, so that two replicas
     * meet only where one comes to the beginning of what the other has chosen; in a random order they would do so at every other block.
     */
    void reset(Map<String, Integer> counts) {
        byBlock.clear();
        open.clear();
        total = 0;
        List<String> blocks = new ArrayList<>(counts.keySet());
        Collections.sort(blocks);
        if (!blocks.isEmpty()) {
            Collections.rotate(blocks, random.nextInt(blocks.size()));
        }
        blocks.forEach(block -> set(block, counts.getOrDefault(block, 0)));
    }

    /** Whether it is less to read all of it than to find out about one block after the other. */
    boolean isLarge() {
        return open.size() > SEARCHED;
    }

    private void set(String block, int units) {
        int before = count(block);
        if (units > 0) {
            byBlock.put(block, units);
            if (before == 0) {
                open.addLast(block);
            }
        } else {
            byBlock.remove(block);
            open.remove(block);
        }
        total += Math.max(units, 0) - before;
    }

    private int count(String block) {
        return byBlock.getOrDefault(block, 0);
    }

    @Override
    public List<Allocation.Part> choose(ClaimItem item) {
        int units = item.units();
        if (units > total) {
            return List.of();
        }
        int searched = 0;
        for (String block : open) {
            if (count(block) >= units) {
                return List.of(remove(block, units));
            }
            if (++searched == SEARCHED) {
                break;
            }
        }
        List<Allocation.Part> parts = new ArrayList<>();
        int missing = units;
        while (missing > 0) {
            String block = open.getFirst();
            int some = Math.min(missing, count(block));
            parts.add(remove(block, some));
            missing -= some;
        }
        return parts;
    }

    private Allocation.Part remove(String block, int units) {
        set(block, count(block) - units);
        return new Allocation.Part(block, units);
    }

    @Override
    public void add(Allocation.Part part) {
        set(part.blockId(), count(part.blockId()) + part.units());
    }

    @Override
    public void update(Block block) {
        set(block.id(), block.free());
    }

    @Override
    public boolean lacksUnitsOf(Block block) {
        return block.free() > count(block.id());
    }

    @Override
    public int count() {
        return total;
    }
}
