package io.holdfast.orders.inventory;

import java.text.Normalizer;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A numbered seat of a tier.
 *
 * @param row what the row is called in its plan: its label, such as {@code A}; in a section after the section's name and a space, as in
 *     {@code Balcony A}
 * @param number 1 or more
 */
public record Seat(String row, int number) {

    private static final Pattern NAME =
            Pattern.compile("((?:[^/]{1,24} )?[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}]{0,7})-([1-9][0-9]{0,3})");

    /** The seat called {@code name}, such as {@code A-12} or {@code Balcony A-12}, however its accents were typed; empty when it is no name of a seat. */
    public static Optional<Seat> named(String name) {
        Matcher matcher = NAME.matcher(Normalizer.normalize(name, Normalizer.Form.NFC));
        return matcher.matches()
                ? Optional.of(new Seat(matcher.group(1), Integer.parseInt(matcher.group(2))))
                : Optional.empty();
    }

    /** The name of its section; null if the plan has none. */
    public @Nullable String section() {
        return sectionOf(row);
    }

    /** The row's label without the section, where it is not the only one of that label. */
    public String label() {
        return row.substring(row.lastIndexOf(' ') + 1);
    }

    static @Nullable String sectionOf(String row) {
        int end = row.lastIndexOf(' ');
        return end < 0 ? null : row.substring(0, end);
    }

    public String name() {
        return row + "-" + number;
    }
}
