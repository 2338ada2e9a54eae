package io.holdfast.events.search;

import io.holdfast.contracts.EventState;
import io.holdfast.contracts.EventStatus;
import io.holdfast.events.search.EventQuery.Order;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Predicate;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * The published events and, as an archive, those that are over, to be searched. The index is in memory: filled from the database at the start, then kept up to date with
 * {@link #put}. An older state of an event never replaces a newer one, so the callers need not agree on an order.
 */
public final class EventIndex implements AutoCloseable {

    private final WordAnalyzer analyzer = new WordAnalyzer();
    private final Map<String, Long> versions = new ConcurrentHashMap<>();
    private final AtomicLong written = new AtomicLong();
    private final Predicate<String> isListed;

    /** Events are written side by side; while it is changed which of an organizer are listed, none is. */
    private final ReadWriteLock listing = new ReentrantReadWriteLock();

    private final IndexWriter writer;
    private final SearcherManager searchers;

    /** How many of the writes a search sees. A race may set it back, which only causes one refresh too many. */
    private volatile long visible;

    /** Lists the events of all organizers. */
    public EventIndex() {
        this(_ -> true);
    }

    /** @param isListed whether searches find the events of an organizer; {@link #organizerChanged} tells when that is another */
    public EventIndex(Predicate<String> isListed) {
        this.isListed = isListed;
        try {
            writer = new IndexWriter(new ByteBuffersDirectory(), new IndexWriterConfig());
            searchers = new SearcherManager(writer, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds, replaces or removes an event. A search that begins after this returns sees it. */
    public void put(EventState event) {
        versions.compute(event.id(), (id, known) -> {
            if (known != null && known >= event.version()) {
                return known;
            }
            listing.readLock().lock();
            try {
                write(event);
            } finally {
                listing.readLock().unlock();
            }
            return event.version();
        });
        written.incrementAndGet();
    }

    /** Lists the events of an organizer, or does so no longer, whatever it is by now. */
    public void organizerChanged(String organizerId) {
        listing.writeLock().lock();
        try {
            // A field that no event has yet cannot be changed.
            if (writer.getFieldNames().contains(EventDocument.LISTED)) {
                writer.updateNumericDocValue(
                        EventDocument.organizer(organizerId),
                        EventDocument.LISTED,
                        EventDocument.listed(isListed.test(organizerId)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            listing.writeLock().unlock();
        }
        written.incrementAndGet();
    }

    /**
     * Finds events that are published, listed and not over or, in the archive, over.
     *
     * @param after where the page begins; null for the first page
     * @throws BadQueryException when {@code after} is no cursor of the query's order
     */
    public SearchResult find(EventQuery query, int size, @Nullable SearchCursor after, Instant now) {
        Object @Nullable [] afterValues = after == null ? null : after.sortValues();
        return search(searcher -> page(searcher, query, size, afterValues, now));
    }

    /** Finds the ids of events that are published, listed and yet to begin, and have something in common with that one. */
    public List<String> related(RelatedQuery query, int size, Instant now) {
        return search(searcher -> {
            List<String> ids = new ArrayList<>();
            for (ScoreDoc hit : searcher.search(query.in(now, analyzer), size, RelatedQuery.SORT).scoreDocs) {
                Object[] fields = ((FieldDoc) hit).fields;
                ids.add(((BytesRef) fields[fields.length - 1]).utf8ToString());
            }
            return List.copyOf(ids);
        });
    }

    @Override
    public void close() throws IOException {
        searchers.close();
        writer.close();
        analyzer.close();
    }

    private void write(EventState event) {
        try {
            boolean isPublic = event.status() == EventStatus.PUBLISHED || event.status() == EventStatus.ENDED;
            if (isPublic && !event.hasBeenTakenDown()) {
                boolean listed = isListed.test(event.organizerId());
                writer.updateDocument(EventDocument.id(event.id()), EventDocument.of(event, listed, analyzer));
            } else {
                writer.deleteDocuments(EventDocument.id(event.id()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Search<T> {
        T in(IndexSearcher searcher) throws IOException;
    }

    private <T> T search(Search<T> search) {
        try {
            refresh();
            IndexSearcher searcher = searchers.acquire();
            try {
                return search.in(searcher);
            } finally {
                searchers.release(searcher);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private SearchResult page(
            IndexSearcher searcher, EventQuery query, int size, Object @Nullable [] afterValues, Instant now)
            throws IOException {
        Order order = query.order();
        // Lucene compares its own document number last; the event's id has decided before that.
        int lastDocument = Math.max(0, searcher.getIndexReader().maxDoc() - 1);
        FieldDoc after = afterValues == null ? null : new FieldDoc(lastDocument, Float.NaN, afterValues);
        Query matching = LuceneQuery.of(query, now, analyzer);
        // One more than asked for tells whether there is a next page.
        ScoreDoc[] hits = searcher.searchAfter(after, matching, size + 1, SortKey.sort(query, now)).scoreDocs;
        List<SearchCursor> found = new ArrayList<>();
        for (ScoreDoc hit : hits) {
            found.add(SearchCursor.at(order, ((FieldDoc) hit).fields));
        }
        List<SearchCursor> shown = found.subList(0, Math.min(size, found.size()));
        return new SearchResult(
                shown.stream().map(SearchCursor::id).toList(), found.size() > size ? shown.getLast() : null);
    }

    /** Lets searches see what was written: once for many writes, and only when there is a search. */
    private void refresh() throws IOException {
        long before = written.get();
        if (visible < before) {
            searchers.maybeRefreshBlocking();
            visible = before;
        }
    }
}
