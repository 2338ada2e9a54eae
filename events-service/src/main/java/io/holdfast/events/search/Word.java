package io.holdfast.events.search;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A word of a text, folded: without case, accents and what cannot be seen.
 *
 * @param forms the ways to write it, the usual one first: {@code koln, koeln} for Köln, {@code москва, moskva} for Москва
 * @param stem what its cases have in common; null if that is not known of its language
 * @param afterParticle an Arabic or Hebrew word without the "and", "so", "in", "like" or "for" that it may begin with: what it is found by, and does not
 *     look for, since it may be no word; empty for most
 * @param parts the words it is made of, such as AC and DC of AC/DC; empty for most
 */
record Word(List<String> forms, @Nullable String stem, List<String> afterParticle, List<Word> parts) {

    Word {
        forms = List.copyOf(forms);
        afterParticle = List.copyOf(afterParticle);
        parts = List.copyOf(parts);
    }

    /** The usual form. */
    String text() {
        return forms.getFirst();
    }

    /** What it is indexed as. */
    List<String> terms() {
        return Stream.of(forms.stream(), Stream.ofNullable(stem).map(Word::stemTerm), afterParticle.stream())
                .flatMap(terms -> terms)
                .toList();
    }

    /** Unlike any word, so that a stem is not taken for one. */
    static String stemTerm(String stem) {
        return stem + "*";
    }
}
