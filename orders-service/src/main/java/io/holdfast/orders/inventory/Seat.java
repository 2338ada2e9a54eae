package io.holdfast.orders.inventory;

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

    private static final Pattern NAME = Pattern.compile("([A-Za-z0-9]{1,8})-([1-9][0-9]{0,2})");

    /** The seat called {@code name}, such as {@code A-12}; empty when it is no name of a seat. */
    public static Optional<Seat> named(String name) {
        Matcher matcher = NAME.matcher(name);
        return matcher.matches()
                ? Optional.of(new Seat(matcher.group(1), Integer.parseInt(matcher.group(2))))
                : Optional.empty();
    }

    public String name() {
        return row + "-" + number;
    }
}
