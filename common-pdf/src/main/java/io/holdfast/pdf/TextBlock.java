package io.holdfast.pdf;

import com.ibm.icu.text.Bidi;
import com.ibm.icu.text.BidiRun;
import com.ibm.icu.text.BreakIterator;
import io.holdfast.pdf.Shaper.Glyph;
import io.holdfast.pdf.Shaper.Shaped;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A paragraph in lines of a given width: each letter in a font that has it, in its writing system's forms and direction. The paragraph's own
 * direction is that of its first letter that has one, otherwise that of the document's language.
 */
public final class TextBlock {

    /** Text of one font and direction, in a line from left to right. */
    record Part(Typeface typeface, Shaped shaped, float x) {}

    /** @param width in points */
    record Line(List<Part> parts, float width) {}

    private final Drawable drawable;
    private final Style style;
    private final Locale language;
    private final Bidi bidi = new Bidi();
    private final List<Line> lines = new ArrayList<>();

    private TextBlock(String text, Style style, Locale language) {
        this.drawable = Drawable.of(text, style.bold());
        this.style = style;
        this.language = language;
    }

    /**
     * @param text in one paragraph: line breaks are spaces
     * @param width of the longest line, in points; a word that is longer is broken
     * @param language in whose direction text without letters runs
     */
    public static TextBlock of(String text, Style style, float width, Locale language) {
        TextBlock block = new TextBlock(text, style, language);
        if (!block.text().isEmpty()) {
            block.layOut(width);
        }
        return block;
    }

    /** In points. */
    public float height() {
        return lines.size() * style.leading();
    }

    boolean isRightToLeft() {
        return (bidi.getParaLevel() & 1) == 1;
    }

    /** Whether some of it has no shape here, and is printed as numbers. */
    public boolean hasNumbers() {
        return drawable.hasNumbers();
    }

    Style style() {
        return style;
    }

    List<Line> lines() {
        return lines;
    }

    private String text() {
        return drawable.text();
    }

    private void layOut(float width) {
        byte level = Direction.isRightToLeft(language) ? Bidi.LEVEL_DEFAULT_RTL : Bidi.LEVEL_DEFAULT_LTR;
        bidi.setPara(text(), level, null);
        float[] advances = advances();
        int start = 0;
        while (start < text().length()) {
            int end = lineEnd(start, width, advances);
            lines.add(line(start, withoutSpaces(start, end)));
            start = end;
        }
    }

    /** Of the letters at each index; measured in the whole paragraph. */
    private float[] advances() {
        float[] advances = new float[text().length()];
        int start = 0;
        while (start < text().length()) {
            BidiRun run = bidi.getLogicalRun(start);
            for (Drawable.Span span : drawable.spans(start, run.getLimit())) {
                Shaped shaped = shape(span, run.isOddRun());
                List<Glyph> glyphs = shaped.glyphs();
                for (int glyph = 0; glyph < glyphs.size(); glyph++) {
                    float next =
                            glyph + 1 < glyphs.size() ? glyphs.get(glyph + 1).x() : shaped.width();
                    advances[span.start() + glyphs.get(glyph).at()] +=
                            points(next - glyphs.get(glyph).x());
                }
            }
            start = run.getLimit();
        }
        return advances;
    }

    private int lineEnd(int start, float width, float[] advances) {
        int fits = start;
        float used = 0;
        while (fits < text().length() && (used += advances[fits]) <= width) {
            fits++;
        }
        if (fits == text().length()) {
            return fits;
        }
        int word = before(BreakIterator.getLineInstance(language), fits);
        if (word > start) {
            return word;
        }
        int letters = before(BreakIterator.getCharacterInstance(language), fits);
        return letters > start ? letters : Math.max(start + 1, drawable.endOfGrapheme(start));
    }

    private int before(BreakIterator breaks, int fits) {
        breaks.setText(text());
        // A space that does not fit may hang over the edge.
        int end = fits;
        while (end < text().length() && text().charAt(end) == ' ') {
            end++;
        }
        return breaks.isBoundary(end) ? end : breaks.preceding(end);
    }

    private int withoutSpaces(int start, int end) {
        int last = end;
        while (last > start + 1 && text().charAt(last - 1) == ' ') {
            last--;
        }
        return last;
    }

    private Line line(int start, int end) {
        List<Part> parts = new ArrayList<>();
        float x = 0;
        Bidi line = bidi.setLine(start, end);
        for (int index = 0; index < line.countRuns(); index++) {
            BidiRun run = line.getVisualRun(index);
            List<Drawable.Span> spans = drawable.spans(start + run.getStart(), start + run.getLimit());
            for (Drawable.Span span : run.isOddRun() ? spans.reversed() : spans) {
                Shaped shaped = shape(span, run.isOddRun());
                parts.add(new Part(span.typeface(), shaped, x));
                x += points(shaped.width());
            }
        }
        return new Line(List.copyOf(parts), x);
    }

    private Shaped shape(Drawable.Span span, boolean rightToLeft) {
        return Shaper.shape(text().substring(span.start(), span.end()), span.typeface(), rightToLeft);
    }

    private float points(float units) {
        return units * style.size() / Shaper.UNITS;
    }
}
