package io.holdfast.events.search;

import io.holdfast.events.search.EventQuery.Moment;
import java.time.Instant;
import java.time.LocalDate;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/** Makes a query of the index of what a visitor is looking for. */
final class LuceneQuery {

    private LuceneQuery() {}

    /** Matches events that are not over at {@code now} or, in the archive, those that are. */
    static Query of(EventQuery query, Instant now, WordAnalyzer analyzer) {
        BooleanQuery.Builder all = new BooleanQuery.Builder();
        all.add(
                NumericDocValuesField.newSlowExactQuery(EventDocument.LISTED, EventDocument.listed(true)),
                Occur.FILTER);
        long time = now.toEpochMilli();
        all.add(
                query.past()
                        ? LongPoint.newRangeQuery(EventDocument.OVER, Long.MIN_VALUE, time)
                        : LongPoint.newRangeQuery(EventDocument.OVER, time + 1, Long.MAX_VALUE),
                Occur.FILTER);
        if (query.category() != null) {
            all.add(new TermQuery(EventDocument.category(query.category(), analyzer)), Occur.FILTER);
        }
        if (query.city() != null) {
            all.add(TextQuery.in(IndexedText.CITY, analyzer.words(query.city())), Occur.FILTER);
        }
        if (query.from() != null) {
            all.add(endingAfter(query.from()), Occur.FILTER);
        }
        if (query.to() != null) {
            all.add(startingUntil(query.to()), Occur.FILTER);
        }
        if (query.text() != null) {
            all.add(TextQuery.of(analyzer.words(query.text())), Occur.MUST);
        }
        return all.build();
    }

    private static Query endingAfter(Moment from) {
        return switch (from) {
            case Moment.At(Instant instant) ->
                LongPoint.newRangeQuery(EventDocument.ENDS, instant.toEpochMilli() + 1, Long.MAX_VALUE);
            case Moment.Day(LocalDate day) ->
                LongPoint.newRangeQuery(EventDocument.END_DAY, day.toEpochDay(), Long.MAX_VALUE);
        };
    }

    private static Query startingUntil(Moment to) {
        return switch (to) {
            case Moment.At(Instant instant) ->
                LongPoint.newRangeQuery(EventDocument.STARTS, Long.MIN_VALUE, instant.toEpochMilli());
            case Moment.Day(LocalDate day) ->
                LongPoint.newRangeQuery(EventDocument.START_DAY, Long.MIN_VALUE, day.toEpochDay());
        };
    }
}
