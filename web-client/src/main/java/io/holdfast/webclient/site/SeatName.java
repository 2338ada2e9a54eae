package io.holdfast.webclient.site;

import org.jspecify.annotations.Nullable;

/**
 * The parts of the name of a seat, such as {@code A-12} or {@code Balcony A-12}. The label of a row has no space.
 *
 * @param section null if its plan has no sections
 */
record SeatName(@Nullable String section, String row, String number) {

    static SeatName of(String name) {
        int number = name.lastIndexOf('-');
        int row = name.lastIndexOf(' ', number);
        return number < 0
                ? new SeatName(null, name, "")
                : new SeatName(
                        row < 0 ? null : name.substring(0, row),
                        name.substring(row + 1, number),
                        name.substring(number + 1));
    }

    boolean isInRowOf(SeatName other) {
        return row.equals(other.row) && section != null && section.equals(other.section);
    }
}
