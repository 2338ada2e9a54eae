package io.holdfast.simulation.world;

import io.holdfast.orders.order.OrderTerms;
import io.holdfast.simulation.documents.SimulatedDatabase;
import io.holdfast.simulation.machine.Machine;
import io.holdfast.simulation.wiring.Endpoints;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bson.BsonDocument;

/**
 * How many units of each tier were free at each time, which seats were, and how much buyers had of their limits, as it is stored. While a
 * primary is cut off, what is free there and not for a majority, or the other way, counts as not free: it may be rolled back.
 */
final class FreeUnitsLog {

    private static final String ALLOWANCE = "/@";

    private final Machine machine;
    private final SimulatedDatabase orders;
    /** By tier, by seat (1 or 0), and by allowance. */
    private final Map<String, TreeMap<Long, Integer>> free = new HashMap<>();

    FreeUnitsLog(Machine machine, SimulatedDatabase orders) {
        this.machine = machine;
        this.orders = orders;
    }

    /** To be called after each change of the blocks, and when another primary takes over. */
    void look() {
        Map<String, Integer> now = count(orders.documents("orders", "blocks"));
        orders.replicatedDocuments("orders", "blocks").map(FreeUnitsLog::count).ifPresent(replicated -> {
            replicated.keySet().forEach(key -> now.putIfAbsent(key, 0));
            now.replaceAll((key, units) -> Math.min(units, replicated.getOrDefault(key, 0)));
        });
        free.keySet().forEach(key -> now.putIfAbsent(key, 0));
        now.forEach(this::note);
    }

    private static Map<String, Integer> count(List<BsonDocument> blocks) {
        Map<String, Integer> counted = new HashMap<>();
        for (BsonDocument block : blocks) {
            String id = block.getString("_id").getValue();
            int units = block.getNumber("free").intValue();
            counted.merge(id.contains(ALLOWANCE) ? id : tierOf(id), units, Integer::sum);
            if (block.containsKey("row")) {
                countSeats(block, tierOf(id), counted);
            }
        }
        return counted;
    }

    private static void countSeats(BsonDocument block, String tier, Map<String, Integer> counted) {
        BsonDocument taken = block.getDocument("seats");
        String row = tier + "/" + block.getString("row").getValue() + "-";
        int upTo = block.getNumber("upTo").intValue();
        for (int number = block.getNumber("first").intValue(); number <= upTo; number++) {
            counted.put(row + number, taken.containsKey(Integer.toString(number)) ? 0 : 1);
        }
    }

    private void note(String key, int units) {
        TreeMap<Long, Integer> log = free.computeIfAbsent(key, unseen -> new TreeMap<>());
        if (log.isEmpty() || log.lastEntry().getValue() != units) {
            // The least of those at the same time.
            log.merge(machine.nanoTime(), units, Math::min);
        }
    }

    private static String tierOf(String blockId) {
        return blockId.substring(0, blockId.lastIndexOf('/'));
    }

    /** The least that was free of a tier from one time to another. */
    int least(String event, String tier, long from, long to) {
        return least(event + "/" + tier, from, to);
    }

    /** Whether a seat was free all the time. */
    boolean wasFree(String event, String tier, String seat, long from, long to) {
        return least(event + "/" + tier + "/" + seat, from, to) == 1;
    }

    /**
     * The most that a buyer had that counts against a limit: by the account or by its address, which are not written at the same instant.
     *
     * @param tier empty for the limit of the whole event
     */
    int mostCounted(String event, String tier, String buyer, long from, long to) {
        return Stream.of(buyer, OrderTerms.addressKey(Endpoints.address(buyer)))
                .mapToInt(key -> -least(event + ALLOWANCE + tier + "/" + key, from, to))
                .max()
                .orElseThrow();
    }

    /** What was never stored was 0. */
    private int least(String key, long from, long to) {
        TreeMap<Long, Integer> log = free.get(key);
        if (log == null) {
            return 0;
        }
        Map.Entry<Long, Integer> before = log.floorEntry(from);
        int least = before == null ? 0 : before.getValue();
        for (int units : log.subMap(from, true, to, true).values()) {
            least = Math.min(least, units);
        }
        return least;
    }
}
