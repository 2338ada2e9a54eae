package io.holdfast.simulation.world;

import io.holdfast.simulation.documents.SimulatedDatabase;
import io.holdfast.simulation.machine.Machine;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.bson.BsonDocument;

/** How many units of each tier were free at each time, as it is stored. */
final class FreeUnitsLog {

    private static final String ALLOWANCE = "/@";

    private final Machine machine;
    private final SimulatedDatabase orders;
    private final Map<String, TreeMap<Long, Integer>> tiers = new HashMap<>();

    FreeUnitsLog(Machine machine, SimulatedDatabase orders) {
        this.machine = machine;
        this.orders = orders;
    }

    /** To be called after each change of the blocks. */
    void look() {
        Map<String, Integer> now = new HashMap<>();
        for (BsonDocument block : orders.documents("orders", "blocks")) {
            if (!block.getString("_id").getValue().contains(ALLOWANCE)) {
                String tier = key(
                        block.getString("event").getValue(),
                        block.getString("tier").getValue());
                now.merge(tier, block.getNumber("free").intValue(), Integer::sum);
            }
        }
        now.forEach((tier, free) -> tiers.computeIfAbsent(tier, key -> new TreeMap<>())
                // The least of those at the same time.
                .merge(machine.nanoTime(), free, Math::min));
    }

    /** The least that was free of a tier from one time to another. */
    int least(String event, String tier, long from, long to) {
        TreeMap<Long, Integer> log = tiers.get(key(event, tier));
        if (log == null) {
            return 0;
        }
        Map.Entry<Long, Integer> before = log.floorEntry(from);
        int least = before == null ? 0 : before.getValue();
        for (int free : log.subMap(from, true, to, true).values()) {
            least = Math.min(least, free);
        }
        return least;
    }

    private static String key(String event, String tier) {
        return event + "/" + tier;
    }
}
