package io.holdfast.orders.inventory;

import java.text.Normalizer;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A numbered seat of a tier.
 *
 * @param row the row's label
 * @param number 1 or more
 */
public record Seat(String row, int number) {

    private static final Pattern NAME = Pattern.compile("([\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}]{0,7})-([1-9][0-9]{0,2})");

    /** The seat called {@code name}, such as {@code A-12}, however its accents were typed; empty when it is no name of a seat. */
    public static Optional<Seat> named(String name) {
        Matcher matcher = NAME.matcher(Normalizer.normalize(name, Normalizer.Form.NFC));
        return matcher.matches()
                ? Optional.of(new Seat(matcher.group(1), Integer.parseInt(matcher.group(2))))
                : Optional.empty();
    }

    public String name() {
        return row + "-" + number;
    }
}
