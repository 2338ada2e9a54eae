package io.holdfast.pdf;

import io.holdfast.pdf.Shaper.Glyph;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.fontbox.ttf.HeaderTable;
import org.apache.fontbox.ttf.TTFSubsetter;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSInteger;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSString;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.common.PDStream;

/**
 * A font in a document: the glyphs that are used there. A glyph has a code for each text that it stands for, so that text is copied as it was
 * written, whatever shapes it took.
 */
final class EmbeddedFont {

    private static final List<String> TABLES =
            List.of("head", "hhea", "hmtx", "maxp", "loca", "glyf", "cvt ", "prep", "fpgm");

    /** In one block of a map from codes to texts. */
    private static final int MOST_LINES = 100;

    private record Use(int glyph, String text) {}

    private final String resource;
    private final Typeface typeface;
    private final TrueTypeFont font;
    private final float scale;
    private final COSDictionary dictionary = new COSDictionary();
    private final Map<Use, Integer> codes = new HashMap<>();
    private final List<Use> uses = new ArrayList<>();

    /** @param resource its name in content */
    EmbeddedFont(String resource, Typeface typeface) throws IOException {
        this.resource = resource;
        this.typeface = typeface;
        this.font = typeface.tables();
        this.scale = (float) Shaper.UNITS / font.getUnitsPerEm();
        int space = font.getUnicodeCmapLookup().getGlyphId(' ');
        if (space > 0) {
            // Readers of text take gaps for spaces by how wide a font's space is.
            code(new Glyph(space, " ", 0, 0, 0));
        }
    }

    String resource() {
        return resource;
    }

    COSDictionary dictionary() {
        return dictionary;
    }

    /** By which content names a glyph with its text: from 1. */
    int code(Glyph glyph) {
        Use use = new Use(glyph.id(), glyph.text());
        return codes.computeIfAbsent(use, _ -> {
            uses.add(use);
            return uses.size();
        });
    }

    /** In units. */
    float width(Glyph glyph) {
        return width(glyph.id());
    }

    /** Once nothing is added any more. */
    void embed(PDDocument document) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        Map<Integer, Integer> glyphs = writeSubset(file);

        // Six letters before the name, which differ between the subsets in a document.
        String name = "HF" + letters(resource) + "+" + typeface.name();
        dictionary.setItem(COSName.TYPE, COSName.FONT);
        dictionary.setItem(COSName.SUBTYPE, COSName.TYPE0);
        dictionary.setName(COSName.BASE_FONT, name);
        dictionary.setItem(COSName.ENCODING, COSName.IDENTITY_H);
        dictionary.setItem(COSName.TO_UNICODE, stream(document, texts().getBytes(StandardCharsets.US_ASCII)));
        COSArray descendants = new COSArray();
        descendants.add(descendant(document, name, file.toByteArray(), glyphs));
        dictionary.setItem(COSName.DESCENDANT_FONTS, descendants);
    }

    /** By glyph of the font, its number in the subset. */
    private Map<Integer, Integer> writeSubset(OutputStream file) throws IOException {
        Map<Integer, Integer> glyphs = new HashMap<>();
        synchronized (font) {
            TTFSubsetter subsetter = new TTFSubsetter(font, TABLES);
            subsetter.addGlyphIds(uses.stream().map(Use::glyph).collect(Collectors.toSet()));
            subsetter.writeToStream(file);
            subsetter.getGIDMap().forEach((now, before) -> glyphs.put(before, now));
        }
        return glyphs;
    }

    private COSDictionary descendant(PDDocument document, String name, byte[] file, Map<Integer, Integer> glyphs)
            throws IOException {
        COSDictionary descendant = new COSDictionary();
        descendant.setItem(COSName.TYPE, COSName.FONT);
        descendant.setItem(COSName.SUBTYPE, COSName.CID_FONT_TYPE2);
        descendant.setName(COSName.BASE_FONT, name);
        descendant.setItem(COSName.CIDSYSTEMINFO, systemInfo());
        descendant.setItem(COSName.FONT_DESC, descriptor(document, name, file));
        descendant.setItem(COSName.CID_TO_GID_MAP, stream(document, glyphMap(glyphs)));
        COSArray widths = new COSArray();
        uses.forEach(use -> widths.add(COSInteger.get(Math.round(width(use.glyph())))));
        COSArray all = new COSArray();
        all.add(COSInteger.ONE);
        all.add(widths);
        descendant.setItem(COSName.W, all);
        return descendant;
    }

    private static COSDictionary systemInfo() {
        COSDictionary info = new COSDictionary();
        info.setItem(COSName.REGISTRY, new COSString("Adobe"));
        info.setItem(COSName.ORDERING, new COSString("Identity"));
        info.setInt(COSName.SUPPLEMENT, 0);
        return info;
    }

    private COSDictionary descriptor(PDDocument document, String name, byte[] file) throws IOException {
        HeaderTable header = font.getHeader();
        COSDictionary descriptor = new COSDictionary();
        descriptor.setItem(COSName.TYPE, COSName.FONT_DESC);
        descriptor.setName(COSName.FONT_NAME, name);
        descriptor.setInt(COSName.FLAGS, 4);
        descriptor.setItem(
                COSName.FONT_BBOX,
                new PDRectangle(
                        header.getXMin() * scale,
                        header.getYMin() * scale,
                        (header.getXMax() - header.getXMin()) * scale,
                        (header.getYMax() - header.getYMin()) * scale));
        descriptor.setInt(COSName.ITALIC_ANGLE, 0);
        descriptor.setFloat(COSName.ASCENT, font.getHorizontalHeader().getAscender() * scale);
        descriptor.setFloat(COSName.DESCENT, font.getHorizontalHeader().getDescender() * scale);
        descriptor.setFloat(COSName.CAP_HEIGHT, font.getHorizontalHeader().getAscender() * scale);
        descriptor.setInt(COSName.STEM_V, 80);
        descriptor.setItem(COSName.FONT_FILE2, file(document, file));
        return descriptor;
    }

    private static PDStream file(PDDocument document, byte[] file) throws IOException {
        PDStream stream = stream(document, file);
        stream.getCOSObject().setInt(COSName.LENGTH1, file.length);
        return stream;
    }

    /** The glyph in the embedded file of each code. */
    private byte[] glyphMap(Map<Integer, Integer> glyphs) {
        byte[] map = new byte[2 * (uses.size() + 1)];
        for (int code = 1; code <= uses.size(); code++) {
            int glyph = glyphs.getOrDefault(uses.get(code - 1).glyph(), 0);
            map[2 * code] = (byte) (glyph >> 8);
            map[2 * code + 1] = (byte) glyph;
        }
        return map;
    }

    /** The text of each code. */
    private String texts() {
        StringBuilder map = new StringBuilder("""
                /CIDInit /ProcSet findresource begin
                12 dict begin
                begincmap
                /CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
                /CMapName /Adobe-Identity-UCS def
                /CMapType 2 def
                1 begincodespacerange
                <0000> <FFFF>
                endcodespacerange
                """);
        // Each glyph has to have a text (PDF/UA-1, 7.21.7). That of a wide one whose letters another one has is empty,
        // so
        // that readers of text see no gap; marks, which come at the end of their line, are spaces there.
        for (int from = 0; from < uses.size(); from += MOST_LINES) {
            int to = Math.min(from + MOST_LINES, uses.size());
            map.append(to - from).append(" beginbfchar\n");
            for (int code = from + 1; code <= to; code++) {
                Use use = uses.get(code - 1);
                String text = use.text().isEmpty() && width(use.glyph()) == 0 ? " " : use.text();
                map.append("<%04X> <%s>\n".formatted(code, hexadecimal(text)));
            }
            map.append("endbfchar\n");
        }
        return map.append("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
                .toString();
    }

    private static String hexadecimal(String text) {
        return HexFormat.of().withUpperCase().formatHex(text.getBytes(StandardCharsets.UTF_16BE));
    }

    private float width(int glyph) {
        try {
            return font.getAdvanceWidth(glyph) * scale;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String letters(String resource) {
        int number = Integer.parseInt(resource.substring(1));
        StringBuilder letters = new StringBuilder();
        for (int letter = 0; letter < 4; letter++) {
            letters.append((char) ('A' + number % 26));
            number /= 26;
        }
        return letters.toString();
    }

    private static PDStream stream(PDDocument document, byte[] content) throws IOException {
        return new PDStream(document, new ByteArrayInputStream(content), COSName.FLATE_DECODE);
    }
}
