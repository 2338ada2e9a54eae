package io.holdfast.events.search;

import java.time.Instant;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TermQuery;
import org.jspecify.annotations.Nullable;

/**
 * An event whose related ones are looked for: those of the same organizer, in the same city or of the same category. A city and a category
 * together count as much as the organizer.
 *
 * @param category null for none
 * @param city null for none
 */
public record RelatedQuery(
        String eventId,
        String organizerId,
        @Nullable String category,
        @Nullable String city) {

    private static final float SAME_ORGANIZER = 3;
    private static final float SAME_CITY = 2;
    private static final float SAME_CATEGORY = 1;

    /** Those that have most in common first, then the next to begin. */
    static final Sort SORT = new Sort(
            SortField.FIELD_SCORE,
            new SortField(SortKey.STARTS.fieldName(), SortField.Type.LONG),
            new SortField(SortKey.ID.fieldName(), SortField.Type.STRING));

    /** Matches events that are listed and begin after {@code now}. */
    Query in(Instant now, WordAnalyzer analyzer) {
        BooleanQuery.Builder all = new BooleanQuery.Builder().setMinimumNumberShouldMatch(1);
        all.add(
                NumericDocValuesField.newSlowExactQuery(EventDocument.LISTED, EventDocument.listed(true)),
                Occur.FILTER);
        long later = now.toEpochMilli() + 1;
        all.add(LongPoint.newRangeQuery(EventDocument.STARTS, later, Long.MAX_VALUE), Occur.FILTER);
        all.add(LongPoint.newRangeQuery(EventDocument.OVER, later, Long.MAX_VALUE), Occur.FILTER);
        all.add(new TermQuery(EventDocument.id(eventId)), Occur.MUST_NOT);
        all.add(scored(new TermQuery(EventDocument.organizer(organizerId)), SAME_ORGANIZER), Occur.SHOULD);
        if (city != null) {
            all.add(scored(TextQuery.in(IndexedText.CITY, analyzer.words(city)), SAME_CITY), Occur.SHOULD);
        }
        if (category != null) {
            Query same = new TermQuery(EventDocument.category(category, analyzer));
            all.add(scored(same, SAME_CATEGORY), Occur.SHOULD);
        }
        return all.build();
    }

    private static Query scored(Query query, float score) {
        return new BoostQuery(new ConstantScoreQuery(query), score);
    }
}
