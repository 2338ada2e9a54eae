package io.holdfast.messaging;

import com.mongodb.client.MongoDatabase;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The relays of a service, one for each collection. */
public final class OutboxRelays {
    private final Supplier<MongoDatabase> database;
    private final MessagePublisher publisher;
    private final Clock clock;
    private final MessagingProperties properties;
    private final StreamProgress progress = new StreamProgress();
    private final Map<String, OutboxRelay> relays = new ConcurrentHashMap<>();
    private final StreamWatch watch;
    private volatile boolean running;

    OutboxRelays(
            Supplier<MongoDatabase> database,
            Broker broker,
            Streams streams,
            MessagePublisher publisher,
            Clock clock,
            MessagingProperties properties) {
        this.database = database;
        this.publisher = publisher;
        this.clock = clock;
        this.properties = properties;
        this.watch = new StreamWatch(
                new KnownStreams(database), progress, this::all, broker, streams, clock, properties.keep());
    }

    /**
     * The relay of the aggregates in {@code collection}; the same one each time. A new one has to be asked for before the application
     * runs: what a stream has lost is published again by the relays that exist when the stream is first checked.
     *
     * @throws IllegalStateException if it is a new one, and the application is running
     */
    public OutboxRelay forCollection(String collection) {
        return relays.computeIfAbsent(collection, name -> {
            if (running) {
                throw new IllegalStateException("Too late for a relay of " + name);
            }
            return new OutboxRelay(database.get().getCollection(name), publisher, progress, clock, properties);
        });
    }

    /**
     * Calls {@code listener} with the name of a stream of this service that has lost messages, for those that are in no outbox; at one
     * replica, on the thread that checks the streams.
     */
    public void onLoss(Consumer<String> listener) {
        watch.onLoss(listener);
    }

    List<OutboxRelay> all() {
        return List.copyOf(relays.values());
    }

    /** The indexes that find unpublished messages. */
    List<CollectionIndexes> indexes() {
        return all().stream().flatMap(relay -> relay.indexes().stream()).toList();
    }

    void start() {
        running = true;
        watch.createStreams();
        relays.values().forEach(OutboxRelay::start);
        watch.start();
    }

    void stop() {
        running = false;
        relays.values().forEach(OutboxRelay::stop);
        watch.stop();
    }
}
