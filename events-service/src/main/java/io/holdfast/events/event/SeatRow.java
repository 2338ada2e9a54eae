package io.holdfast.events.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.holdfast.contracts.RowState;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A row of numbered seats. The lists of numbers are sorted.
 *
 * @param section the part of the hall that the row is in, such as {@code Balcony}; null if the plan has no parts
 * @param label 1 to 8 letters and digits of any script, once in its section
 * @param first the lowest number; null for 1
 * @param seats the highest number
 * @param gaps numbers where there is no seat
 * @param aisles numbers after which there is an aisle
 * @param accessible seats with room for a wheelchair
 * @param companion seats for companions of people in wheelchairs
 */
record SeatRow(
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String section,

        String label,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer first,

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

    /** What the row is called in its plan, each once: the names of its seats begin with it. A label has no space. */
    String key() {
        return section == null ? label : section + " " + label;
    }

    /** How many seats there are. */
    int count() {
        return numbers().cardinality();
    }

    /** The numbers at which there is a seat. */
    BitSet numbers() {
        return state().numbers();
    }

    /** The same seats, with the numbers before the first one as gaps where an earlier release may read the row. */
    SeatRow listedFromOne() {
        return before() == 0
                ? this
                : new SeatRow(
                        section,
                        label,
                        null,
                        seats,
                        Stream.concat(IntStream.rangeClosed(1, before()).boxed(), gaps.stream())
                                .toList(),
                        aisles,
                        accessible,
                        companion);
    }

    /** The same seats, without anything before the first one. */
    SeatRow fromFirst() {
        int lowest = numbers().nextSetBit(0);
        return lowest < 0
                ? this
                : new SeatRow(
                        section,
                        label,
                        lowest == 1 ? null : lowest,
                        seats,
                        from(lowest, gaps),
                        from(lowest, aisles),
                        accessible,
                        companion);
    }

    private static List<Integer> from(int lowest, List<Integer> numbers) {
        return numbers.stream().filter(number -> number >= lowest).toList();
    }

    /** How many numbers are listed one by one, as gaps, aisles, accessible or companion seats. */
    int peculiarities() {
        return gaps.size() + aisles.size() + accessible.size() + companion.size();
    }

    /** How many numbers are listed one by one when it is {@link #listedFromOne()}. */
    int peculiaritiesFromOne() {
        return before() + peculiarities();
    }

    private int before() {
        return first == null || seats > EventLimits.MAX_LISTED_FROM_ONE ? 0 : first - 1;
    }

    /** How long the name of its section is in messages. */
    int sectionBytes() {
        return section == null ? 0 : section.getBytes(StandardCharsets.UTF_8).length;
    }

    RowState state() {
        return new RowState(key(), first, seats, gaps, aisles, accessible, companion);
    }

    private static List<Integer> sorted(List<Integer> numbers) {
        return numbers.stream().sorted().toList();
    }
}
