package io.holdfast.events.event;

import io.holdfast.contracts.ChangeDecided;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.PersistenceCreator;

/**
 * The last decision of orders-service about a proposal, kept for the request that waits for it.
 *
 * @param proposal the version it was proposed at
 * @param shortages why it was refused; empty when granted
 * @param unchangedSince the first version with the content that the event had when this was proposed; in between, other proposals may
 *     have been refused
 */
record Decision(long proposal, boolean granted, List<Shortage> shortages, long unchangedSince) {

    @PersistenceCreator
    Decision(long proposal, boolean granted, List<Shortage> shortages, @Nullable Long unchangedSince) {
        // Earlier releases did not store it.
        this(proposal, granted, shortages, unchangedSince == null ? proposal - 1 : unchangedSince.longValue());
    }

    Decision {
        shortages = List.copyOf(shortages);
    }

    /** Whether {@code version} is the one that dropped the refused proposal, and so has the content from before it. */
    boolean restoredContentIn(long version) {
        return !granted && version == proposal + 1;
    }

    /** Whether the version {@code later} has the content of {@code earlier}, because all proposals in between were refused. */
    boolean keptContent(long earlier, long later) {
        return restoredContentIn(later) && unchangedSince <= earlier && earlier < later;
    }

    static Decision of(ChangeDecided message, long unchangedSince) {
        return new Decision(
                message.proposal(),
                message.granted(),
                message.shortages().stream()
                        .map(shortage -> new Shortage(shortage.tierId(), shortage.taken(), shortage.takenSeats()))
                        .toList(),
                unchangedSince);
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
