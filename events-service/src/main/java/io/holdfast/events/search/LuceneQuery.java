package io.holdfast.events.search;

import io.holdfast.events.search.EventQuery.Moment;
import java.time.Instant;
import java.time.LocalDate;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/** Makes a query of the index of what a visitor is looking for. */
final class LuceneQuery {

    private LuceneQuery() {}

    /** Matches events that are not over at {@code now}. */
    static Query of(EventQuery query, Instant now, WordAnalyzer analyzer) {
        BooleanQuery.Builder all = new BooleanQuery.Builder();
        all.add(LongPoint.newRangeQuery(EventDocument.ENDS, now.toEpochMilli() + 1, Long.MAX_VALUE), Occur.FILTER);
        if (query.category() != null) {
            all.add(whole(EventDocument.CATEGORY, query.category(), analyzer), Occur.FILTER);
        }
        if (query.city() != null) {
            all.add(TextQuery.in(IndexedText.CITY, analyzer.words(query.city())), Occur.FILTER);
        }
        Moment from = query.from();
        if (from != null) {
            all.add(starting(from, value(from), Long.MAX_VALUE), Occur.FILTER);
        }
        Moment to = query.to();
        if (to != null) {
            all.add(starting(to, Long.MIN_VALUE, value(to)), Occur.FILTER);
        }
        if (query.text() != null) {
            all.add(TextQuery.of(analyzer.words(query.text())), Occur.MUST);
        }
        return all.build();
    }

    private static Query whole(String field, String value, WordAnalyzer analyzer) {
        return new TermQuery(new Term(field, analyzer.folded(value)));
    }

    private static Query starting(Moment moment, long earliest, long latest) {
        String field = moment instanceof Moment.Day ? EventDocument.START_DAY : EventDocument.STARTS;
        return LongPoint.newRangeQuery(field, earliest, latest);
    }

    private static long value(Moment moment) {
        return switch (moment) {
            case Moment.At(Instant instant) -> instant.toEpochMilli();
            case Moment.Day(LocalDate date) -> date.toEpochDay();
        };
    }
}
