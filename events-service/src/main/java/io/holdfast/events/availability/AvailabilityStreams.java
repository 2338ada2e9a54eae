package io.holdfast.events.availability;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.holdfast.contracts.AvailabilityChanged;
import io.holdfast.contracts.EventState;
import io.holdfast.events.EventsProperties;
import io.holdfast.web.ClientNetwork;
import io.holdfast.web.ReaderLimit;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Availability as Server-Sent Events. Every stream has a virtual thread of its own, so that a slow reader delays no other. It sends the
 * newest state and then pauses, so that many changes become one event.
 *
 * <p>Changes come with broadcast messages. At every heartbeat a stream also reads the database, in case a message was lost.
 */
@Component
public class AvailabilityStreams implements SmartLifecycle {

    /** Longer than it takes until counts are stored, so that a new stream does not miss any that are not stored yet. */
    private static final Duration LATEST_KEPT = Duration.ofMinutes(1);

    private final Map<String, Set<AvailabilityStream>> streams = new ConcurrentHashMap<>();
    private final Cache<String, Counts> latest =
            Caffeine.newBuilder().expireAfterWrite(LATEST_KEPT).build();
    private final AvailabilityStore store;
    private final EventsProperties.Streams settings;
    private final ReaderLimit readers;
    private volatile boolean running;

    AvailabilityStreams(AvailabilityStore store, EventsProperties properties) {
        this.store = store;
        this.settings = properties.streams();
        this.readers = new ReaderLimit(settings.limit(), settings.perAddress());
    }

    /**
     * A stream that begins with what is left now; empty when this replica, or the reader's network here, has as many streams as it may.
     *
     * @param network the reader's
     * @param stored reads the capacities that the event has by now
     */
    public Optional<SseEmitter> open(String eventId, ClientNetwork network, Supplier<TierCapacities> stored) {
        if (!running || !readers.acquire(network)) {
            return Optional.empty();
        }
        // The stream ends itself; a time-out by the container would be an error to the client.
        SseEmitter emitter = new SseEmitter(0L);
        AvailabilityStream stream = new AvailabilityStream(emitter, eventId, () -> store.known(stored.get()), settings);
        emitter.onCompletion(stream::close);
        emitter.onError(error -> stream.close());
        add(eventId, stream);
        Counts counts = latest.getIfPresent(eventId);
        if (counts != null) {
            stream.offer(counts);
        }
        if (!running) {
            stream.close();
        }
        Thread.ofVirtual().name("availability-", 0).start(() -> {
            try {
                stream.run();
            } finally {
                remove(eventId, stream);
                readers.release(network);
            }
        });
        return Optional.of(emitter);
    }

    /** Offers an edited event to its streams. */
    public void eventChanged(EventState event) {
        streams.getOrDefault(event.id(), Set.of()).forEach(stream -> stream.offer(event));
    }

    /** Offers new counts to the event's streams. */
    public void countsChanged(AvailabilityChanged message) {
        Counts counts = Counts.of(message).withoutSeats();
        latest.asMap()
                .merge(counts.eventId(), counts, (known, other) -> known.version() < other.version() ? other : known);
        streams.getOrDefault(counts.eventId(), Set.of()).forEach(stream -> stream.offer(counts));
    }

    /** How many streams are open here. */
    public int countOpen() {
        return readers.count();
    }

    @Override
    public void start() {
        running = true;
    }

    /** Ends every stream: before the web server waits for its requests to finish. */
    @Override
    public void stop() {
        running = false;
        streams.values().forEach(open -> open.forEach(AvailabilityStream::close));
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void add(String eventId, AvailabilityStream stream) {
        streams.compute(eventId, (id, known) -> {
            Set<AvailabilityStream> open = known == null ? ConcurrentHashMap.newKeySet() : known;
            open.add(stream);
            return open;
        });
    }

    private void remove(String eventId, AvailabilityStream stream) {
        streams.computeIfPresent(eventId, (id, open) -> {
            open.remove(stream);
            return open.isEmpty() ? null : open;
        });
    }
}
