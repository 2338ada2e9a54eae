package io.holdfast.events.event;

import io.holdfast.contracts.ChangeDecided;
import java.util.List;

/**
 * What the inventory said of the last {@link Proposal}: for whoever waits for it.
 *
 * @param proposal the version it was proposed at
 * @param shortages why not; empty when granted
 */
record Decision(long proposal, boolean granted, List<Shortage> shortages) {

    Decision {
        shortages = List.copyOf(shortages);
    }

    static Decision of(ChangeDecided message) {
        return new Decision(
                message.proposal(),
                message.granted(),
                message.shortages().stream()
                        .map(shortage -> new Shortage(shortage.tierId(), shortage.taken(), shortage.takenSeats()))
                        .toList());
    }

    /**
     * A tier that cannot be made that small.
     *
     * @param taken units sold or held
     * @param takenSeats seats that were to go, but are sold or held
     */
    record Shortage(String tierId, int taken, List<String> takenSeats) {

        Shortage {
            takenSeats = List.copyOf(takenSeats);
        }
    }
}
