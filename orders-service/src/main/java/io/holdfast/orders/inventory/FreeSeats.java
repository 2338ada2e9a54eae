package io.holdfast.orders.inventory;

import io.holdfast.contracts.RowState;
import io.holdfast.contracts.SeatingState;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * A tier of numbered seats. For who leaves the choice to us, the best seats are those {@link BestSeats} finds: together, near the
 * front, leaving no single seat over.
 */
final class FreeSeats implements FreeUnits {

    private final String eventId;
    private final String tierId;
    private final RandomGenerator random;
    private final List<SeatRow> rows = new ArrayList<>();
    private final Map<String, SeatRow> byLabel = new HashMap<>();
    /** How often seats chosen here turned out to be taken elsewhere: reason to choose less predictably. */
    private int lost;

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

    @Override
    public List<Allocation.Part> take(ClaimItem wanted) {
        Collection<Seat> chosen = wanted.seats().isEmpty()
                ? BestSeats.of(rows, wanted.units(), lost == 0 ? 0 : random.nextInt(lost + 1))
                : wanted.seats().stream().allMatch(this::isFree) ? wanted.seats() : List.of();
        chosen.forEach(seat -> set(seat, false));
        return parts(chosen);
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
        return row != null && row.free().get(seat.number());
    }

    /** As many free seats as are wanted, as near as can be to those. */
    List<Seat> near(List<Seat> wanted) {
        Seat first = wanted.getFirst();
        SeatRow around = byLabel.get(first.row());
        return around == null ? List.of() : BestSeats.near(rows, around, first.number(), wanted.size());
    }

    @Override
    public void put(Allocation.Part part) {
        part.seats().forEach(number -> set(BlockId.seat(part.blockId(), number), true));
    }

    private void set(Seat seat, boolean free) {
        SeatRow row = byLabel.get(seat.row());
        if (row != null) {
            row.free().set(seat.number(), free);
        }
    }

    @Override
    public void correct(Block block) {
        lost++;
        believe(block);
    }

    /** Forgets everything and believes these, which are all there are. */
    void reset(List<Block> blocks) {
        rows.forEach(row -> row.free().clear());
        blocks.forEach(this::believe);
        lost = 0;
    }

    private void believe(Block block) {
        Block.Row read = block.row();
        SeatRow row = read == null ? null : byLabel.get(read.label());
        if (read != null && row != null) {
            int first = Integer.parseInt(block.id().substring(block.id().lastIndexOf('.') + 1));
            row.free().clear(first, first + BlockId.SIZE);
            read.free().forEach(row.free()::set);
        }
    }

    @Override
    public boolean lacksUnitsOf(Block block) {
        Block.Row read = block.row();
        SeatRow row = read == null ? null : byLabel.get(read.label());
        return read != null && row != null && !read.free().stream().allMatch(row.free()::get);
    }

    @Override
    public int free() {
        return rows.stream().mapToInt(row -> row.free().cardinality()).sum();
    }

    /**
     * A row of the plan and which of its numbers are believed to be free.
     *
     * @param index its place from the front
     * @param special seats kept for wheelchairs and who comes with them, as long as there are others
     * @param aisles numbers after which sitting together ends
     */
    record SeatRow(String label, int index, int seats, BitSet free, BitSet special, BitSet aisles) {

        private SeatRow(RowState state, int index) {
            this(
                    state.label(),
                    index,
                    state.seats(),
                    new BitSet(),
                    bits(IntStream.concat(numbers(state.accessible()), numbers(state.companion()))),
                    bits(numbers(state.aisles())));
        }

        private static IntStream numbers(List<Integer> numbers) {
            return numbers.stream().mapToInt(Integer::intValue);
        }

        private static BitSet bits(IntStream numbers) {
            BitSet bits = new BitSet();
            numbers.forEach(bits::set);
            return bits;
        }

        Seat seat(int number) {
            return new Seat(label, number);
        }

        /** Where free seats lie side by side: first number to last. */
        Map<Integer, Integer> runs() {
            Map<Integer, Integer> runs = new TreeMap<>();
            int start = free.nextSetBit(0);
            while (start >= 0) {
                int taken = free.nextClearBit(start);
                int aisle = aisles.nextSetBit(start);
                int end = aisle >= 0 && aisle < taken ? aisle : taken - 1;
                runs.put(start, end);
                start = free.nextSetBit(end + 1);
            }
            return runs;
        }
    }
}
