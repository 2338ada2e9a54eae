package io.holdfast.messaging;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOptions;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.StreamInfo;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the relays of a service, and watches over its streams: creates them, and has the relays say again what a stream
 * lost. What a stream was like when all was well is remembered in the collection {@code outbox_streams}.
 */
public final class OutboxRelays {
    private static final Logger log = LoggerFactory.getLogger(OutboxRelays.class);
    private static final String STREAMS = "outbox_streams";
    private static final Duration LOOK_EVERY = Duration.ofSeconds(10);

    /** How far the broker's clock and ours may be apart. */
    private static final Duration SKEW = Duration.ofMinutes(1);

    private final Supplier<MongoDatabase> database;
    private final Broker broker;
    private final Streams streams;
    private final MessagePublisher publisher;
    private final Clock clock;
    private final MessagingProperties properties;
    private final StreamMarks marks = new StreamMarks();
    private final Map<String, OutboxRelay> relays = new ConcurrentHashMap<>();
    private final Semaphore wake = new Semaphore(0);
    private volatile boolean running;
    private @Nullable Thread watch;

    OutboxRelays(
            Supplier<MongoDatabase> database,
            Broker broker,
            Streams streams,
            MessagePublisher publisher,
            Clock clock,
            MessagingProperties properties) {
        this.database = database;
        this.broker = broker;
        this.streams = streams;
        this.publisher = publisher;
        this.clock = clock;
        this.properties = properties;
        broker.onConnected(wake::release);
    }

    /**
     * The relay of the aggregates in {@code collection}; the same one each time. To be asked for while the application is put
     * together: what a stream has lost is said again by those relays that are there when it is first looked at.
     *
     * @throws IllegalStateException if it is a new one, and the application is running
     */
    public OutboxRelay forCollection(String collection) {
        return relays.computeIfAbsent(collection, name -> {
            if (running) {
                throw new IllegalStateException("Too late for a relay of " + name);
            }
            return new OutboxRelay(database.get().getCollection(name), publisher, marks, clock, properties);
        });
    }

    List<OutboxRelay> all() {
        return List.copyOf(relays.values());
    }

    void start() {
        running = true;
        if (broker.isConnected()) {
            // So that what follows finds its streams; where this fails, the watch keeps trying.
            try {
                createStreams();
            } catch (IOException | JetStreamApiException | RuntimeException e) {
                log.warn("Streams {} are not there yet: {}", streams.owned(), e.toString());
            }
        }
        relays.values().forEach(OutboxRelay::start);
        watch = Thread.ofVirtual().name("outbox-streams").start(this::keepWatching);
    }

    void stop() {
        running = false;
        relays.values().forEach(OutboxRelay::stop);
        Thread watching = watch;
        if (watching != null) {
            watching.interrupt();
        }
    }

    private void createStreams() throws IOException, JetStreamApiException {
        streams.reconcileDeadLetters();
        for (String stream : streams.owned()) {
            streams.reconcile(stream);
        }
    }

    private void keepWatching() {
        Set<String> checked = new HashSet<>();
        long seen = -1;
        while (running) {
            try {
                if (broker.isConnected()) {
                    long now = broker.connects();
                    boolean reconnected = now != seen;
                    if (reconnected) {
                        streams.reconcileDeadLetters();
                    }
                    for (String stream : streams.owned()) {
                        look(stream, !checked.contains(stream), reconnected);
                        checked.add(stream);
                    }
                    seen = now;
                }
                if (wake.tryAcquire(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                    wake.drainPermits();
                }
            } catch (InterruptedException e) {
                return;
            } catch (IOException | JetStreamApiException | RuntimeException e) {
                if (running && broker.isConnected()) {
                    log.warn("Streams {} cannot be looked after yet: {}", streams.owned(), e.toString());
                }
                pause();
            }
        }
    }

    /** Compares a stream with what it was, and has said again what it no longer has. */
    private void look(String stream, boolean first, boolean reconnected) throws IOException, JetStreamApiException {
        Instant now = clock.instant();
        // First what it was, then what it is: what is said in between makes it longer, and is no loss.
        Known known = known(stream);
        StreamMarks.Mark mark = marks.get(stream);
        StreamInfo info = streams.reconcile(stream);
        Instant created = info.getCreateTime().toInstant().truncatedTo(ChronoUnit.MILLIS);
        long last = info.getStreamState().getLastSequence();
        if (mark == null || (known != null && known.mark.sequence() > mark.sequence())) {
            mark = known == null ? null : known.mark;
        }
        Loss loss = known == null || !known.created.equals(created)
                ? Loss.ALL
                : mark != null && last < mark.sequence()
                        ? Loss.END
                        : mark != null && reconnected && isOther(stream, mark, info) ? Loss.UNKNOWN : Loss.NONE;
        if (loss != Loss.NONE || first) {
            BiPredicate<Long, Instant> lost = switch (loss) {
                case ALL -> (sequence, at) -> sequence > last || at.isBefore(created.plus(SKEW));
                case UNKNOWN -> (sequence, at) -> !at.isAfter(now);
                case END, NONE -> (sequence, at) -> sequence > last && !at.isAfter(now);
            };
            if (loss != Loss.NONE && known != null) {
                log.warn("Stream {} lost messages; saying ours again", stream);
            }
            if (loss != Loss.NONE) {
                marks.forget(stream, last);
            }
            // What was said before the broker went is what it may have lost, however long it was away.
            Instant wellAt = known == null ? now : known.at;
            Instant since = wellAt.minus(loss == Loss.NONE ? SKEW : properties.keep());
            boolean complete = true;
            for (OutboxRelay relay : relays.values()) {
                complete &= relay.sayAgain(stream, since, lost);
            }
            if (!complete) {
                throw new IOException("The broker did not take everything that stream " + stream + " lost");
            }
        }
        StreamMarks.Mark reached = marks.get(stream);
        if (reached == null || loss == Loss.NONE) {
            reached = further(reached, mark);
        }
        if (known == null || loss != Loss.NONE || !known.mark.equals(reached)) {
            remember(stream, new Known(created, reached == null ? new StreamMarks.Mark(0, "") : reached, now));
        }
    }

    /** Whether the stream was cut shorter and grew again: another message is where ours was. */
    private boolean isOther(String stream, StreamMarks.Mark mark, StreamInfo info)
            throws IOException, JetStreamApiException {
        return mark.sequence() >= info.getStreamState().getFirstSequence()
                && mark.sequence() > 0
                && !mark.messageId().equals(streams.messageIdAt(stream, mark.sequence()));
    }

    private static StreamMarks.@Nullable Mark further(StreamMarks.@Nullable Mark a, StreamMarks.@Nullable Mark b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return a.sequence() >= b.sequence() ? a : b;
    }

    private @Nullable Known known(String stream) {
        Document document = collection().find(Filters.eq("_id", stream)).first();
        if (document == null) {
            return null;
        }
        return new Known(
                document.get("created", Date.class).toInstant(),
                new StreamMarks.Mark(
                        document.get("sequence") instanceof Number sequence ? sequence.longValue() : 0,
                        document.getString("messageId")),
                document.get("at", Date.class).toInstant());
    }

    private void remember(String stream, Known known) {
        collection()
                .replaceOne(
                        Filters.eq("_id", stream),
                        new Document("_id", stream)
                                .append("created", Date.from(known.created))
                                .append("sequence", known.mark.sequence())
                                .append("messageId", known.mark.messageId())
                                .append("at", Date.from(known.at)),
                        new ReplaceOptions().upsert(true));
    }

    private MongoCollection<Document> collection() {
        return database.get().getCollection(STREAMS);
    }

    private void pause() {
        try {
            TimeUnit.SECONDS.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private enum Loss {
        NONE,
        /** The stream is another one. */
        ALL,
        /** It is shorter than it was. */
        END,
        /** It was shorter for a while. */
        UNKNOWN
    }

    /**
     * A stream when all was well.
     *
     * @param at when that was
     */
    private record Known(Instant created, StreamMarks.Mark mark, Instant at) {}
}
