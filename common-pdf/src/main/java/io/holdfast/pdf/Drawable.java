package io.holdfast.pdf;

import com.ibm.icu.text.BreakIterator;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Text of which each letter has a font. What has none is replaced by the plain letters that it is a variant of, such as those of mathematics
 * that people decorate names with (𝕋 is T), else by its number, such as {@code [U+1F9FF]}, so that the reader sees that
 * something is there, and what.
 */
final class Drawable {

    /** Text in one font. */
    record Span(int start, int end, Typeface typeface) {}

    private final String text;
    private final List<Span> spans;
    private final boolean hasNumbers;

    private Drawable(String text, List<Span> spans, boolean hasNumbers) {
        this.text = text;
        this.spans = spans;
        this.hasNumbers = hasNumbers;
    }

    static Drawable of(String text, boolean bold) {
        Builder builder = new Builder(bold);
        String composed =
                Normalizer.normalize(text.strip(), Normalizer.Form.NFC).replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]+", " ");
        BreakIterator graphemes = BreakIterator.getCharacterInstance(Locale.ROOT);
        graphemes.setText(composed);
        int start = 0;
        for (int end = graphemes.next(); end != BreakIterator.DONE; end = graphemes.next()) {
            builder.add(composed.substring(start, end));
            start = end;
        }
        return builder.build();
    }

    String text() {
        return text;
    }

    boolean hasNumbers() {
        return hasNumbers;
    }

    /** Those between two indexes. */
    List<Span> spans(int from, int to) {
        return spans.stream()
                .filter(span -> span.start() < to && span.end() > from)
                .map(span -> new Span(Math.max(span.start(), from), Math.min(span.end(), to), span.typeface()))
                .toList();
    }

    int endOfGrapheme(int start) {
        BreakIterator graphemes = BreakIterator.getCharacterInstance(Locale.ROOT);
        graphemes.setText(text);
        return graphemes.following(start);
    }

    private static final class Builder {

        private final boolean bold;
        private final StringBuilder text = new StringBuilder();
        private final List<Span> spans = new ArrayList<>();
        private Typeface typeface;
        private boolean hasNumbers;

        private Builder(boolean bold) {
            this.bold = bold;
            this.typeface = Typefaces.first(bold);
        }

        private void add(String grapheme) {
            Optional<Typeface> found = Typefaces.of(grapheme, bold, typeface);
            if (found.isPresent()) {
                append(grapheme, found.get());
            } else {
                grapheme.codePoints().forEach(this::addAlone);
            }
        }

        private void addAlone(int codePoint) {
            String letter = Character.toString(codePoint);
            Optional<Typeface> found = Typefaces.of(letter, bold, typeface);
            String plain = Normalizer.normalize(letter, Normalizer.Form.NFKC);
            if (found.isEmpty() && plain.codePoints().allMatch(this::isDrawn)) {
                plain.codePoints().forEach(this::addAlone);
                return;
            }
            hasNumbers |= found.isEmpty();
            append(
                    found.isPresent() ? letter : "[U+%04X]".formatted(codePoint),
                    found.orElseGet(() -> Typefaces.first(bold)));
        }

        private boolean isDrawn(int codePoint) {
            return Typefaces.of(Character.toString(codePoint), bold, typeface).isPresent();
        }

        private void append(String letters, Typeface chosen) {
            int start = text.length();
            text.append(letters);
            if (!spans.isEmpty() && spans.getLast().typeface() == chosen) {
                start = spans.removeLast().start();
            }
            spans.add(new Span(start, text.length(), chosen));
            typeface = chosen;
        }

        private Drawable build() {
            return new Drawable(text.toString(), List.copyOf(spans), hasNumbers);
        }
    }
}
