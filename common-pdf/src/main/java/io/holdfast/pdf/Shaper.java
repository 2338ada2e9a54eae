package io.holdfast.pdf;

import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.awt.font.GlyphVector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Chooses and places the glyphs of text in one font and one direction: ligatures, joined letters, marks above and below. */
final class Shaper {

    /** To the em, in which glyphs are measured. */
    static final int UNITS = 1000;

    /** From here on the JDK's numbers are of what is not drawn. */
    private static final int NOT_DRAWN = 0xFFFE;

    private static final FontRenderContext CONTEXT = new FontRenderContext(null, true, true);

    private Shaper() {}

    /**
     * A glyph at a place.
     *
     * @param id in its font
     * @param text what of the text it stands for; empty if another glyph stands for it
     * @param at the index in the text of the letters that it belongs to
     * @param x from the beginning of the text, in units; likewise {@code y}, upwards
     */
    record Glyph(int id, String text, int at, float x, float y) {}

    /** @param width in units */
    record Shaped(List<Glyph> glyphs, float width) {}

    /** Glyphs from left to right. */
    static Shaped shape(String text, Typeface typeface, boolean rightToLeft) {
        char[] letters = text.toCharArray();
        GlyphVector vector = typeface.font()
                .layoutGlyphVector(
                        CONTEXT,
                        letters,
                        0,
                        letters.length,
                        rightToLeft ? Font.LAYOUT_RIGHT_TO_LEFT : Font.LAYOUT_LEFT_TO_RIGHT);
        int number = vector.getNumGlyphs();
        float[] places = vector.getGlyphPositions(0, number + 1, null);
        int[] at = Arrays.stream(vector.getGlyphCharIndices(0, number, null))
                .map(index -> withoutMarks(text, index))
                .toArray();
        String[] texts = texts(text, vector, at, rightToLeft);
        List<Glyph> glyphs = new ArrayList<>();
        for (int glyph = 0; glyph < number; glyph++) {
            if (vector.getGlyphCode(glyph) < NOT_DRAWN) {
                glyphs.add(new Glyph(
                        vector.getGlyphCode(glyph),
                        texts[glyph],
                        at[glyph],
                        places[2 * glyph],
                        -places[2 * glyph + 1]));
            }
        }
        return new Shaped(List.copyOf(glyphs), places[2 * number]);
    }

    /** Marks belong to the letter that they stand at. */
    private static int withoutMarks(String text, int index) {
        int letter = index;
        while (letter > 0 && isMark(text.codePointAt(letter))) {
            letter = text.offsetByCodePoints(letter, -1);
        }
        return letter;
    }

    private static boolean isMark(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            default -> false;
        };
    }

    /** Of the glyphs for the same letters the first has their text, so that what is copied from a document is the text. */
    private static String[] texts(String text, GlyphVector vector, int[] at, boolean rightToLeft) {
        String[] texts = new String[at.length];
        Arrays.fill(texts, "");
        NavigableMap<Integer, Integer> first = new TreeMap<>();
        for (int step = 0; step < at.length; step++) {
            int glyph = rightToLeft ? at.length - 1 - step : step;
            if (vector.getGlyphCode(glyph) < NOT_DRAWN) {
                first.putIfAbsent(at[glyph], glyph);
            }
        }
        // What is not drawn belongs to the letter before it.
        int from = 0;
        while (!first.isEmpty()) {
            int glyph = first.pollFirstEntry().getValue();
            int to = first.isEmpty() ? text.length() : first.firstKey();
            texts[glyph] = text.substring(from, to);
            from = to;
        }
        return texts;
    }
}
