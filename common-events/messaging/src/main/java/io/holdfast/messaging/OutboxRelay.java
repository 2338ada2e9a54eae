package io.holdfast.messaging;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import io.holdfast.messaging.OutboxBatches.Batch;
import io.nats.client.api.PublishAck;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says what the outboxes of one collection hold, in version order, and marks it said. What it cannot say now (the broker
 * is away, too much is on its way already) is left to the sweeper, which also finds what a crash left behind.
 */
public final class OutboxRelay {
    private static final Logger log = LoggerFactory.getLogger(OutboxRelay.class);

    /** Messages on their way at once; what comes on top waits in the database, not in memory. */
    private static final int MAX_UNDERWAY = 20_000;

    private static final int CHUNK = 500;
    private static final int MARKED_TOGETHER = 64;

    /** What was said is in no hurry to be marked: without it, each order alone would cost a third write. */
    private static final Duration MARKING_WAITS = Duration.ofMillis(50);

    private static final Duration ACK_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration TRIM_PAUSE = Duration.ofHours(1);

    /** A connection this old has had its streams looked at. */
    private static final Duration TRIM_AFTER = Duration.ofMinutes(10);

    private static final Duration LONGEST_SWEEP_PAUSE = Duration.ofMinutes(10);

    /** Sweeping may take one part in so many of the database's time. */
    private static final int SWEEP_SHARE = 50;

    private final MongoCollection<Document> collection;
    private final MessagePublisher publisher;
    private final StreamMarks places;
    private final OutboxMarks marks;
    private final Clock clock;
    private final MessagingProperties properties;

    private final BlockingQueue<Parcel> outgoing = new LinkedBlockingQueue<>();
    private final BlockingQueue<Delivery> said = new LinkedBlockingQueue<>();
    private final AtomicInteger underway = new AtomicInteger();
    private final MissedAnnouncements missed = new MissedAnnouncements();
    private final Set<Batch> batchesUnderway = ConcurrentHashMap.newKeySet();
    private volatile @Nullable OutboxBatches batches;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean running;
    private volatile boolean indexed;

    OutboxRelay(
            MongoCollection<Document> collection,
            MessagePublisher publisher,
            StreamMarks places,
            Clock clock,
            MessagingProperties properties) {
        this.collection = collection;
        this.publisher = publisher;
        this.places = places;
        this.marks = new OutboxMarks(collection, clock);
        this.clock = clock;
        this.properties = properties;
    }

    /**
     * Lets aggregates of this collection be announced in batches; to be called once.
     *
     * @param listedIn where batches are listed
     * @param stream where such aggregates speak
     */
    public OutboxBatches batches(MongoCollection<Document> listedIn, String stream, OutboxBatches.Absence absence) {
        OutboxBatches opened = new OutboxBatches(collection, listedIn, stream, this, absence, clock, properties);
        batches = opened;
        if (running) {
            indexed = createIndex();
        }
        return opened;
    }

    /** Says what {@code aggregate} has to say, after the write that brought it there. Returns at once, never throws. */
    public void publish(Outboxed aggregate) {
        publishAll(List.of(aggregate));
    }

    /** As {@link #publish(Outboxed)} for many: one burst of messages, and as few writes as can be to mark them said. */
    public void publishAll(Collection<? extends Outboxed> aggregates) {
        List<OutboxItem> items = new ArrayList<>(aggregates.size());
        for (Outboxed aggregate : aggregates) {
            Outbox outbox = aggregate.outbox();
            List<Announcement> unpublished = outbox.unpublished(aggregate.id());
            if (!unpublished.isEmpty()) {
                items.add(new OutboxItem(
                        aggregate.id(), outbox.last(), unpublished, outbox.publishedBefore(keptSince())));
            }
        }
        if (!items.isEmpty() && !take(new Parcel(items, null))) {
            items.forEach(item -> missed.add(item.id()));
        }
    }

    /** Says what there is of a batch. Returns at once, never throws. */
    void publish(Batch batch, List<OutboxItem> items) {
        if (!take(new Parcel(items, batch))) {
            missed.add(batch);
        }
    }

    /** Puts it on its way; false if it has to wait in the database. */
    private boolean take(Parcel parcel) {
        int messages = count(parcel.items);
        if (!running || !publisher.isConnected() || underway.get() + messages > MAX_UNDERWAY) {
            return false;
        }
        underway.addAndGet(messages);
        if (parcel.batch != null) {
            batchesUnderway.add(parcel.batch);
        }
        outgoing.add(parcel);
        return true;
    }

    /** Says all of a batch now; whether it was said and marked. */
    boolean say(Batch batch, List<OutboxItem> items) {
        Delivery delivery = new Delivery(new Parcel(items, batch), send(items).join());
        markBatches(List.of(delivery));
        return delivery.isComplete();
    }

    private static int count(List<OutboxItem> items) {
        return items.stream().mapToInt(item -> item.announcements().size()).sum();
    }

    /** Says everything that has been pending for longer than the grace period; returns when it is said and marked. */
    public void sweep() {
        sayAll(
                Outbox.pendingSinceBefore(clock.instant().minus(properties.grace())),
                (id, outbox) -> outbox.unpublished(id));
        OutboxBatches listed = batches;
        if (listed != null) {
            listed.sweep(batchesUnderway);
        }
    }

    void start() {
        running = true;
        // Before anybody writes: the embedded database does not take an index and an insert at the same time.
        indexed = createIndex();
        String name = collection.getNamespace().getCollectionName();
        threads.add(Thread.ofVirtual().name("outbox-" + name).start(this::sayOutgoing));
        threads.add(Thread.ofVirtual().name("outbox-marks-" + name).start(this::markSaid));
        threads.add(Thread.ofVirtual().name("outbox-sweep-" + name).start(this::keepSweeping));
    }

    /** Gives what is on its way a moment; what does not make it is swept up after the next start. */
    void stop() {
        Instant patience = Instant.now().plusSeconds(3);
        try {
            while (underway.get() > 0
                    && publisher.isConnected()
                    && Instant.now().isBefore(patience)) {
                Thread.sleep(10);
            }
            running = false;
            threads.forEach(Thread::interrupt);
            for (Thread thread : threads) {
                thread.join(Duration.ofSeconds(2));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        threads.clear();
    }

    /**
     * Says again what the stream no longer has, besides what was never said.
     *
     * @param since outboxes that were last written before this are not looked at
     * @param lost whether an entry acknowledged at this sequence and time is lost
     * @return whether everything was said
     */
    boolean sayAgain(String stream, Instant since, BiPredicate<Long, Instant> lost) {
        OutboxBatches listed = batches;
        boolean complete = listed == null || listed.sayAgain(stream, since, lost);
        return sayAll(
                        Filters.gte(Outbox.FIELD + ".lastAt", Date.from(since)),
                        (id, outbox) -> outbox.lost(id, stream, lost))
                && complete;
    }

    private void sayOutgoing() {
        while (running) {
            try {
                Parcel parcel = outgoing.take();
                CompletableFuture<Void> _ =
                        send(parcel.items).thenAccept(results -> said.add(new Delivery(parcel, results)));
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Completes, never exceptionally, when every message was acknowledged, refused, or given up on. */
    private CompletableFuture<List<Said>> send(List<OutboxItem> items) {
        List<CompletableFuture<PublishAck>> acks = new ArrayList<>(items.size());
        for (OutboxItem item : items) {
            for (Announcement announcement : item.announcements()) {
                acks.add(publisher.send(announcement));
            }
        }
        return CompletableFuture.allOf(acks.toArray(CompletableFuture<?>[]::new))
                .orTimeout(ACK_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .handle((nothing, error) -> collect(items, acks));
    }

    private List<Said> collect(List<OutboxItem> items, List<CompletableFuture<PublishAck>> acks) {
        List<Said> results = new ArrayList<>(items.size());
        Throwable failure = null;
        int next = 0;
        for (OutboxItem item : items) {
            Map<Long, Long> sequences = new HashMap<>();
            for (Announcement announcement : item.announcements()) {
                CompletableFuture<PublishAck> ack = acks.get(next++);
                // Asked once: one that is late may come between two questions.
                switch (ack.state()) {
                    case SUCCESS -> {
                        long sequence = ack.resultNow().getSeqno();
                        sequences.put(announcement.version(), sequence);
                        places.acknowledged(announcement.stream(), sequence, announcement.messageId());
                    }
                    case FAILED -> failure = ack.exceptionNow();
                    case CANCELLED -> failure = new CancellationException("given up");
                    case RUNNING -> {}
                }
            }
            results.add(new Said(item, sequences));
        }
        if (failure != null && running && publisher.isConnected()) {
            log.warn("Not published from {}, will be tried again: {}", collection.getNamespace(), failure.toString());
        }
        return results;
    }

    private void markSaid() {
        while (running) {
            try {
                List<Delivery> deliveries = new ArrayList<>();
                deliveries.add(said.take());
                if (said.size() < MARKED_TOGETHER) {
                    Thread.sleep(MARKING_WAITS);
                }
                said.drainTo(deliveries, MARKED_TOGETHER);
                try {
                    markBatches(deliveries);
                    mark(deliveries.stream()
                            .filter(delivery -> delivery.batch() == null)
                            .flatMap(delivery -> delivery.results.stream())
                            .toList());
                } catch (RuntimeException e) {
                    log.warn("Published, but not marked in {}: {}", collection.getNamespace(), e.toString());
                    deliveries.forEach(this::missed);
                } finally {
                    deliveries.forEach(delivery -> {
                        underway.addAndGet(-count(delivery.parcel.items));
                        Batch batch = delivery.batch();
                        if (batch != null) {
                            batchesUnderway.remove(batch);
                        }
                    });
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void markBatches(List<Delivery> deliveries) {
        Map<Batch, Long> complete = new HashMap<>();
        for (Delivery delivery : deliveries) {
            Batch batch = delivery.batch();
            if (batch != null && delivery.isComplete()) {
                complete.put(batch, delivery.sequence());
            } else if (batch != null) {
                missed.add(batch);
            }
        }
        OutboxBatches listed = batches;
        if (listed != null && !complete.isEmpty()) {
            listed.mark(complete);
        }
    }

    /** Marks what was acknowledged and remembers what was not; whether all was. */
    private boolean mark(List<Said> results) {
        results.stream()
                .filter(result -> !result.isComplete())
                .forEach(result -> missed.add(result.item().id()));
        marks.mark(results);
        return results.stream().allMatch(Said::isComplete);
    }

    private void keepSweeping() {
        long nextSweep = System.nanoTime();
        long nextTrim = nextSweep + TRIM_AFTER.toNanos();
        while (running) {
            try {
                TimeUnit.SECONDS.sleep(1);
                if (!publisher.isConnected()) {
                    // What was said may be lost: nothing is forgotten before it was looked for.
                    nextTrim = System.nanoTime() + TRIM_AFTER.toNanos();
                    continue;
                }
                indexed = indexed || createIndex();
                boolean more = sayMissed();
                if (more || System.nanoTime() - nextSweep >= 0) {
                    long began = System.nanoTime();
                    sweep();
                    nextSweep = System.nanoTime() + pauseAfter(System.nanoTime() - began);
                }
                if (System.nanoTime() - nextTrim >= 0) {
                    nextTrim = System.nanoTime() + TRIM_PAUSE.toNanos();
                    trim();
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                if (!running) {
                    return;
                }
                log.warn("Sweeping {} failed, will be tried again: {}", collection.getNamespace(), e.toString());
                nextSweep = System.nanoTime() + properties.sweep().toNanos();
            }
        }
    }

    /** Where indexes are not used, looking takes long: then look seldom. */
    private long pauseAfter(long nanos) {
        return Math.clamp(nanos * SWEEP_SHARE, properties.sweep().toNanos(), LONGEST_SWEEP_PAUSE.toNanos());
    }

    /** Says what could not be said here; whether there was more than could be remembered. */
    private boolean sayMissed() {
        MissedAnnouncements.Taken taken = missed.take();
        List<String> ids = taken.ids();
        for (int from = 0; from < ids.size(); from += CHUNK) {
            List<String> chunk = ids.subList(from, Math.min(ids.size(), from + CHUNK));
            try {
                sayAll(Filters.in("_id", chunk), (id, outbox) -> outbox.unpublished(id));
            } catch (RuntimeException e) {
                ids.subList(from, ids.size()).forEach(missed::add);
                taken.batches().forEach(missed::add);
                throw e;
            }
        }
        OutboxBatches all = batches;
        if (all != null && !taken.batches().isEmpty()) {
            try {
                all.sayMissed(taken.batches());
            } catch (RuntimeException e) {
                taken.batches().forEach(missed::add);
                throw e;
            }
        }
        return taken.thereIsMore();
    }

    private void missed(Delivery delivery) {
        Batch batch = delivery.batch();
        if (batch == null) {
            delivery.results.forEach(result -> missed.add(result.item().id()));
        } else {
            missed.add(batch);
        }
    }

    private boolean sayAll(Bson which, Choice choice) {
        boolean complete = true;
        List<OutboxItem> items = new ArrayList<>();
        try (MongoCursor<Document> cursor = collection
                .find(which)
                .projection(Projections.include(Outbox.FIELD))
                .batchSize(CHUNK)
                .iterator()) {
            while (cursor.hasNext()) {
                Document document = cursor.next();
                String id = document.getString("_id");
                Outbox outbox = Outbox.fromDocument(document.get(Outbox.FIELD, Document.class));
                List<Announcement> announcements = choice.of(id, outbox);
                if (!announcements.isEmpty()) {
                    items.add(new OutboxItem(id, outbox.last(), announcements, outbox.publishedBefore(keptSince())));
                }
                if (items.size() == CHUNK) {
                    complete &= mark(send(items).join());
                    items.clear();
                }
                if (!complete && !publisher.isConnected()) {
                    return false;
                }
            }
        }
        if (!items.isEmpty()) {
            complete &= mark(send(items).join());
        }
        return complete;
    }

    /** Forgets what was said long ago by aggregates that have been quiet since. */
    void trim() {
        Instant before = keptSince();
        OutboxBatches listed = batches;
        if (listed != null) {
            Instant settled = listed.settledBefore();
            before = settled.isBefore(before) ? settled : before;
        }
        collection.updateMany(
                Filters.and(Filters.lt(Outbox.FIELD + ".lastAt", Date.from(before)), Outbox.nothingPending()),
                new Document(
                        "$unset", new Document(Outbox.FIELD + ".entries", "").append(Outbox.FIELD + ".lastAt", "")));
        if (listed != null) {
            listed.trim(before);
        }
    }

    private Instant keptSince() {
        return clock.instant().minus(properties.keep());
    }

    /** How many aggregates and batches are not said yet, and since when the oldest of them has waited. */
    Backlog backlog(int mostCounted) {
        Backlog own = Backlog.of(collection, Outbox.FIELD + ".pendingSince", mostCounted);
        OutboxBatches listed = batches;
        return listed == null ? own : own.and(listed.backlog(mostCounted));
    }

    String collectionName() {
        return collection.getNamespace().getCollectionName();
    }

    private boolean createIndex() {
        try {
            Outbox.createIndex(collection);
            OutboxBatches listed = batches;
            if (listed != null) {
                listed.createIndex();
            }
            return true;
        } catch (RuntimeException e) {
            log.warn("No index for the outboxes of {} yet: {}", collection.getNamespace(), e.toString());
            return false;
        }
    }

    /** Which announcements of an outbox to say. */
    private interface Choice {
        List<Announcement> of(String id, Outbox outbox);
    }

    /** What goes out together; of a batch, or each for itself. */
    private record Parcel(List<OutboxItem> items, @Nullable Batch batch) {}

    private record Delivery(Parcel parcel, List<Said> results) {
        @Nullable
        Batch batch() {
            return parcel.batch;
        }

        boolean isComplete() {
            return results.stream().allMatch(Said::isComplete);
        }

        long sequence() {
            return results.stream().mapToLong(Said::sequence).max().orElse(0);
        }
    }
}
