package io.holdfast.events.search;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A word of a text, folded: without case, accents and what cannot be seen.
 *
 * @param forms the ways to write it, the usual one first: {@code koln, koeln} for Köln, {@code москва, moskva} for Москва
 * @param stem what its cases have in common; null if that is not known of its language
 * @param parts the words it is made of, such as AC and DC of AC/DC; empty for most
 */
record Word(List<String> forms, @Nullable String stem, List<Word> parts) {

    Word {
        forms = List.copyOf(forms);
        parts = List.copyOf(parts);
    }

    /** The usual form. */
    String text() {
        return forms.getFirst();
    }

    /** What it is indexed as. */
    List<String> terms() {
        return Stream.concat(forms.stream(), Stream.ofNullable(stem).map(Word::stemTerm))
                .toList();
    }

    /** Unlike any word, so that a stem is not taken for one. */
    static String stemTerm(String stem) {
        return stem + "*";
    }
}
