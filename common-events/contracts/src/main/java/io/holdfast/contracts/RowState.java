package io.holdfast.contracts;

import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of numbered places. A seat is called {@code <label>-<number>}, such as {@code A-12}.
 *
 * @param label 1 to 8 letters or digits; of a row in a section, the section's name, a space and those, such as {@code Balcony A}: each once
 *     in its plan
 * @param first the lowest number; null for 1
 * @param seats the highest number
 * @param gaps numbers where there is no seat; who sits on either side of one does not sit together, unless {@link #step} passes it over
 * @param aisles numbers after which there is an aisle: that seat and the next one are not adjacent
 * @param accessible seats with room for a wheelchair
 * @param companion seats for who comes with one
 */
public record RowState(
        String label,
        @Nullable Integer first,
        int seats,
        List<Integer> gaps,
        List<Integer> aisles,
        List<Integer> accessible,
        List<Integer> companion) {

    public RowState {
        gaps = orNone(gaps);
        aisles = orNone(aisles);
        accessible = orNone(accessible);
        companion = orNone(companion);
    }

    /** A row without peculiarities whose numbers begin at 1. */
    public RowState(String label, int seats) {
        this(label, null, seats, List.of(), List.of(), List.of(), List.of());
    }

    /** The numbers at which there is a seat. */
    public BitSet numbers() {
        BitSet numbers = new BitSet(seats + 1);
        numbers.set(first == null ? 1 : first, seats + 1);
        gaps.forEach(numbers::clear);
        return numbers;
    }

    /**
     * From the number of a seat to that of the one beside it: 2 in a row of three or more seats whose numbers are all odd, or all even, as in
     * halls that number one side so, otherwise 1.
     */
    public int step() {
        BitSet numbers = numbers();
        int first = numbers.nextSetBit(0);
        return numbers.cardinality() >= 3 && numbers.stream().allMatch(number -> number % 2 == first % 2) ? 2 : 1;
    }

    private static List<Integer> orNone(@Nullable List<Integer> numbers) {
        return numbers == null ? List.of() : List.copyOf(numbers);
    }
}
