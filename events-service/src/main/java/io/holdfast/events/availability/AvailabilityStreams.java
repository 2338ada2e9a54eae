package io.holdfast.events.availability;

import io.holdfast.contracts.AvailabilityChanged;
import io.holdfast.contracts.EventState;
import io.holdfast.events.EventsProperties;
import io.holdfast.web.ClientNetwork;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Server-Sent Events of availability. Every stream has a virtual thread of its own, so a slow reader delays nobody; it
 * sends the newest state and then rests, which is how many changes become one event.
 *
 * <p>It is told of changes by a broadcast and looks into the database at every heartbeat, so a broadcast that got lost is
 * made up for.
 */
@Component
public class AvailabilityStreams implements SmartLifecycle {

    /** Longer than a durable copy ever takes to be written, so that a new stream misses nothing in between. */
    private static final Duration REMEMBERED = Duration.ofMinutes(1);

    private final Map<String, Set<AvailabilityStream>> streams = new ConcurrentHashMap<>();
    private final Map<String, Heard> heard = new ConcurrentHashMap<>();
    private final AvailabilityBoard board;
    private final EventsProperties.Streams settings;
    private final Semaphore places;
    private final Map<ClientNetwork, Integer> byNetwork = new ConcurrentHashMap<>();
    private final Clock clock;
    private volatile boolean running;
    private volatile Instant nextCleaning = Instant.MIN;

    AvailabilityStreams(AvailabilityBoard board, EventsProperties properties, Clock clock) {
        this.board = board;
        this.settings = properties.streams();
        this.places = new Semaphore(settings.limit());
        this.clock = clock;
    }

    /**
     * A stream that begins with what is left now; empty when this replica, or the reader's network here, has as many as it may.
     *
     * @param network the reader's
     * @param stored reads which places the event has by now
     */
    public Optional<SseEmitter> open(String eventId, ClientNetwork network, Supplier<Places> stored) {
        if (!running || !take(network)) {
            return Optional.empty();
        }
        // The stream ends itself; a time-out by the container would be an error to the client.
        SseEmitter emitter = new SseEmitter(0L);
        AvailabilityStream stream =
                new AvailabilityStream(emitter, eventId, () -> board.standing(stored.get()), settings);
        emitter.onCompletion(stream::close);
        emitter.onError(error -> stream.close());
        remember(eventId, stream);
        Heard latest = heard.get(eventId);
        if (latest != null) {
            stream.offer(latest.counts());
        }
        if (!running) {
            stream.close();
        }
        Thread.ofVirtual().name("availability-", 0).start(() -> {
            try {
                stream.run();
            } finally {
                forget(eventId, stream);
                giveBack(network);
            }
        });
        return Optional.of(emitter);
    }

    /** Tells the event's streams that it was edited. */
    public void changed(EventState event) {
        streams.getOrDefault(event.id(), Set.of()).forEach(stream -> stream.offer(event));
    }

    /** Tells the event's streams. */
    public void heard(AvailabilityChanged message) {
        Counts counts = Counts.of(message).numbers();
        heard.merge(
                counts.eventId(),
                new Heard(counts, clock.instant()),
                (known, news) -> known.counts().version() < news.counts().version() ? news : known);
        streams.getOrDefault(counts.eventId(), Set.of()).forEach(stream -> stream.offer(counts));
        forgetOldNews();
    }

    /** How many streams are open here. */
    public int open() {
        return settings.limit() - places.availablePermits();
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

    private void remember(String eventId, AvailabilityStream stream) {
        streams.compute(eventId, (id, known) -> {
            Set<AvailabilityStream> open = known == null ? ConcurrentHashMap.newKeySet() : known;
            open.add(stream);
            return open;
        });
    }

    private void forget(String eventId, AvailabilityStream stream) {
        streams.computeIfPresent(eventId, (id, open) -> {
            open.remove(stream);
            return open.isEmpty() ? null : open;
        });
    }

    private boolean take(ClientNetwork network) {
        if (!places.tryAcquire()) {
            return false;
        }
        if (byNetwork.merge(network, 1, Integer::sum) > settings.perAddress()) {
            giveBack(network);
            return false;
        }
        return true;
    }

    private void giveBack(ClientNetwork network) {
        byNetwork.computeIfPresent(network, (known, open) -> open == 1 ? null : open - 1);
        places.release();
    }

    private void forgetOldNews() {
        Instant now = clock.instant();
        if (now.isAfter(nextCleaning)) {
            nextCleaning = now.plus(REMEMBERED);
            heard.values().removeIf(news -> news.at().isBefore(now.minus(REMEMBERED)));
        }
    }

    private record Heard(Counts counts, Instant at) {}
}
