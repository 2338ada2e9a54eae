package io.holdfast.pdf;

/**
 * How text is printed.
 *
 * @param size of the letters, in points
 */
public record Style(float size, boolean bold) {

    private static final float LEADING = 1.5f;

    public static Style plain(float size) {
        return new Style(size, false);
    }

    public static Style bold(float size) {
        return new Style(size, true);
    }

    /** From one line to the next, in points. */
    float leading() {
        return size * LEADING;
    }
}
