package io.holdfast.orders.inventory;

import io.holdfast.contracts.TierAvailability;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.data.mongodb.core.MongoTemplate;

/** The units of events in a simulated database, for the tests of other packages. */
public final class StoredUnits {

    private final BlockStore blocks;
    private final TierCounter counter;
    private final CapacityChanger changer;

    public StoredUnits(MongoTemplate mongo, Clock clock) {
        this.blocks = new BlockStore(mongo);
        this.counter = new TierCounter(blocks, _ -> Optional.empty(), mongo);
        this.changer = new CapacityChanger(new BlockSizeStore(blocks, mongo, clock));
    }

    public CapacityChanger changer() {
        return changer;
    }

    /** How many units there are, by tier. */
    public Map<String, Integer> capacities(String eventId) {
        return counter.count(eventId).tiers().stream()
                .collect(Collectors.toMap(TierAvailability::tierId, TierAvailability::capacity));
    }

    /** Holds units of the first block of a tier; false if there are too few. */
    public boolean hold(String eventId, String tierId, String orderId, int units, Instant now) {
        String block = BlockId.general(eventId, tierId, 0);
        List<OrderUnits> held = List.of(new OrderUnits(orderId, block, units, List.of()));
        return blocks.write(List.of(new BlockUpdate.Hold(block, held, Set.of(), 1, now, 0)));
    }
}
