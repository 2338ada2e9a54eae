package io.holdfast.pdf;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.Character.UnicodeBlock;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The fonts of this module, in the order in which they are asked for a letter. */
final class Typefaces {

    private static final int EMOJI_STYLE = 0xFE0F;
    private static final int TEXT_STYLE = 0xFE0E;

    private static final String EMOJI_FILE = "NotoEmoji.ttf";
    private static final String HAN_FILE = "DroidSansFallback.ttf";

    private static final List<Typeface> PLAIN = read();
    private static final List<Typeface> BOLD = bold();
    private static final int EMOJI = index(EMOJI_FILE);
    private static final int HAN = index(HAN_FILE);

    private Typefaces() {}

    /** The font for what is written in Latin letters. */
    static Typeface first(boolean bold) {
        return all(bold).getFirst();
    }

    /**
     * The font that has all letters of a grapheme.
     *
     * @param before that of the text before it, which goes on if it can, so that words are not torn
     * @return empty if none has
     */
    static Optional<Typeface> of(String grapheme, boolean bold, Typeface before) {
        if (isEmoji(grapheme) && has(all(bold).get(EMOJI), grapheme)) {
            return Optional.of(all(bold).get(EMOJI));
        }
        if (before != all(bold).get(EMOJI)
                && has(before, grapheme)
                && !Character.isLetterOrDigit(grapheme.codePointAt(0))) {
            return Optional.of(before);
        }
        // Others have some of these, too, drawn for their own writing systems.
        if (isHanPunctuation(grapheme) && has(all(bold).get(HAN), grapheme)) {
            return Optional.of(all(bold).get(HAN));
        }
        return all(bold).stream().filter(typeface -> has(typeface, grapheme)).findFirst();
    }

    private static boolean has(Typeface typeface, String grapheme) {
        return grapheme.codePoints().allMatch(letter -> isInvisible(letter) || typeface.has(letter));
    }

    /** Whether it only tells how others are drawn. */
    static boolean isInvisible(int codePoint) {
        return UCharacter.hasBinaryProperty(codePoint, UProperty.DEFAULT_IGNORABLE_CODE_POINT);
    }

    private static boolean isEmoji(String grapheme) {
        boolean drawn = Character.isEmojiPresentation(grapheme.codePointAt(0)) || grapheme.indexOf(EMOJI_STYLE) > 0;
        return drawn && grapheme.indexOf(TEXT_STYLE) < 0;
    }

    private static boolean isHanPunctuation(String grapheme) {
        return UnicodeBlock.CJK_SYMBOLS_AND_PUNCTUATION.equals(UnicodeBlock.of(grapheme.codePointAt(0)));
    }

    private static int index(String file) {
        return PLAIN.stream().map(Typeface::file).toList().indexOf(file);
    }

    private static List<Typeface> all(boolean bold) {
        return bold ? BOLD : PLAIN;
    }

    private static List<Typeface> read() {
        try (InputStream index = Objects.requireNonNull(Typefaces.class.getResourceAsStream("fonts/index.txt"))) {
            return new String(index.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" ", 2))
                    .map(entry -> Typeface.of(entry[0], entry[1]))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Typeface> bold() {
        List<Typeface> bold = new ArrayList<>();
        bold.add(PLAIN.getFirst().bold("NotoSans-Bold.ttf"));
        // Emoji are drawings, which an outline would fill.
        PLAIN.stream()
                .skip(1)
                .map(typeface -> typeface.file().equals(EMOJI_FILE) ? typeface : typeface.embolden())
                .forEach(bold::add);
        return List.copyOf(bold);
    }
}
