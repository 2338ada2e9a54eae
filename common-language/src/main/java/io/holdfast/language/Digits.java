package io.holdfast.language;

/** Digits as people type them, which are those of their script. */
public final class Digits {

    private Digits() {}

    /** The text with the digits of all scripts as 0 to 9. */
    public static String plain(String typed) {
        StringBuilder plain = new StringBuilder(typed.length());
        typed.codePoints().forEach(c -> {
            int digit = Character.digit(c, 10);
            plain.appendCodePoint(digit < 0 ? c : '0' + digit);
        });
        return plain.toString();
    }
}
