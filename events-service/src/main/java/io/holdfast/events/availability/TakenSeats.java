package io.holdfast.events.availability;

import io.holdfast.contracts.TierAvailability;
import java.time.Instant;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The numbered seats that are held or sold, as orders-service published them last. All others are free.
 *
 * @param rows by tier and label, bit 0 for seat 1
 * @param asOf the time of this state
 * @param version grows with every change; 0 as long as orders-service has published no counts
 */
public record TakenSeats(Map<String, Map<String, BitSet>> rows, Instant asOf, long version) {

    static TakenSeats of(TierCapacities capacities, @Nullable Counts counts) {
        if (counts == null) {
            return new TakenSeats(Map.of(), capacities.since(), 0);
        }
        Map<String, Map<String, BitSet>> tiers = new TreeMap<>();
        for (TierAvailability tier : counts.tiers()) {
            Map<String, BitSet> rows = new TreeMap<>();
            if (tier.takenSeats() != null) {
                tier.takenSeats()
                        .forEach((label, bits) -> rows.put(
                                Counts.label(label),
                                BitSet.valueOf(HexFormat.of().parseHex(bits))));
            }
            tiers.put(tier.tierId(), rows);
        }
        return new TakenSeats(tiers, counts.asOf(), counts.version());
    }

    public boolean has(String tierId, String row, int number) {
        BitSet taken = rows.getOrDefault(tierId, Map.of()).get(row);
        return taken != null && taken.get(number - 1);
    }
}
