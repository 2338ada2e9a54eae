package io.holdfast.contracts;

import java.util.List;

/**
 * Whether an event may have fewer units. When it may, the units have been removed already.
 *
 * @param proposal the version of the event at which it was proposed
 * @param shortages why not: the tiers that have more units sold or held than the proposal leaves; empty when granted
 */
@Subject("inventory.change-decided")
public record ChangeDecided(String eventId, long proposal, boolean granted, List<Shortage> shortages)
        implements Message {

    /**
     * A tier that cannot be made that small.
     *
     * @param taken units sold or held, or as many as are left if some were when it was tried
     * @param takenSeats of the seats to be withdrawn, those that are sold or held, or were when it was tried; empty for general admission
     */
    public record Shortage(String tierId, int taken, List<String> takenSeats) {

        public Shortage {
            takenSeats = List.copyOf(takenSeats);
        }
    }

    public ChangeDecided {
        shortages = List.copyOf(shortages);
    }

    @Override
    public String aggregateId() {
        return "change-" + eventId;
    }

    @Override
    public long version() {
        return proposal;
    }
}
