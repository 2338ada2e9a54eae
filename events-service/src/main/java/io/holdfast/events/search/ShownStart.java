package io.holdfast.events.search;

import io.holdfast.events.search.EventQuery.Moment;
import java.io.IOException;
import java.time.Instant;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.search.DoubleValues;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.LongValues;
import org.apache.lucene.search.LongValuesSource;
import org.jspecify.annotations.Nullable;

/**
 * By what events are sorted by date: their start, with those last that have started before now or before the days that are looked for. An
 * exhibition that began in spring does not lead the list until autumn. In the archive the latest start comes first.
 */
final class ShownStart extends LongValuesSource {

    /** More than any start in milliseconds. What has started while a visitor pages through the list comes again, at its end. */
    private static final long LAST = 1L << 52;

    private final String field;
    private final boolean past;
    private final long now;
    private final long from;
    private final @Nullable Long fromDay;

    /** @param field of the index that holds the start */
    ShownStart(String field, EventQuery query, Instant now) {
        this.field = field;
        this.past = query.past();
        this.now = now.toEpochMilli();
        this.from = query.from() instanceof Moment.At(Instant at) ? at.toEpochMilli() : Long.MIN_VALUE;
        this.fromDay = query.from() instanceof Moment.Day(java.time.LocalDate day) ? day.toEpochDay() : null;
    }

    @Override
    public LongValues getValues(LeafReaderContext context, DoubleValues scores) throws IOException {
        NumericDocValues starts = DocValues.getNumeric(context.reader(), field);
        NumericDocValues days = DocValues.getNumeric(context.reader(), EventDocument.START_DAY);
        return new LongValues() {
            @Override
            public long longValue() throws IOException {
                return shown(starts.longValue(), days.longValue());
            }

            @Override
            public boolean advanceExact(int document) throws IOException {
                return days.advanceExact(document) && starts.advanceExact(document);
            }
        };
    }

    private long shown(long starts, long day) {
        if (past) {
            return -starts;
        }
        boolean started = starts <= now || starts < from || (fromDay != null && day < fromDay);
        return started ? starts + LAST : starts;
    }

    @Override
    public boolean needsScores() {
        return false;
    }

    @Override
    public boolean isCacheable(LeafReaderContext context) {
        return false;
    }

    @Override
    public LongValuesSource rewrite(IndexSearcher searcher) {
        return this;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    @Override
    public String toString() {
        return "shown start";
    }
}
