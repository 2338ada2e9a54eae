package io.holdfast.events.search;

import io.holdfast.contracts.EventState;
import io.holdfast.contracts.EventStatus;
import io.holdfast.contracts.TierState;
import io.holdfast.events.search.EventQuery.Moment;
import io.holdfast.events.search.EventQuery.Order;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * The published events, ready to be found. Lives in memory: filled from the database at start, then kept up by whoever
 * calls {@link #put}. Older states of an event never replace newer ones, so the callers need not agree on an order.
 */
public final class EventIndex implements AutoCloseable {

    private static final String ID = "id";
    private static final String CATEGORY = "category";
    private static final String CITY = "city";
    private static final String STARTS = "starts";
    private static final String START_DAY = "startDay";
    private static final String ENDS = "ends";
    private static final int NAME_KEY_LENGTH = 100;

    private final Words words = new Words();
    private final Map<String, Long> versions = new ConcurrentHashMap<>();
    private final AtomicLong written = new AtomicLong();
    private final IndexWriter writer;
    private final SearcherManager searchers;

    /** So many of the writes can be seen. May fall back by a race, which only refreshes once too often. */
    private volatile long visible;

    public EventIndex() {
        try {
            writer = new IndexWriter(new ByteBuffersDirectory(), new IndexWriterConfig(words));
            searchers = new SearcherManager(writer, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes in a state of an event; what is asked after this returns finds it, or no longer finds it. */
    public void put(EventState event) {
        versions.compute(event.id(), (id, known) -> {
            if (known != null && known >= event.version()) {
                return known;
            }
            write(event);
            return event.version();
        });
        written.incrementAndGet();
    }

    /**
     * Events that are published and not over.
     *
     * @param after where to go on; null for the beginning
     * @throws BadQueryException when {@code after} is no position in the query's order
     */
    public Finds find(EventQuery query, int size, @Nullable Position after, Instant now) {
        Object @Nullable [] afterValues = after == null ? null : after.sortValues();
        try {
            refresh();
            IndexSearcher searcher = searchers.acquire();
            try {
                return page(searcher, query, size, afterValues, now);
            } finally {
                searchers.release(searcher);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        searchers.close();
        writer.close();
    }

    private void write(EventState event) {
        Term id = new Term(ID, event.id());
        try {
            if (event.status() == EventStatus.PUBLISHED) {
                writer.updateDocument(id, document(event));
            } else {
                writer.deleteDocuments(id);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Document document(EventState event) {
        Document document = new Document();
        document.add(new StringField(ID, event.id(), Field.Store.NO));
        for (IndexedText field : IndexedText.values()) {
            ifPresent(field.of(event), text -> document.add(new TextField(field.fieldName(), text, Field.Store.NO)));
        }
        addWhole(document, CATEGORY, event.category());
        addWhole(document, CITY, event.venue().city());
        long startDay = event.startsAt()
                .atZone(ZoneId.of(event.timezone()))
                .toLocalDate()
                .toEpochDay();
        document.add(new LongPoint(START_DAY, startDay));
        document.add(new LongPoint(STARTS, event.startsAt().toEpochMilli()));
        document.add(new LongPoint(ENDS, event.endsAt().toEpochMilli()));
        document.add(new NumericDocValuesField(
                SortKey.STARTS.fieldName(), event.startsAt().toEpochMilli()));
        document.add(new NumericDocValuesField(SortKey.PRICE.fieldName(), lowestPrice(event)));
        document.add(new SortedDocValuesField(SortKey.NAME.fieldName(), new BytesRef(nameKey(event.name()))));
        document.add(new SortedDocValuesField(SortKey.ID.fieldName(), new BytesRef(event.id())));
        return document;
    }

    private void addWhole(Document document, String field, @Nullable String value) {
        ifPresent(value, text -> document.add(new StringField(field, words.folded(text), Field.Store.NO)));
    }

    private static void ifPresent(@Nullable String text, Consumer<String> action) {
        if (text != null) {
            action.accept(text);
        }
    }

    private static long lowestPrice(EventState event) {
        return event.tiers().stream().mapToLong(TierState::price).min().orElse(0);
    }

    private String nameKey(String name) {
        String folded = words.folded(name);
        // A name of symbols only has no words, and is sorted as it is.
        String key = folded.isEmpty() ? name : folded;
        return key.codePoints()
                .limit(NAME_KEY_LENGTH)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private Finds page(IndexSearcher searcher, EventQuery query, int size, Object @Nullable [] afterValues, Instant now)
            throws IOException {
        Order order = query.order();
        // Lucene's last tie-breaker is its own document number; here the id has decided before that.
        int lastDocument = Math.max(0, searcher.getIndexReader().maxDoc() - 1);
        FieldDoc after = afterValues == null ? null : new FieldDoc(lastDocument, Float.NaN, afterValues);
        // One more than asked for tells whether there is a next page.
        ScoreDoc[] hits = searcher.searchAfter(after, luceneQuery(query, now), size + 1, SortKey.sort(order)).scoreDocs;
        List<Position> positions = new ArrayList<>();
        for (ScoreDoc hit : hits) {
            positions.add(Position.at(order, ((FieldDoc) hit).fields));
        }
        List<Position> shown = positions.subList(0, Math.min(size, positions.size()));
        return new Finds(shown.stream().map(Position::id).toList(), positions.size() > size ? shown.getLast() : null);
    }

    private Query luceneQuery(EventQuery query, Instant now) {
        BooleanQuery.Builder all = new BooleanQuery.Builder();
        all.add(LongPoint.newRangeQuery(ENDS, now.toEpochMilli() + 1, Long.MAX_VALUE), Occur.FILTER);
        ifPresent(query.category(), category -> all.add(whole(CATEGORY, category), Occur.FILTER));
        ifPresent(query.city(), city -> all.add(whole(CITY, city), Occur.FILTER));
        Moment from = query.from();
        if (from != null) {
            all.add(starting(from, value(from), Long.MAX_VALUE), Occur.FILTER);
        }
        Moment to = query.to();
        if (to != null) {
            all.add(starting(to, Long.MIN_VALUE, value(to)), Occur.FILTER);
        }
        ifPresent(query.text(), text -> all.add(TextQuery.of(words.of(text)), Occur.MUST));
        return all.build();
    }

    private Query whole(String field, String value) {
        return new TermQuery(new Term(field, words.folded(value)));
    }

    private static Query starting(Moment moment, long earliest, long latest) {
        String field = moment instanceof Moment.Day ? START_DAY : STARTS;
        return LongPoint.newRangeQuery(field, earliest, latest);
    }

    private static long value(Moment moment) {
        return switch (moment) {
            case Moment.At(Instant instant) -> instant.toEpochMilli();
            case Moment.Day(LocalDate date) -> date.toEpochDay();
        };
    }

    /** Lets searches see what was written: once for many writes, and only when somebody searches. */
    private void refresh() throws IOException {
        long before = written.get();
        if (visible < before) {
            searchers.maybeRefreshBlocking();
            visible = before;
        }
    }
}
