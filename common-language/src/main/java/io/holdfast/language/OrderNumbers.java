package io.holdfast.language;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What people call an order, such as {@code 7K3M-Q2XD}: the first eight letters and digits of its id, 40 bits that are random, in the
 * alphabet of ids, which has no letters that look like digits. Nothing is stored for it, and orders are found by it through the index of
 * their ids. It is no key: among a million orders, two with the same number are to be expected every second time (ADR 39). Where orders are looked for by
 * a number, all that have it are found.
 */
public final class OrderNumbers {

    private static final int LENGTH = 8;
    private static final int ID_LENGTH = 26;

    private static final Pattern NUMBER_SIGN = Pattern.compile("[#＃﹟]");
    private static final Pattern START_OF_AN_ID =
            Pattern.compile("[0-9a-hjkmnp-tv-z]{" + LENGTH + "," + ID_LENGTH + "}");

    private OrderNumbers() {}

    /** The number of the order with this id. */
    public static String of(String id) {
        String upper = id.toUpperCase(Locale.ROOT);
        return upper.length() < LENGTH
                ? upper
                : upper.substring(0, LENGTH / 2) + '-' + upper.substring(LENGTH / 2, LENGTH);
    }

    /**
     * How the id of an order begins, of a number or an id that was typed: case, width, spaces, dashes and a number sign do not matter, O is 0,
     * and I and L are 1. Empty if it cannot be one.
     */
    public static Optional<String> read(String typed) {
        String start =
                TypedLetters.plain(NUMBER_SIGN.matcher(typed).replaceAll("")).toLowerCase(Locale.ROOT);
        return START_OF_AN_ID.matcher(start).matches() ? Optional.of(start) : Optional.empty();
    }
}
