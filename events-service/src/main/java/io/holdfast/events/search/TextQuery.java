package io.holdfast.events.search;

import io.holdfast.words.WordForms;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;

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

    /** A name in another language counts more than a word of the description, its beginning less. */
    private static final int ELSEWHERE = 8;

    private static final int BEGINNING_ELSEWHERE = 2;

    /** Of words that are not typed so: the two letters that الفن has after its article begin many others. */
    private static final int SHORTEST_BEGINNING = 3;

    private TextQuery() {}

    /** @param words as {@link WordAnalyzer} cuts them */
    static Query of(List<Word> words) {
        List<Word> distinct = words.stream().limit(MAX_WORDS).distinct().toList();
        if (distinct.isEmpty()) {
            return new MatchNoDocsQuery("no word in the text");
        }
        BooleanQuery.Builder query = new BooleanQuery.Builder();
        for (int at = 0; at < distinct.size(); at++) {
            List<Query> ways = new ArrayList<>(List.of(word(distinct.get(at))));
            for (IndexedText field : IndexedText.values()) {
                ways.addAll(elsewhere(field, distinct, at));
                ways.addAll(joined(field, distinct, at));
            }
            query.add(anyOf(ways), Occur.SHOULD);
        }
        // One or two words must all match; of more, about a third may be missing, such as "the" or "live".
        return query.setMinimumNumberShouldMatch((distinct.size() * 2 + 2) / 3).build();
    }

    /** Matches events that have all of these words, or words that begin with or contain them, in one field: a city by a part of its name. */
    static Query in(IndexedText field, List<Word> words) {
        if (words.isEmpty()) {
            return new MatchNoDocsQuery("no word in the text");
        }
        List<Word> first = words.subList(0, Math.min(words.size(), MAX_WORDS));
        BooleanQuery.Builder query = new BooleanQuery.Builder();
        for (int at = 0; at < first.size(); at++) {
            List<Query> ways = ways(field, first.get(at), false);
            ways.addAll(elsewhere(field, first, at));
            query.add(anyOf(ways), Occur.MUST);
        }
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
            if (form.equals(word.text()) || length(form) >= SHORTEST_BEGINNING) {
                ways.add(scored(new PrefixQuery(term), field.weight() * BEGINNING));
            }
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

    /**
     * Matches names in other languages which the word is, alone or with those beside it (Nueva York), or begins. Other words of a name, or
     * typing errors, would find too much: Stadt is in Mexiko-Stadt, and wine nearly Wien.
     */
    private static List<Query> elsewhere(IndexedText field, List<Word> typed, int at) {
        if (!field.hasElsewhere()) {
            return List.of();
        }
        Set<BytesRef> names = new HashSet<>();
        for (int from = 0; from <= at; from++) {
            for (int to = at + 1; to <= typed.size(); to++) {
                names.add(new BytesRef(
                        typed.subList(from, to).stream().map(Word::text).collect(Collectors.joining())));
            }
        }
        List<Query> ways =
                new ArrayList<>(List.of(scored(new TermInSetQuery(field.elsewhereName(), names), ELSEWHERE)));
        String beginning = typed.get(at).text();
        if (length(beginning) >= shortestPart(beginning)) {
            ways.add(scored(new PrefixQuery(new Term(field.elsewhereName(), beginning)), BEGINNING_ELSEWHERE));
        }
        return ways;
    }

    /** Matches what is written as one word and was typed as two: Kinderuni. */
    private static List<Query> joined(IndexedText field, List<Word> typed, int at) {
        return IntStream.of(at - 1, at)
                .filter(first -> first >= 0 && first + 1 < typed.size())
                .mapToObj(
                        first -> typed.get(first).text() + typed.get(first + 1).text())
                .map(word -> scored(new TermQuery(new Term(field.fieldName(), word)), field.weight() * PART))
                .toList();
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
