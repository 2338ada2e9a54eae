package io.holdfast.events.search;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.ngram.NGramTokenizer;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;

/**
 * Finds any part of a text by its pairs of letters: "konzert" in "neujahrskonzert" is the phrase ko, on, nz, ze, er, rt.
 */
final class Grams {

    private static final int LENGTH = 2;

    /** After the last letter, so that it is the first one of a pair, too. */
    private static final String END = " ";

    private Grams() {}

    /** @param letters at most some hundred: each costs a place in the index */
    static TokenStream of(String letters) {
        NGramTokenizer pairs = new NGramTokenizer(LENGTH, LENGTH);
        pairs.setReader(new StringReader(letters + END));
        return pairs;
    }

    /** @param part letters that stand beside each other; at least one */
    static Query containing(String field, String part) {
        List<String> pairs = new ArrayList<>();
        int[] letters = part.codePoints().toArray();
        for (int i = 0; i + 1 < letters.length; i++) {
            pairs.add(new String(letters, i, LENGTH));
        }
        return pairs.isEmpty()
                ? new PrefixQuery(new Term(field, part))
                : new PhraseQuery(field, pairs.toArray(String[]::new));
    }
}
