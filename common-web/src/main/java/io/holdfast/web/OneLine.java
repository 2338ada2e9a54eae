package io.holdfast.web;

/** A rule for texts that are printed in one line: no line breaks or other control characters, and no half characters. */
public final class OneLine {

    public static final String PATTERN = "[^\\p{Cc}\\p{Cs}\\u2028\\u2029]*";
    public static final String MESSAGE = "must be one line of text";

    private OneLine() {}
}
