package io.holdfast.events.event;

import io.holdfast.contracts.RowState;
import java.util.BitSet;
import java.util.List;

/**
 * A row of numbered seats. Lists of numbers are sorted, so that rows that are the same are equal.
 *
 * @param label 1 to 8 letters or digits
 * @param seats the highest number; numbers begin at 1
 * @param gaps numbers where there is no seat
 * @param aisles numbers after which there is an aisle
 * @param accessible seats with room for a wheelchair
 * @param companion seats for who comes with one
 */
record SeatRow(
        String label,
        int seats,
        List<Integer> gaps,
        List<Integer> aisles,
        List<Integer> accessible,
        List<Integer> companion) {

    SeatRow {
        gaps = sorted(gaps);
        aisles = sorted(aisles);
        accessible = sorted(accessible);
        companion = sorted(companion);
    }

    /** How many seats there are. */
    int count() {
        return seats - gaps.size();
    }

    /** The numbers at which there is a seat. */
    BitSet numbers() {
        BitSet numbers = new BitSet(seats + 1);
        numbers.set(1, seats + 1);
        gaps.forEach(numbers::clear);
        return numbers;
    }

    /** How many numbers the row needs besides its own length. */
    int peculiarities() {
        return gaps.size() + aisles.size() + accessible.size() + companion.size();
    }

    RowState state() {
        return new RowState(label, seats, gaps, aisles, accessible, companion);
    }

    private static List<Integer> sorted(List<Integer> numbers) {
        return numbers.stream().sorted().toList();
    }
}
