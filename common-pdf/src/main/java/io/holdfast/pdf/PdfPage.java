package io.holdfast.pdf;

import io.holdfast.pdf.Shaper.Glyph;
import io.holdfast.pdf.TextBlock.Line;
import io.holdfast.pdf.TextBlock.Part;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.common.PDRectangle;

/** A page to draw on. Places are in points from the left and the top. */
public final class PdfPage {

    /** Where the lines of a paragraph stand in the space that they have. */
    public enum Side {
        /** At the left, or at the right if the document or the paragraph is written from right to left. */
        START,
        /** At the right, or at the left if the document is written from right to left. */
        END
    }

    /** Of the outline that makes letters bold, for letters of one point. */
    private static final float OUTLINE = 0.022f;

    /** How far below the middle between two lines their letters stand, in parts of their size. */
    private static final float DESCENT = 0.25f;

    private final PdfDocument document;
    private final PDPage page;
    private final StringBuilder content = new StringBuilder();
    private final List<COSDictionary> owners = new ArrayList<>();

    /** A glyph without a width and a text of its own, such as an accent. */
    private record Mark(Glyph glyph, Part part, float x, float y) {}

    PdfPage(PdfDocument document, PDPage page) {
        this.document = document;
        this.page = page;
    }

    public float width() {
        return page.getMediaBox().getWidth();
    }

    public float height() {
        return page.getMediaBox().getHeight();
    }

    /** @param width of the space that the paragraph stands in */
    public void draw(TextBlock text, float left, float top, float width, Side side, Tag tag) {
        begin(tag);
        boolean atRight = document.isRightToLeft() ? side == Side.START : side == Side.END || text.isRightToLeft();
        float bottom = top;
        for (Line line : text.lines()) {
            bottom += text.style().leading();
            float x = atRight ? left + width - line.width() : left;
            float y = height() - bottom + DESCENT * text.style().size();
            List<Mark> marks = new ArrayList<>();
            for (Part part : line.parts()) {
                marks.addAll(draw(part, text.style(), x + part.x(), y));
            }
            // After the letters, and from right to left, so that readers of text see no gap before any.
            marks.sort(Comparator.comparingDouble(Mark::x).reversed());
            marks.forEach(mark -> draw(mark, text.style()));
        }
        content.append("EMC\n");
        document.note(text);
    }

    /**
     * A drawing of black squares, such as a QR code.
     *
     * @param squares of the rows from the top
     * @param description for those who do not see it
     */
    public void draw(boolean[][] squares, float left, float top, float size, String description, Tag tag) {
        tag.describe(description, box(left, top, size, size));
        begin(tag);
        float square = size / squares.length;
        content.append("0 0 0 rg\n");
        for (int y = 0; y < squares.length; y++) {
            for (int x = 0; x < squares[y].length; x++) {
                if (squares[y][x]) {
                    rectangle(left + x * square, top + y * square, square, square);
                }
            }
        }
        content.append("f\nEMC\n");
    }

    /** A picture that only decorates the page: it is not read out. */
    public void decorate(PdfPicture picture, float left, float top, float width, float height) {
        content.append("/Artifact BMC\n");
        place(picture, left, top, width, height);
    }

    /**
     * A picture that belongs to what the page tells.
     *
     * @param description for those who do not see it
     */
    public void draw(
            PdfPicture picture, float left, float top, float width, float height, String description, Tag tag) {
        tag.describe(description, box(left, top, width, height));
        begin(tag);
        place(picture, left, top, width, height);
    }

    private void place(PdfPicture picture, float left, float top, float width, float height) {
        content.append("q %s 0 0 %s %s %s cm /%s Do Q\nEMC\n"
                .formatted(
                        number(width),
                        number(height),
                        number(left),
                        number(height() - top - height),
                        document.register(picture)));
    }

    /** A thin line from left to right. */
    public void rule(float left, float top, float width) {
        content.append("/Artifact BMC\n0 0 0 rg\n");
        rectangle(left, top, width, 0.4f);
        content.append("f\nEMC\n");
    }

    PDPage page() {
        return page;
    }

    String content() {
        return content.toString();
    }

    /** By the numbers of what is drawn: to what it belongs. */
    List<COSDictionary> owners() {
        return owners;
    }

    private void begin(Tag tag) {
        content.append("/%s <</MCID %d>> BDC\n".formatted(tag.type(), owners.size()));
        tag.own(page, owners.size());
        owners.add(tag.dictionary());
    }

    /** Draws all but its marks. */
    private List<Mark> draw(Part part, Style style, float x, float y) {
        EmbeddedFont font = begin(part, style, x, y);
        List<Glyph> glyphs = new ArrayList<>(part.shaped().glyphs());
        List<Mark> marks = glyphs.stream()
                .filter(glyph -> glyph.text().isEmpty() && font.width(glyph) == 0)
                .map(glyph -> new Mark(glyph, part, x + glyph.x() * style.size() / Shaper.UNITS, y))
                .toList();
        marks.forEach(mark -> glyphs.remove(mark.glyph()));
        write(glyphs, font, style);
        end(part);
        return marks;
    }

    private void draw(Mark mark, Style style) {
        Glyph glyph = mark.glyph();
        EmbeddedFont font = begin(mark.part(), style, mark.x(), mark.y());
        write(List.of(glyph), glyph.x(), font, style);
        end(mark.part());
    }

    private EmbeddedFont begin(Part part, Style style, float x, float y) {
        EmbeddedFont font = document.font(part.typeface());
        content.append("BT\n0 0 0 rg\n");
        if (part.typeface().isEmboldened()) {
            content.append("0 0 0 RG %s w 2 Tr\n".formatted(number(OUTLINE * style.size())));
        }
        content.append(
                "/%s %s Tf\n1 0 0 1 %s %s Tm\n".formatted(font.resource(), number(style.size()), number(x), number(y)));
        return font;
    }

    private void end(Part part) {
        content.append(part.typeface().isEmboldened() ? "0 Tr\nET\n" : "ET\n");
    }

    private void write(List<Glyph> glyphs, EmbeddedFont font, Style style) {
        float reached = 0;
        for (int first = 0; first < glyphs.size(); ) {
            int next = first;
            while (next < glyphs.size()
                    && glyphs.get(next).at() == glyphs.get(first).at()) {
                next++;
            }
            reached = writeCluster(glyphs.subList(first, next), reached, font, style);
            first = next;
        }
    }

    /**
     * Glyphs for the same letters: marks before the last one that has a width, so that the next letter begins where the one before it ends,
     * and readers of text see no space between them. Where several have a width, they are told the letters beside them.
     */
    private float writeCluster(List<Glyph> cluster, float before, EmbeddedFont font, Style style) {
        List<Glyph> ordered = new ArrayList<>(cluster);
        if (cluster.stream().filter(glyph -> font.width(glyph) > 0).count() <= 1) {
            ordered.sort(Comparator.comparing(glyph -> font.width(glyph) > 0));
            return write(ordered, before, font, style);
        }
        ordered.subList(1, ordered.size()).sort(Comparator.comparing(glyph -> font.width(glyph) > 0));
        String letters = cluster.stream().map(Glyph::text).collect(Collectors.joining());
        content.append("/Span <</ActualText <FEFF%s>>> BDC\n".formatted(hexadecimal(letters)));
        float reached = write(ordered, before, font, style);
        content.append("EMC\n");
        return reached;
    }

    /** Each glyph at its place: what its own width does not reach is moved. */
    private float write(List<Glyph> glyphs, float before, EmbeddedFont font, Style style) {
        float reached = before;
        for (Glyph glyph : glyphs) {
            if (glyph.y() != 0) {
                content.append("%s Ts ".formatted(number(glyph.y() * style.size() / Shaper.UNITS)));
            }
            content.append("[");
            if (Math.abs(glyph.x() - reached) >= 0.5f) {
                content.append(number(reached - glyph.x()));
                reached = glyph.x();
            }
            content.append("<%04X>] TJ\n".formatted(font.code(glyph)));
            if (glyph.y() != 0) {
                content.append("0 Ts\n");
            }
            reached += font.width(glyph);
        }
        return reached;
    }

    private void rectangle(float left, float top, float width, float height) {
        content.append("%s %s %s %s re\n"
                .formatted(number(left), number(height() - top - height), number(width), number(height)));
    }

    private COSArray box(float left, float top, float width, float height) {
        return new PDRectangle(left, height() - top - height, width, height).getCOSArray();
    }

    private static String hexadecimal(String text) {
        return HexFormat.of().withUpperCase().formatHex(text.getBytes(StandardCharsets.UTF_16BE));
    }

    private static String number(float number) {
        return String.format(Locale.ROOT, "%.3f", number);
    }
}
