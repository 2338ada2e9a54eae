package io.holdfast.events.search;

import io.holdfast.words.WordForms;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.DisjunctionMaxQuery;
import org.apache.lucene.search.FuzzyQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/**
 * Makes a query of typed words. A word matches as it is, as the beginning or another part of a word, in another case of it, or with a typing error. The
 * field it matches in decides the score.
 *
 * <p>The score is a constant, not a statistic of the index: an event has the same score on every replica, whatever else is in the
 * catalogue, so that cursors stay valid.
 */
final class TextQuery {

    private static final int MAX_WORDS = 10;
    private static final int EXACT = 4;
    private static final int BEGINNING = 3;
    private static final int PART = 2;
    private static final int OTHER_CASE = 2;
    private static final int MISSPELT = 2;

    private TextQuery() {}

    /** @param words as {@link WordAnalyzer} cuts them */
    static Query of(List<Word> words) {
        Set<Word> distinct = new LinkedHashSet<>(words.subList(0, Math.min(words.size(), MAX_WORDS)));
        if (distinct.isEmpty()) {
            return new MatchNoDocsQuery("no word in the text");
        }
        BooleanQuery.Builder query = new BooleanQuery.Builder();
        distinct.forEach(word -> query.add(word(word), Occur.SHOULD));
        // One or two words must all match; of more, about a third may be missing, such as "the" or "live".
        return query.setMinimumNumberShouldMatch((distinct.size() * 2 + 2) / 3).build();
    }

    /** Matches events that have all of these words, or words that begin with or contain them, in one field: a city by a part of its name. */
    static Query in(IndexedText field, List<Word> words) {
        if (words.isEmpty()) {
            return new MatchNoDocsQuery("no word in the text");
        }
        BooleanQuery.Builder query = new BooleanQuery.Builder();
        words.stream().limit(MAX_WORDS).forEach(word -> query.add(anyOf(ways(field, word, false)), Occur.MUST));
        return query.build();
    }

    private static Query word(Word word) {
        List<Query> ways = new ArrayList<>();
        for (IndexedText field : IndexedText.values()) {
            ways.addAll(ways(field, word, field != IndexedText.DESCRIPTION));
        }
        if (!word.parts().isEmpty()) {
            BooleanQuery.Builder anywhere = new BooleanQuery.Builder();
            word.parts().forEach(part -> anywhere.add(word(part), Occur.MUST));
            ways.add(scored(anywhere.build(), EXACT));
        }
        return anyOf(ways);
    }

    private static List<Query> ways(IndexedText field, Word word, boolean misspelt) {
        List<Query> ways = new ArrayList<>();
        for (String form : word.forms()) {
            Term term = new Term(field.fieldName(), form);
            ways.add(scored(new TermQuery(term), field.weight() * EXACT));
            ways.add(scored(new PrefixQuery(term), field.weight() * BEGINNING));
            if (length(form) >= shortestPart(form)) {
                ways.add(scored(Grams.containing(field.gramsName(), form), field.weight() * PART));
            }
        }
        Term usual = new Term(field.fieldName(), word.text());
        if (misspelt && typos(word.text()) > 0) {
            ways.add(scored(new FuzzyQuery(usual, typos(word.text())), field.weight() * MISSPELT));
        }
        if (word.stem() != null) {
            // Of the stems that are known of a word some are words themselves: Рахманинов of Рахманинова.
            for (String term : List.of(Word.stemTerm(word.stem()), word.stem())) {
                ways.add(scored(new TermQuery(new Term(field.fieldName(), term)), field.weight() * OTHER_CASE));
            }
        }
        if (!word.parts().isEmpty()) {
            BooleanQuery.Builder all = new BooleanQuery.Builder();
            word.parts().forEach(part -> all.add(anyOf(ways(field, part, misspelt)), Occur.MUST));
            ways.add(scored(all.build(), field.weight() * EXACT));
        }
        return ways;
    }

    private static Query anyOf(List<Query> ways) {
        return new DisjunctionMaxQuery(ways, 0);
    }

    /** In Latin letters shorter parts are in too many words: "art" in "start". */
    private static int shortestPart(String word) {
        return WordForms.isWithoutSpaces(word) ? 1 : 4;
    }

    private static int length(String word) {
        return word.codePointCount(0, word.length());
    }

    private static Query scored(Query query, int score) {
        return new BoostQuery(new ConstantScoreQuery(query), score);
    }

    /** None in short words, where one letter more or less makes another word. */
    private static int typos(String word) {
        int length = length(word);
        return length < 4 ? 0 : length < 8 ? 1 : 2;
    }
}
