package io.holdfast.messaging;

import com.mongodb.MongoNamespace;
import io.nats.client.api.PublishAck;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes messages from the outboxes of one collection in the order they are added, and has them marked. */
final class PublishQueue {
    private static final Logger log = LoggerFactory.getLogger(PublishQueue.class);

    /** Messages in memory at once; more than these wait in the database. */
    private static final int MAX_UNDERWAY = 20_000;

    private static final int MARKED_TOGETHER = 4_000;

    /**
     * Each mark waits this long, so that a write that is to be made of the document anyway can take it along; alone, each would cost an order
     * a third write. Not as long as a sweep leaves alone what is pending.
     */
    private static final Duration MARKING_WAITS = Duration.ofMillis(1500);

    /** One part in so many of that it waits at most for others to share a write with. */
    private static final int SHARING = 3;

    private static final Duration ACK_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration STOPPING_WAITS = Duration.ofSeconds(3);

    private final MongoNamespace collection;
    private final MessagePublisher publisher;
    private final StreamProgress progress;
    private final Clock clock;
    private final Duration markingWaits;

    private final BlockingQueue<Queued> outgoing = new LinkedBlockingQueue<>();
    private final BlockingQueue<Sent> unmarked = new LinkedBlockingQueue<>();
    private final AtomicInteger underway = new AtomicInteger();
    private final PublishRest rest = new PublishRest(System::nanoTime);
    private final Set<String> batchesUnderway = ConcurrentHashMap.newKeySet();

    /** Marks are written by one thread at a time: bulk writes of the same documents would wait for each other in the database. */
    private final ReentrantLock marking = new ReentrantLock();

    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean running;

    /** Has permits when it stops: from then on marks do not wait. */
    private final Semaphore stopping = new Semaphore(0);

    /** @param grace how long a sweep leaves alone what is pending */
    PublishQueue(
            MongoNamespace collection,
            MessagePublisher publisher,
            StreamProgress progress,
            Clock clock,
            Duration grace) {
        this.collection = collection;
        this.publisher = publisher;
        this.progress = progress;
        this.clock = clock;
        Duration third = grace.dividedBy(3);
        this.markingWaits = third.compareTo(MARKING_WAITS) < 0 ? third : MARKING_WAITS;
    }

    /**
     * Publishes a batch soon, and has {@code source} mark it. If the broker is away or too many messages are underway,
     * {@code source} postpones it. Returns at once.
     */
    void add(PendingMessages source, OutgoingBatch batch) {
        int messages = batch.messageCount();
        if (!running || !isOpen() || underway.get() + messages > MAX_UNDERWAY) {
            source.postpone(batch);
            return;
        }
        underway.addAndGet(messages);
        if (batch.id() != null) {
            batchesUnderway.add(batch.id());
        }
        outgoing.add(new Queued(source, batch));
    }

    /**
     * Publishes a batch and has {@code source} mark it before this returns.
     *
     * @return whether every message was acknowledged
     */
    boolean publish(PendingMessages source, OutgoingBatch batch) {
        PublishedBatch published = send(batch).join();
        return write(source, List.of(published)).getFirst().isComplete();
    }

    /** Whether the batch with this id was {@linkplain #add added} and is not marked yet. */
    boolean isUnderway(String batchId) {
        return batchesUnderway.contains(batchId);
    }

    boolean isConnected() {
        return publisher.isConnected();
    }

    /** Whether the broker can be reached and, as far as is known, has room. */
    boolean isOpen() {
        return publisher.isConnected() && !rest.isResting();
    }

    void start() {
        stopping.drainPermits();
        running = true;
        String name = collection.getCollectionName();
        threads.add(Thread.ofVirtual().name("outbox-" + name).start(this::sendQueued));
        threads.add(Thread.ofVirtual().name("outbox-marks-" + name).start(this::markSent));
    }

    /** Waits a moment for what is underway. What is not marked by then is found by a sweep after the next start. */
    void stop() {
        stopping.release(MAX_UNDERWAY);
        Instant end = Instant.now().plus(STOPPING_WAITS);
        try {
            while (underway.get() > 0
                    && publisher.isConnected()
                    && Instant.now().isBefore(end)) {
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

    private void sendQueued() {
        while (running) {
            try {
                Queued next = outgoing.take();
                CompletableFuture<Void> _ =
                        send(next.batch).thenAccept(published -> toBeMarked(next.source, published));
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void toBeMarked(PendingMessages source, PublishedBatch published) {
        source.published(published);
        unmarked.add(new Sent(source, published, System.nanoTime()));
    }

    /** Has {@code source} mark what was published before. */
    void markLater(PendingMessages source, PublishedBatch published) {
        underway.addAndGet(published.batch().messageCount());
        toBeMarked(source, published);
    }

    /** {@link Broker#connects} of now. */
    long connection() {
        return publisher.connects();
    }

    /** Completes, never exceptionally, when every message was acknowledged or refused, or after {@link #ACK_TIMEOUT}. */
    private CompletableFuture<PublishedBatch> send(OutgoingBatch batch) {
        Instant sentAt = clock.instant();
        long connection = publisher.connects();
        List<CompletableFuture<PublishAck>> acks = new ArrayList<>(batch.items().size());
        for (OutboxItem item : batch.items()) {
            for (OutboxMessage message : item.messages()) {
                acks.add(publisher.send(message));
            }
        }
        return CompletableFuture.allOf(acks.toArray(CompletableFuture<?>[]::new))
                .orTimeout(ACK_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .handle((nothing, error) ->
                        new PublishedBatch(batch, collect(batch.items(), acks, connection), sentAt, connection));
    }

    private List<PublishResult> collect(
            List<OutboxItem> items, List<CompletableFuture<PublishAck>> acks, long connection) {
        List<PublishResult> results = new ArrayList<>(items.size());
        Throwable failure = null;
        int next = 0;
        for (OutboxItem item : items) {
            Map<Long, Long> sequences = new HashMap<>();
            for (OutboxMessage message : item.messages()) {
                CompletableFuture<PublishAck> ack = acks.get(next++);
                // The state is read once: a late acknowledgement may change it between two reads.
                switch (ack.state()) {
                    case SUCCESS -> {
                        long sequence = ack.resultNow().getSeqno();
                        sequences.put(message.version(), sequence);
                        rest.end();
                        if (publisher.connects() == connection) {
                            progress.acknowledged(message.stream(), sequence, message.messageId());
                        }
                    }
                    case FAILED -> failure = ack.exceptionNow();
                    case CANCELLED -> failure = new CancellationException("cancelled");
                    case RUNNING -> {}
                }
            }
            results.add(new PublishResult(item, sequences));
        }
        if (Streams.isFull(failure)) {
            restWhileFull();
        } else {
            logFailure(failure);
        }
        return results;
    }

    private void restWhileFull() {
        Duration pause = rest.begin();
        if (!pause.isZero()) {
            log.warn("A stream of {} is full: what is not published waits, the next attempt in {}", collection, pause);
        }
    }

    private void logFailure(@Nullable Throwable failure) {
        if (failure != null && running && publisher.isConnected()) {
            log.warn("Not published from {}, will be tried again: {}", collection, failure.toString());
        }
    }

    private void markSent() {
        while (running) {
            try {
                List<Sent> sent = nextToMark();
                Map<PendingMessages, List<PublishedBatch>> bySource = new LinkedHashMap<>();
                sent.forEach(each -> bySource.computeIfAbsent(each.source, key -> new ArrayList<>())
                        .add(each.published));
                bySource.forEach(this::mark);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Waits until the first has waited for so long, and some more for others to share a write with; takes those that have waited as long. */
    private List<Sent> nextToMark() throws InterruptedException {
        List<Sent> sent = new ArrayList<>();
        sent.add(unmarked.take());
        long since = sent.getFirst().since;
        long waits = markingWaits.toNanos();
        boolean all = unmarked.size() >= MARKED_TOGETHER
                || stopping.tryAcquire(since + waits + waits / SHARING - System.nanoTime(), TimeUnit.NANOSECONDS);
        long end = System.nanoTime();
        for (Sent next = unmarked.peek();
                next != null && sent.size() < MARKED_TOGETHER && (all || end - next.since >= waits);
                next = unmarked.peek()) {
            sent.add(unmarked.remove());
        }
        return sent;
    }

    private void mark(PendingMessages source, List<PublishedBatch> published) {
        try {
            write(source, published.stream().map(source::takeToMark).toList());
        } catch (RuntimeException e) {
            log.warn("Published, but not marked in {}: {}", collection, e.toString());
            published.forEach(each -> source.postpone(each.batch()));
        } finally {
            published.forEach(each -> {
                underway.addAndGet(-each.batch().messageCount());
                String id = each.batch().id();
                if (id != null) {
                    batchesUnderway.remove(id);
                }
            });
        }
    }

    /**
     * Returns when no marks are being written that were begun before: what was sent by an earlier connection is then marked, or never will
     * be.
     */
    void awaitMarks() {
        marking.lock();
        try {
            log.trace("Nothing of {} is being marked", collection);
        } finally {
            marking.unlock();
        }
    }

    /** Returns what was marked: nothing of those that were sent by an earlier connection. */
    private List<PublishedBatch> write(PendingMessages source, List<PublishedBatch> published) {
        marking.lock();
        try {
            long connection = publisher.connects();
            List<PublishedBatch> certain = published.stream()
                    .map(each -> each.connection() == connection ? each : each.unacknowledged())
                    .toList();
            source.mark(certain);
            return certain;
        } finally {
            marking.unlock();
        }
    }

    private record Queued(PendingMessages source, OutgoingBatch batch) {}

    /** @param since when it was acknowledged, as {@link System#nanoTime} */
    private record Sent(PendingMessages source, PublishedBatch published, long since) {}
}
