package io.holdfast.orders.inventory;

import io.holdfast.contracts.ChangeDecided.Shortage;
import io.holdfast.contracts.SeatingState;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Changes which seats a tier of numbered seats has; see {@link CapacityChanger}. */
final class SeatCapacity {

    private final BlockSizes store;

    SeatCapacity(BlockSizes store) {
        this.store = store;
    }

    /** Seats that are held or sold but not part of the plan; empty if there are none. */
    Optional<Shortage> shortage(String eventId, String tierId, SeatingState seating) {
        SeatPlan seats = new SeatPlan(seating);
        return shortage(
                eventId,
                tierId,
                store.ofTier(eventId, tierId).stream()
                        .flatMap(block -> unplanned(block, seats.seatsOf(block))
                                .filter(number -> holder(block, number) != null)
                                .mapToObj(number -> BlockId.seat(block.id(), number))));
    }

    /**
     * Seats that a plan left. They were held or sold when it changed their blocks, and may be free again: then they are on sale, since it
     * changes no block twice. What a newer plan has changed is not this one's any more.
     */
    private Optional<Shortage> left(String eventId, String tierId, SeatPlan seats, CapacityPlan plan) {
        return shortage(
                eventId,
                tierId,
                store.ofTier(eventId, tierId).stream()
                        .filter(block -> !block.isNewerThan(plan))
                        .flatMap(block -> unplanned(block, seats.seatsOf(block))
                                .mapToObj(number -> BlockId.seat(block.id(), number))));
    }

    private Optional<Shortage> shortage(String eventId, String tierId, Stream<Seat> inTheWay) {
        List<String> names = inTheWay.map(Seat::name).sorted().toList();
        if (names.isEmpty()) {
            return Optional.empty();
        }
        int taken = Math.max(store.taken(eventId, tierId), names.size());
        return Optional.of(new Shortage(tierId, taken, names));
    }

    /** The numbers of the seats that a block has and is not to have. */
    private static IntStream unplanned(SizedBlock block, BitSet planned) {
        return numbers(block)
                .filter(number -> !planned.get(number) && !BlockDocuments.NO_SEAT.equals(holder(block, number)));
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
        return left(eventId, tierId, seats, plan);
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
        List<Integer> added = plan.proposal()
                ? List.of()
                : numbers(block)
                        .filter(number -> planned.get(number) && BlockDocuments.NO_SEAT.equals(holder(block, number)))
                        .boxed()
                        .toList();
        List<Integer> removed = unplanned(block, planned)
                .filter(number -> holder(block, number) == null)
                .boxed()
                .toList();
        return store.changeSeats(block, added, removed, plan);
    }

    private static IntStream numbers(SizedBlock block) {
        int first = Objects.requireNonNull(block.first());
        return IntStream.range(first, first + BlockId.SIZE);
    }

    /** The order that has the seat, or {@link BlockDocuments#NO_SEAT}; null if it is free. */
    private static @Nullable String holder(SizedBlock block, int number) {
        return Objects.requireNonNull(block.seats()).getString(Integer.toString(number));
    }
}
