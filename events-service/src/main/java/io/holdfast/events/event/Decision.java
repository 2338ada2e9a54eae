package io.holdfast.events.event;

import io.holdfast.contracts.ChangeDecided;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.PersistenceCreator;

/**
 * What the inventory said of the last {@link Proposal}: for whoever waits for it.
 *
 * @param proposal the version it was proposed at
 * @param shortages why not; empty when granted
 * @param unchangedSince the first version that said what the event said when it was proposed; earlier ones may have been proposed,
 *     and refused, in between
 */
record Decision(long proposal, boolean granted, List<Shortage> shortages, long unchangedSince) {

    @PersistenceCreator
    Decision(long proposal, boolean granted, List<Shortage> shortages, @Nullable Long unchangedSince) {
        // Earlier releases did not write it down.
        this(proposal, granted, shortages, unchangedSince == null ? proposal - 1 : unchangedSince.longValue());
    }

    Decision {
        shortages = List.copyOf(shortages);
    }

    /** Whether that version is the one that it left when it was refused, which says what it said before. */
    boolean leftAlone(long version) {
        return !granted && version == proposal + 1;
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
