package io.holdfast.events.event;

import io.holdfast.contracts.RowState;
import java.util.BitSet;
import java.util.List;

/**
 * A row of numbered seats. The lists of numbers are sorted.
 *
 * @param label 1 to 8 letters and digits of any script
 * @param seats the highest number; the gaps tell where numbers begin
 * @param gaps numbers where there is no seat
 * @param aisles numbers after which there is an aisle
 * @param accessible seats with room for a wheelchair
 * @param companion seats for companions of people in wheelchairs
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

    /** How many seats are listed one by one, as gaps, aisles, accessible or companion seats. */
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
