package io.holdfast.events.search;

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
 * Makes a query of typed words. A word matches as it is, as the beginning of a word, or with a typing error. The field it matches in
 * decides the score.
 *
 * <p>The score is a constant, not a statistic of the index: an event has the same score on every replica, whatever else is in the
 * catalogue, so that cursors stay valid.
 */
final class TextQuery {

    private static final int MAX_WORDS = 10;
    private static final int EXACT = 4;
    private static final int BEGINNING = 3;
    private static final int MISSPELT = 2;

    private TextQuery() {}

    /** @param words as {@link WordAnalyzer} cuts them */
    static Query of(List<String> words) {
        Set<String> distinct = new LinkedHashSet<>(words.subList(0, Math.min(words.size(), MAX_WORDS)));
        if (distinct.isEmpty()) {
            return new MatchNoDocsQuery("no word in the text");
        }
        BooleanQuery.Builder query = new BooleanQuery.Builder();
        distinct.forEach(word -> query.add(word(word), Occur.SHOULD));
        // One or two words must all match; of more, about a third may be missing, such as "the" or "live".
        return query.setMinimumNumberShouldMatch((distinct.size() * 2 + 2) / 3).build();
    }

    private static Query word(String word) {
        List<Query> ways = new ArrayList<>();
        for (IndexedText field : IndexedText.values()) {
            Term term = new Term(field.fieldName(), word);
            ways.add(scored(new TermQuery(term), field.weight() * EXACT));
            ways.add(scored(new PrefixQuery(term), field.weight() * BEGINNING));
            int typos = field == IndexedText.DESCRIPTION ? 0 : typos(word);
            if (typos > 0) {
                ways.add(scored(new FuzzyQuery(term, typos), field.weight() * MISSPELT));
            }
        }
        return new DisjunctionMaxQuery(ways, 0);
    }

    private static Query scored(Query query, int score) {
        return new BoostQuery(new ConstantScoreQuery(query), score);
    }

    /** None in short words, where one letter more or less makes another word. */
    private static int typos(String word) {
        int length = word.codePointCount(0, word.length());
        return length < 4 ? 0 : length < 8 ? 1 : 2;
    }
}
