package io.holdfast.events.event;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.holdfast.events.EventsProperties;
import io.holdfast.events.availability.AvailabilityStore;
import io.holdfast.events.availability.TakenSeats;
import io.holdfast.web.ProblemException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * The seat maps as clients get them, compressed. Each is written once for each state of its event and then kept, since one of 100,000
 * seats has 5 MB before it is compressed. None is older than the state that the caller has read from the database.
 */
@Component
class SeatMaps {

    /** A map of 100,000 seats takes about 20 MB while it is written. */
    private static final int WRITTEN_AT_ONCE = 2;

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    /** Long enough for a sale, short enough that a state which a fail-over of the database has undone is not shown for long. */
    private static final Duration KEPT = Duration.ofMinutes(1);

    private final EventStore events;
    private final AvailabilityStore availability;
    private final JsonMapper json;
    private final Semaphore writing = new Semaphore(WRITTEN_AT_ONCE);
    private final Cache<String, SeatMapFile> files;
    private final Map<String, CompletableFuture<SeatMapFile>> underway = new ConcurrentHashMap<>();

    SeatMaps(EventStore events, AvailabilityStore availability, EventsProperties properties, JsonMapper json) {
        this.events = events;
        this.availability = availability;
        this.json = json;
        this.files = Caffeine.newBuilder()
                .maximumWeight(properties.seatMaps().cached().toBytes())
                .weigher((String id, SeatMapFile file) -> file.gzip().length)
                .expireAfterWrite(KEPT)
                .build();
    }

    /** The state that the map of this event has now. */
    SeatMapState state(Event event) {
        return new SeatMapState(event.version(), availability.version(event.id()));
    }

    /**
     * The map of an event in this state or a later one.
     *
     * @throws ProblemException 503 when too many are being written
     */
    SeatMapFile file(String id, SeatMapState atLeast) {
        SeatMapFile known = files.getIfPresent(id);
        while (known == null || !known.state().includes(atLeast)) {
            // Of all that ask for a new state at once, one writes it and the others wait for that. Not in the cache,
            // where it would keep maps of other events waiting.
            CompletableFuture<SeatMapFile> mine = new CompletableFuture<>();
            CompletableFuture<SeatMapFile> other = underway.putIfAbsent(id, mine);
            if (other == null) {
                return writeFor(id, mine);
            }
            known = await(other);
        }
        return known;
    }

    private SeatMapFile writeFor(String id, CompletableFuture<SeatMapFile> all) {
        try {
            SeatMapFile file = write(id);
            files.put(id, file);
            underway.remove(id);
            all.complete(file);
            return file;
        } catch (RuntimeException | Error e) {
            underway.remove(id);
            all.completeExceptionally(e);
            throw e;
        }
    }

    private static SeatMapFile await(CompletableFuture<SeatMapFile> file) {
        try {
            return file.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private SeatMapFile write(String id) {
        try {
            if (!writing.tryAcquire(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw ProblemException.unavailable(
                        "Too many seat maps are asked for. Try again shortly.", Duration.ofSeconds(2));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ProblemException.unavailable("This replica is stopping. Try again.", Duration.ofSeconds(1));
        }
        try {
            Event event = events.read(id).orElseThrow(ProblemException::notFound);
            TakenSeats taken = availability.takenSeats(event.capacities());
            return compressed(SeatMap.of(event, taken), new SeatMapState(event.version(), taken.version()));
        } finally {
            writing.release();
        }
    }

    private SeatMapFile compressed(SeatMap map, SeatMapState state) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            json.writeValue(out, map);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new SeatMapFile(state, bytes.toByteArray());
    }
}
