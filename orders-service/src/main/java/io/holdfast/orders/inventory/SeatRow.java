package io.holdfast.orders.inventory;

import io.holdfast.contracts.RowState;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A row of a seating plan and which of its numbers are known to be free.
 *
 * @param label what the row is called in its plan, with its section
 * @param index counted from the front, zero is the front row
 * @param first the lowest number of a seat: rows may begin at any
 * @param special seats kept for wheelchairs and their companions as long as there are others
 * @param aisles numbers after which an aisle separates neighbours
 */
record SeatRow(String label, int index, int first, int seats, BitSet free, BitSet special, BitSet aisles) {

    SeatRow(RowState state, int index) {
        this(
                state.label(),
                index,
                state.numbers().nextSetBit(0),
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

    /** Whether both are in the same part of the hall: who sits in different ones does not sit near each other. */
    boolean isInSectionOf(SeatRow other) {
        return Objects.equals(Seat.sectionOf(label), Seat.sectionOf(other.label));
    }

    /** Free seats side by side: first number to last. */
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
