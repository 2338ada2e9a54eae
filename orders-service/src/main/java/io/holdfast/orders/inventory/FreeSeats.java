package io.holdfast.orders.inventory;

import io.holdfast.contracts.RowState;
import io.holdfast.contracts.SeatingState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The free seats of a tier of numbered seats. If a claim names no seats, {@link BestSeats} chooses them. */
final class FreeSeats implements FreeUnits {

    private final String eventId;
    private final String tierId;
    private final RandomGenerator random;
    private final List<SeatRow> rows = new ArrayList<>();
    private final Map<String, SeatRow> byLabel = new HashMap<>();
    /** How often claims failed because another replica had the seats; the more, the less predictably seats are chosen. */
    private int conflicts;

    FreeSeats(String eventId, String tierId, SeatingState seating, RandomGenerator random) {
        this.eventId = eventId;
        this.tierId = tierId;
        this.random = random;
        for (RowState state : seating.rows()) {
            SeatRow row = new SeatRow(state, rows.size());
            rows.add(row);
            byLabel.put(state.label(), row);
        }
    }

    /** Replaces all that was known by {@code blocks}: all others have no free seats. */
    void reset(List<Block> blocks) {
        rows.forEach(row -> row.free().clear());
        blocks.forEach(this::takeOver);
        conflicts = 0;
    }

    @Override
    public List<Allocation.Part> choose(ClaimItem item) {
        Collection<Seat> chosen = item.seats().isEmpty() ? bestSeats(item.units()) : allOrNone(item.seats());
        chosen.forEach(seat -> set(seat, false));
        return parts(chosen);
    }

    private List<Seat> bestSeats(int units) {
        return BestSeats.of(rows, units, conflicts == 0 ? 0 : random.nextInt(conflicts + 1));
    }

    private List<Seat> allOrNone(List<Seat> seats) {
        return seats.stream().allMatch(this::isFree) ? seats : List.of();
    }

    private List<Allocation.Part> parts(Collection<Seat> seats) {
        Map<String, List<Integer>> byBlock = new LinkedHashMap<>();
        for (Seat seat : seats) {
            byBlock.computeIfAbsent(BlockId.of(eventId, tierId, seat), unseen -> new ArrayList<>())
                    .add(seat.number());
        }
        return byBlock.entrySet().stream()
                .map(block -> new Allocation.Part(
                        block.getKey(),
                        block.getValue().size(),
                        block.getValue().stream().sorted().toList()))
                .toList();
    }

    boolean isFree(Seat seat) {
        SeatRow row = byLabel.get(seat.row());
        return row != null && row.isFree(seat.number());
    }

    /** As many free seats as {@code seats}, or as there are, as near as can be to those. */
    List<Seat> near(List<Seat> seats) {
        Seat first = seats.getFirst();
        SeatRow around = byLabel.get(first.row());
        return around == null ? List.of() : BestSeats.near(rows, around, first.number(), seats.size());
    }

    @Override
    public void add(Allocation.Part part) {
        part.seats().forEach(number -> set(BlockId.seat(part.blockId(), number), true));
    }

    private void set(Seat seat, boolean free) {
        SeatRow row = byLabel.get(seat.row());
        if (row != null) {
            row.setFree(seat.number(), free);
        }
    }

    @Override
    public void update(Block block) {
        conflicts++;
        takeOver(block);
    }

    private void takeOver(Block block) {
        Block.Row read = block.row();
        SeatRow row = rowOf(read);
        if (read != null && row != null) {
            int first = BlockId.firstOf(block.id());
            row.clear(first, first + BlockId.SIZE);
            read.free().forEach(number -> row.setFree(number, true));
        }
    }

    @Override
    public boolean lacksUnitsOf(Block block) {
        Block.Row read = block.row();
        SeatRow row = rowOf(read);
        return read != null
                && row != null
                && !read.free().stream().allMatch(number -> row.isFree(number) || !row.counts(number));
    }

    private @Nullable SeatRow rowOf(Block.@Nullable Row read) {
        return read == null ? null : byLabel.get(read.label());
    }

    @Override
    public int count() {
        return rows.stream().mapToInt(row -> row.free().cardinality()).sum();
    }
}
