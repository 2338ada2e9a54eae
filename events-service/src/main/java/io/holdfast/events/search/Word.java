package io.holdfast.events.search;

import java.util.List;

/**
 * A word of a text, folded: without case, accents and what cannot be seen.
 *
 * @param forms the ways to write it, the usual one first: {@code koln, koeln} for Köln, {@code москва, moskva} for Москва
 * @param parts the words it is made of, such as AC and DC of AC/DC; empty for most
 */
record Word(List<String> forms, List<Word> parts) {

    Word {
        forms = List.copyOf(forms);
        parts = List.copyOf(parts);
    }

    static Word of(List<String> forms) {
        return new Word(forms, List.of());
    }

    /** The usual form. */
    String text() {
        return forms.getFirst();
    }
}
