package io.holdfast.events.event;

import io.holdfast.contracts.EventStatus;
import io.holdfast.contracts.EventTimeOver;
import io.holdfast.events.EventsProperties;
import io.holdfast.events.event.EventStore.Place;
import io.holdfast.events.search.EventIndex;
import io.holdfast.events.search.EventQuery;
import io.holdfast.events.search.Finds;
import io.holdfast.events.search.Position;
import io.holdfast.messaging.Ids;
import io.holdfast.web.Tally;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;

/** What can be done with events. */
@Service
class EventService {

    private static final Logger log = LoggerFactory.getLogger(EventService.class);

    private static final int REMEMBERED_ORGANIZERS = 10_000;

    private final EventStore store;
    private final EventIndex index;
    private final EventNews news;
    private final Clock clock;
    private final Tally<String> creations;
    private final int createdPerHour;

    EventService(EventStore store, EventIndex index, EventNews news, EventsProperties properties, Clock clock) {
        this.store = store;
        this.index = index;
        this.news = news;
        this.clock = clock;
        this.creations = new Tally<>(Duration.ofHours(1), REMEMBERED_ORGANIZERS, clock);
        this.createdPerHour = properties.createdPerHour();
    }

    /**
     * Creates an event, or finds the one that the same organizer created with the same key.
     *
     * @throws InvalidEventException when the request is no event
     * @throws KeyReusedException when the key created another event
     * @throws TooManyException when the organizer has created as many as may be in an hour
     */
    Created create(EventRequest request, String organizerId, Optional<String> key) {
        String id = key.map(k -> Ids.derived("event", organizerId, k)).orElseGet(Ids::random);
        String hash = request.hash();
        // Before the rules: what was in the future when it was first sent may be past when it is repeated.
        Optional<Event> first = key.flatMap(k -> store.find(id));
        if (first.isPresent()) {
            return repeated(first.get(), hash);
        }
        Instant now = clock.instant();
        EventDetails details = EventRules.check(request, now);
        Duration wait = creations.take(organizerId, createdPerHour);
        if (wait.isPositive()) {
            throw new TooManyException(wait);
        }
        Event event = request.isDraft()
                ? Event.draft(id, organizerId, details, hash, now)
                : Event.published(id, organizerId, details, hash, now);
        try {
            store.insert(event);
        } catch (DuplicateKeyException e) {
            return repeated(store.find(id).orElseThrow(() -> e), hash);
        }
        log.info("{} {} \"{}\" by {}", event.status(), id, details.name(), organizerId);
        news.tell(event);
        return new Created(event, false);
    }

    /** The event, if that user may know of it. */
    Optional<Event> find(String id, Optional<String> userId) {
        return store.read(id).filter(event -> event.isVisibleTo(userId));
    }

    /** The same without the rows of its seating plans. */
    Optional<Event> outline(String id, Optional<String> userId) {
        return store.outline(id).filter(event -> event.isVisibleTo(userId));
    }

    /** A page of the events that are published and not over. */
    Listing list(EventQuery query, int size, @Nullable Position after) {
        Finds finds = index.find(query, size, after, clock.instant());
        if (finds.ids().isEmpty()) {
            return new Listing(List.of(), null);
        }
        Map<String, Event> events = store.outlines(finds.ids()).stream()
                .filter(event -> event.status() == EventStatus.PUBLISHED)
                .collect(Collectors.toMap(Event::id, Function.identity()));
        return new Listing(
                finds.ids().stream().map(events::get).filter(Objects::nonNull).toList(), finds.next());
    }

    /** A page of the events of an organizer, whatever their state, the newest first. */
    Own own(String organizerId, int size, @Nullable Place after) {
        // One more than asked for tells whether there is a next page.
        List<Event> found = store.outlines(organizerId, size + 1, after);
        List<Event> shown = found.subList(0, Math.min(size, found.size()));
        Event last = found.size() > size ? shown.getLast() : null;
        return new Own(shown, last == null ? null : new Place(last.createdAt(), last.id()));
    }

    /** Ends an event that is over. A deadline that was moved meanwhile, or acted on already, does nothing. */
    void end(EventTimeOver message) {
        Instant now = clock.instant();
        Optional<Event> found = store.find(message.subjectId()).filter(event -> event.isOver(message.dueAt(), now));
        if (found.isEmpty()) {
            return;
        }
        Event ended = found.get().end(now);
        if (!store.change(ended, now)) {
            throw new IllegalStateException("Event %s changed meanwhile: once more".formatted(ended.id()));
        }
        log.info("ENDED {} \"{}\"", ended.id(), ended.details().name());
        news.tell(ended);
    }

    /** Prepares the database, and fills the index with what is published. */
    void start() {
        store.prepare();
        try (Stream<Event> published = store.published()) {
            published.map(Event::state).forEach(index::put);
        }
    }

    private static Created repeated(Event first, String hash) {
        if (!first.requestHash().equals(hash)) {
            throw new KeyReusedException();
        }
        return new Created(first, true);
    }

    /**
     * An event that was created.
     *
     * @param replayed true when that was by an earlier request with the same key
     */
    record Created(Event event, boolean replayed) {}

    /** A page of events, and where the next one begins. */
    record Listing(List<Event> events, @Nullable Position next) {}

    /** A page of somebody's own events, and where the next one begins. */
    record Own(List<Event> events, @Nullable Place next) {}

    /** The idempotency key came before, with another request. */
    static final class KeyReusedException extends RuntimeException {
        KeyReusedException() {
            super("The idempotency key belongs to another request", null, false, false);
        }
    }

    /** The organizer has created many events lately. */
    static final class TooManyException extends RuntimeException {
        private final Duration wait;

        TooManyException(Duration wait) {
            super("Too many events were created", null, false, false);
            this.wait = wait;
        }

        /** Until the next may be created. */
        Duration untilNext() {
            return wait;
        }
    }
}
