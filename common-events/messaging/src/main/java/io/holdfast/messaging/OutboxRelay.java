package io.holdfast.messaging;

import com.mongodb.client.MongoCollection;
import io.holdfast.runtime.BackgroundLoop;
import io.holdfast.runtime.ProportionalPause;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes what the outboxes of one collection hold, in version order, and marks it published. What cannot be published at once (the
 * broker is away, or too many messages are underway) stays in the database, and the sweeper publishes it, as it does what a crash
 * left behind.
 */
public final class OutboxRelay {
    private static final Logger log = LoggerFactory.getLogger(OutboxRelay.class);

    private static final Duration ROUND_EVERY = Duration.ofSeconds(1);
    private static final Duration TRIM_EVERY = Duration.ofHours(1);

    /** While more is old. */
    private static final ProportionalPause TRIM_REST = new ProportionalPause(20, Duration.ZERO, TRIM_EVERY);

    /** After a connection was made: until then its streams have been checked for losses. */
    private static final Duration TRIM_AFTER = Duration.ofMinutes(10);

    private final MongoCollection<Document> collection;
    private final Clock clock;
    private final MessagingProperties properties;
    private final PublishQueue queue;
    private final EmbeddedOutboxes embedded;
    private final List<PendingMessages> outboxes = new CopyOnWriteArrayList<>();
    private final BackgroundLoop sweeper;
    private final SweepPace pace;
    private volatile boolean running;

    /** By {@link System#nanoTime()}; used by the sweeper's thread only, once it runs. */
    private long nextSweep;

    private long nextTrim;

    OutboxRelay(
            MongoCollection<Document> collection,
            MessagePublisher publisher,
            StreamProgress progress,
            Clock clock,
            MessagingProperties properties) {
        this.collection = collection;
        this.clock = clock;
        this.properties = properties;
        this.pace = new SweepPace(properties.sweep());
        this.queue = new PublishQueue(collection.getNamespace(), publisher, progress, clock, properties.grace());
        this.embedded = new EmbeddedOutboxes(collection, queue, clock, properties.keep());
        this.outboxes.add(embedded);
        this.sweeper = BackgroundLoop.every(ROUND_EVERY, "outbox-sweep-" + collectionName())
                .pausingFirst()
                .onFailure(this::sweepFailed)
                .run(this::sweepIfDue);
    }

    /**
     * Lets aggregates of this collection be published in batches. Called at most once, before the application runs.
     *
     * @param listedIn the collection that lists the batches
     * @param stream the stream of their messages
     * @throws IllegalStateException if the application is running
     */
    public OutboxBatches batches(MongoCollection<Document> listedIn, String stream, AbsenceCheck absence) {
        if (running) {
            throw new IllegalStateException("Too late for batches of " + collectionName());
        }
        ListedOutboxes listed =
                new ListedOutboxes(collection, listedIn, stream, queue, absence, clock, properties.keep());
        outboxes.add(listed);
        return new OutboxBatches(listed);
    }

    /** Publishes what is unpublished of {@code aggregate}, after the write that stored it. Returns at once, never throws. */
    public void publish(Outboxed aggregate) {
        publishAll(List.of(aggregate));
    }

    /** As {@link #publish(Outboxed)} for many: their messages are sent together, and marked with as few writes as possible. */
    public void publishAll(Collection<? extends Outboxed> aggregates) {
        embedded.publish(aggregates);
    }

    /**
     * Lets a write of an aggregate's document that the caller makes anyway mark what was published of it and is not marked yet. If it is not
     * made, or fails, the relay marks that; if the process dies, it is published again.
     *
     * @param write writes the mark along; empty if it was not made
     * @return what {@code write} returned; empty also, without calling it, when there is nothing that one write can mark
     */
    public <T> Optional<T> writeWithMark(String id, Function<OutboxMark, Optional<T>> write) {
        return takeMark(id).flatMap(mark -> writeAndEnd(mark, () -> write.apply(mark)));
    }

    /**
     * The same for writes of several aggregates.
     *
     * @param write given the marks by aggregate, perhaps not of all; returns those aggregates of which they are written
     */
    public void writeWithMarks(Collection<String> ids, Function<Map<String, OutboxMark>, Set<String>> write) {
        Map<String, OutboxMark> marks = new HashMap<>();
        ids.forEach(id -> takeMark(id).ifPresent(mark -> marks.put(id, mark)));
        Set<String> written = Set.of();
        try {
            written = write.apply(Map.copyOf(marks));
        } finally {
            for (Map.Entry<String, OutboxMark> mark : marks.entrySet()) {
                end(mark.getValue(), written.contains(mark.getKey()));
            }
        }
    }

    private <T> Optional<T> writeAndEnd(OutboxMark mark, Supplier<Optional<T>> write) {
        Optional<T> written = Optional.empty();
        try {
            written = write.get();
            return written;
        } finally {
            end(mark, written.isPresent());
        }
    }

    private void end(OutboxMark mark, boolean written) {
        if (written) {
            embedded.written(mark);
        } else {
            returnMark(mark);
        }
    }

    /** What is to be marked of an aggregate, by the caller from now on. */
    Optional<OutboxMark> takeMark(String id) {
        return embedded.takeMark(id);
    }

    /** Has a mark written that was taken and not written. Returns at once. */
    void returnMark(OutboxMark mark) {
        embedded.returnMark(mark);
    }

    /** Publishes everything that has been pending for longer than the grace period; returns when it is published and marked. */
    public void sweep() {
        Instant time = clock.instant().minus(properties.grace());
        outboxes.forEach(outbox -> outbox.sweep(time));
    }

    void start() {
        running = true;
        nextSweep = System.nanoTime();
        nextTrim = nextSweep + TRIM_AFTER.toNanos();
        queue.start();
        sweeper.start();
    }

    void stop() {
        queue.stop();
        sweeper.stop();
        running = false;
    }

    /** Returns when everything is marked that will be of what an earlier connection sent. */
    void awaitMarks() {
        queue.awaitMarks();
        embedded.awaitMarks();
    }

    /**
     * Publishes again what a stream has lost, and what is pending of the same aggregates.
     *
     * @param since outboxes that were last written before this, and not published long after, are left out
     * @param lost whether an entry that was acknowledged with this sequence, at this time, is lost
     * @return whether everything was published
     */
    boolean republish(String stream, Instant since, BiPredicate<Long, Instant> lost) {
        boolean complete = true;
        // Batches first, since they have the first messages of their aggregates.
        for (PendingMessages outbox : outboxes.reversed()) {
            complete &= outbox.republish(stream, since, lost);
        }
        return complete;
    }

    /** Deletes some of the entries that were published long ago, of aggregates that have not changed since. True if there may be more. */
    boolean trim() {
        Instant before = outboxes.stream()
                .map(PendingMessages::trimmableBefore)
                .min(Instant::compareTo)
                .orElseThrow();
        boolean more = false;
        for (PendingMessages outbox : outboxes) {
            more |= outbox.trim(before);
        }
        return more;
    }

    /** How many aggregates and batches have unpublished messages, and since when. */
    Backlog backlog(int mostCounted) {
        return outboxes.stream()
                .map(outbox -> outbox.backlog(mostCounted))
                .reduce(Backlog::and)
                .orElseThrow();
    }

    List<CollectionIndexes> indexes() {
        return outboxes.stream().map(PendingMessages::indexes).toList();
    }

    String collectionName() {
        return collection.getNamespace().getCollectionName();
    }

    private void sweepIfDue() {
        if (!queue.isConnected()) {
            // The broker may come back with less than it had: nothing is trimmed before that was checked.
            nextTrim = System.nanoTime() + TRIM_AFTER.toNanos();
            return;
        }
        if (!queue.isOpen()) {
            return;
        }
        boolean more = publishPostponed();
        if (more || System.nanoTime() - nextSweep >= 0) {
            long began = System.nanoTime();
            sweep();
            long end = System.nanoTime();
            nextSweep = end + pace.pauseAfter(Duration.ofNanos(end - began)).toNanos();
        }
        if (System.nanoTime() - nextTrim >= 0) {
            long began = System.nanoTime();
            nextTrim = began + TRIM_EVERY.toNanos();
            if (trim()) {
                // What is unpublished does not wait for all that is old, nor do others at the database.
                long end = System.nanoTime();
                nextTrim = end + TRIM_REST.after(Duration.ofNanos(end - began)).toNanos();
            }
        }
    }

    private boolean publishPostponed() {
        boolean more = false;
        for (PendingMessages outbox : outboxes) {
            more |= outbox.publishPostponed();
        }
        return more;
    }

    private void sweepFailed(Exception e) {
        log.warn("Sweeping {} failed, will be tried again: {}", collection.getNamespace(), e.toString());
        nextSweep = System.nanoTime() + properties.sweep().toNanos();
    }
}
