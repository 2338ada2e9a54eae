package io.holdfast.pdf;

import java.awt.Font;
import java.awt.FontFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBufferedFile;
import org.jspecify.annotations.Nullable;

/** One font of this module, and the letters it has. The font itself is loaded when it is first used, and kept. */
final class Typeface {

    static {
        FontSetting.apply();
    }

    private final String file;
    private final boolean emboldened;
    private final NavigableMap<Integer, Integer> letters;
    private @Nullable Loaded loaded;

    /** Parsed completely, so that it can be read by many threads; parts of it are written for one at a time. */
    private record Loaded(Font font, TrueTypeFont tables) {}

    /** @param emboldened whether its letters are drawn with an outline, since there is no bold font for them */
    private Typeface(String file, boolean emboldened, NavigableMap<Integer, Integer> letters) {
        this.file = file;
        this.emboldened = emboldened;
        this.letters = letters;
    }

    /** @param ranges of code points: {@code 41-5A,C0} */
    static Typeface of(String file, String ranges) {
        NavigableMap<Integer, Integer> letters = new TreeMap<>();
        for (String range : ranges.split(",", -1)) {
            int dash = range.indexOf('-');
            int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash), 16);
            letters.put(first, dash < 0 ? first : Integer.parseInt(range.substring(dash + 1), 16));
        }
        return new Typeface(file, false, letters);
    }

    /** The bold font with the same letters. */
    Typeface bold(String boldFile) {
        return new Typeface(boldFile, false, letters);
    }

    /** This font, drawn bold. */
    Typeface embolden() {
        return new Typeface(file, true, letters);
    }

    boolean has(int codePoint) {
        Map.Entry<Integer, Integer> range = letters.floorEntry(codePoint);
        return range != null && codePoint <= range.getValue();
    }

    boolean isEmboldened() {
        return emboldened;
    }

    String file() {
        return file;
    }

    /** The name for a PDF file, without spaces. */
    String name() {
        return file.substring(0, file.lastIndexOf('.'));
    }

    /** Thousand units to the em. */
    Font font() {
        return load().font();
    }

    /** Its glyphs, for documents to embed. Who makes a subset of them synchronizes on them. */
    TrueTypeFont tables() {
        return load().tables();
    }

    private synchronized Loaded load() {
        if (loaded == null) {
            try {
                Path path = copy();
                loaded = new Loaded(
                        Font.createFont(Font.TRUETYPE_FONT, path.toFile()).deriveFont((float) Shaper.UNITS),
                        new TTFParser().parse(new RandomAccessReadBufferedFile(path.toFile())));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (FontFormatException e) {
                throw new IllegalStateException(file, e);
            }
        }
        return loaded;
    }

    /** The JDK reads fonts from files. */
    private Path copy() throws IOException {
        Path path = Files.createTempFile(name().toLowerCase(Locale.ROOT) + "-", ".ttf");
        path.toFile().deleteOnExit();
        try (InputStream font = Objects.requireNonNull(Typeface.class.getResourceAsStream("fonts/" + file), file)) {
            Files.copy(font, path, StandardCopyOption.REPLACE_EXISTING);
        }
        return path;
    }
}
