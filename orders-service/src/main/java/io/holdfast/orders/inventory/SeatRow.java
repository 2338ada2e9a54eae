package io.holdfast.orders.inventory;

import io.holdfast.contracts.RowState;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A row of a seating plan and which of its seats are known to be free. Seats have places, which follow each other also where numbers go by
 * twos.
 *
 * @param label what the row is called in its plan, with its section
 * @param index counted from the front, zero is the front row
 * @param step from the number of a seat to that of its neighbour
 * @param first the number of the first seat: rows may begin at any
 * @param last the number of the last seat
 * @param free the places of free seats
 * @param special places kept for wheelchairs and their companions as long as there are others
 * @param aisles places after which an aisle separates neighbours
 */
record SeatRow(String label, int index, int step, int first, int last, BitSet free, BitSet special, BitSet aisles) {

    SeatRow(RowState state, int index) {
        this(
                state.label(),
                index,
                state.step(),
                state.numbers().nextSetBit(0),
                state.seats(),
                new BitSet(),
                new BitSet(),
                new BitSet());
        numbers(state.accessible()).map(this::place).forEach(special::set);
        numbers(state.companion()).map(this::place).forEach(special::set);
        numbers(state.aisles()).map(this::place).forEach(aisles::set);
    }

    private static IntStream numbers(List<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue);
    }

    /** Of the seat with this number, or of the last one before it. */
    int place(int number) {
        return Math.floorDiv(number - first % step, step);
    }

    Seat seat(int place) {
        return new Seat(label, place * step + first % step);
    }

    /** Whether there may be a seat of this number. */
    boolean counts(int number) {
        return number % step == first % step;
    }

    boolean isFree(int number) {
        return counts(number) && free.get(place(number));
    }

    void setFree(int number, boolean isFree) {
        if (counts(number)) {
            free.set(place(number), isFree);
        }
    }

    /** None of these is free, up to but not with the second. */
    void clear(int from, int to) {
        free.clear(place(from + step - 1), place(to + step - 1));
    }

    /** Whether both are in the same part of the hall: who sits in different ones does not sit near each other. */
    boolean isInSectionOf(SeatRow other) {
        return Objects.equals(Seat.sectionOf(label), Seat.sectionOf(other.label));
    }

    /** Free seats side by side: first place to last. */
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
