package io.holdfast.orders.inventory;

import io.holdfast.contracts.ChangeDecided.Shortage;
import io.holdfast.contracts.SeatingState;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.bson.Document;

/** Changes which seats a tier of numbered seats has; see {@link CapacityChanger}. */
final class SeatCapacity {

    private final BlockSizes store;

    SeatCapacity(BlockSizes store) {
        this.store = store;
    }

    Optional<Shortage> shortage(String eventId, String tierId, SeatingState seating) {
        return shortage(eventId, tierId, new SeatPlan(seating));
    }

    /** Seats that are held or sold but not part of the plan; empty if there are none. */
    private Optional<Shortage> shortage(String eventId, String tierId, SeatPlan seats) {
        List<Seat> inTheWay = new ArrayList<>();
        for (SizedBlock block : store.ofTier(eventId, tierId)) {
            BitSet planned = seats.seatsOf(block);
            seats(block).forEach((number, holder) -> {
                int seat = Integer.parseInt(number);
                if (!BlockDocuments.NO_SEAT.equals(holder) && !planned.get(seat)) {
                    inTheWay.add(BlockId.seat(block.id(), seat));
                }
            });
        }
        if (inTheWay.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Shortage(
                tierId,
                store.taken(eventId, tierId),
                inTheWay.stream().map(Seat::name).sorted().toList()));
    }

    Optional<Shortage> apply(String eventId, String tierId, SeatingState seating, CapacityPlan plan) {
        SeatPlan seats = new SeatPlan(seating);
        Optional<List<SizedBlock>> begun = store.begin(eventId, tierId, plan);
        if (begun.isPresent() && !plan.proposal()) {
            store.insertMissing(eventId, tierId, seats, plan);
            // An earlier plan that was begun when there were no blocks may have added some of its own meanwhile.
            begun = store.begin(eventId, tierId, plan);
        }
        if (begun.isEmpty()) {
            return Optional.empty();
        }
        for (SizedBlock block : begun.get()) {
            Optional<SizedBlock> current = Optional.of(block);
            while (current.isPresent() && !tryChange(current.get(), seats.seatsOf(block), plan)) {
                current = store.find(block.id());
            }
        }
        return shortage(eventId, tierId, seats);
    }

    /**
     * Adds and removes seats of a block with one write; for a proposal, only removes them.
     *
     * @return false when the block was changed meanwhile and is to be read again
     */
    private boolean tryChange(SizedBlock block, BitSet planned, CapacityPlan plan) {
        if (!block.isOlderThan(plan) || block.isNewerThan(plan)) {
            return true;
        }
        List<Integer> added = new ArrayList<>();
        List<Integer> removed = new ArrayList<>();
        int first = Objects.requireNonNull(block.first());
        for (int number = first; number < first + BlockId.SIZE; number++) {
            Object holder = seats(block).get(Integer.toString(number));
            if (planned.get(number) && BlockDocuments.NO_SEAT.equals(holder) && !plan.proposal()) {
                added.add(number);
            } else if (!planned.get(number) && holder == null) {
                removed.add(number);
            }
        }
        return store.changeSeats(block, added, removed, plan);
    }

    private static Document seats(SizedBlock block) {
        return Objects.requireNonNull(block.seats());
    }
}
