package io.holdfast.record;

/** Text from outside, made fit to be kept: short, on one line. */
final class Texts {

    private static final int LONGEST = 200;

    private Texts() {}

    static String shortened(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
        if (line.length() <= LONGEST) {
            return line;
        }
        int end = Character.isHighSurrogate(line.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
        return line.substring(0, end);
    }
}
