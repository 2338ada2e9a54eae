package io.holdfast.events.event;

import io.holdfast.contracts.EventStatus;
import io.holdfast.contracts.EventTimeOver;
import io.holdfast.events.EventsProperties;
import io.holdfast.events.event.EventRefusedException.KeyReused;
import io.holdfast.events.event.EventRefusedException.TooManyEvents;
import io.holdfast.events.organizer.Organizers;
import io.holdfast.events.picture.Pictures;
import io.holdfast.events.search.EventIndex;
import io.holdfast.events.search.EventQuery;
import io.holdfast.events.search.RelatedQuery;
import io.holdfast.events.search.SearchCursor;
import io.holdfast.events.search.SearchResult;
import io.holdfast.events.seller.Seller;
import io.holdfast.events.seller.SellerStore;
import io.holdfast.messaging.Ids;
import io.holdfast.web.Replay;
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
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.stereotype.Service;

/** Creates, finds and ends events. */
@Service
class EventService {

    private static final Logger log = LoggerFactory.getLogger(EventService.class);

    private static final int MAX_COUNTED_ORGANIZERS = 10_000;

    /** How many related events are shown. */
    private static final int RELATED = 4;

    private final EventStore store;
    private final EventIndex index;
    private final EventAnnouncer announcer;
    private final Pictures pictures;
    private final Clock clock;
    private final Organizers organizers;
    private final SellerStore sellers;
    private final Tally<String> creations;
    private final EventsProperties properties;

    EventService(
            EventStore store,
            EventIndex index,
            EventAnnouncer announcer,
            Pictures pictures,
            Organizers organizers,
            SellerStore sellers,
            EventsProperties properties,
            Clock clock) {
        this.store = store;
        this.index = index;
        this.announcer = announcer;
        this.pictures = pictures;
        this.clock = clock;
        this.creations = new Tally<>(Duration.ofHours(1), MAX_COUNTED_ORGANIZERS, clock);
        this.organizers = organizers;
        this.sellers = sellers;
        this.properties = properties;
    }

    /**
     * Creates an event, or finds the one that the same organizer created with the same key.
     *
     * @param unproven whether the organizer's address is not proven: fewer events, and not listed until it is
     * @throws InvalidEventException when the request is no valid event
     * @throws KeyReused when an earlier request with this key was another one
     * @throws TooManyEvents when the organizer has created as many as they may in an hour
     */
    Replay<Event> create(EventRequest request, String organizerId, boolean unproven, Optional<String> key) {
        String id = key.map(k -> Ids.derived("event", organizerId, k)).orElseGet(Ids::random);
        String hash = request.hash();
        // Before the rules: a start that was in the future at the first request may be past at a repetition.
        Optional<Event> first = key.flatMap(k -> store.find(id));
        if (first.isPresent()) {
            return repeated(first.get(), hash);
        }
        Instant now = clock.instant();
        EventDetails details = EventRules.check(request, now);
        boolean trusted = !unproven || properties.trustUnproven();
        Duration wait = creations.take(
                organizerId, trusted ? properties.createdPerHour() : properties.createdPerHourUnproven());
        if (wait.isPositive()) {
            throw new TooManyEvents(wait, !trusted);
        }
        if (!trusted) {
            // Before the event: no replica may list it for a moment.
            organizers.addUnproven(organizerId);
        }
        Seller seller = sellers.find(organizerId).orElse(null);
        Event event = request.isDraft()
                ? Event.draft(id, organizerId, details, seller, hash, now)
                : Event.published(id, organizerId, details, seller, hash, now);
        try {
            store.insert(event);
        } catch (DuplicateKeyException e) {
            // Reads show what a majority of the database's servers has; the first request's event may not be there yet.
            return repeated(
                    store.find(id).orElseThrow(() -> new TransientDataAccessResourceException("Being created", e)),
                    hash);
        }
        log.info("{} {} \"{}\" by {}", event.status(), id, details.name(), organizerId);
        announcer.announce(event);
        pictures.want(organizerId, details.imageUrl());
        return new Replay<>(event, false);
    }

    /** The event, if this user may see it. */
    Optional<Event> find(String id, Optional<String> userId) {
        return store.read(id).filter(event -> event.isVisibleTo(userId));
    }

    /** The event without the rows of its seating plans, if this user may see it. */
    Optional<Event> outline(String id, Optional<String> userId) {
        return store.outline(id).filter(event -> event.isVisibleTo(userId));
    }

    /** A page of the events that are published and not over or, in the archive, over. */
    SearchPage search(EventQuery query, int size, @Nullable SearchCursor after) {
        SearchResult found = index.find(query, size, after, clock.instant());
        if (found.ids().isEmpty()) {
            return new SearchPage(List.of(), null);
        }
        return new SearchPage(shown(found.ids()), found.next());
    }

    /** Some events that are yet to begin and have organizer, city or category in common with this one, those with most in common first. */
    List<Event> related(Event event) {
        Venue venue = event.details().venue();
        RelatedQuery query = new RelatedQuery(
                event.id(), event.organizerId(), event.details().category(), venue.city());
        List<String> ids = index.related(query, RELATED, clock.instant());
        return ids.isEmpty() ? List.of() : shown(ids);
    }

    /** The events with these ids, in this order, without those that are public no longer. */
    private List<Event> shown(List<String> ids) {
        Map<String, Event> events = store.outlines(ids).stream()
                .filter(event -> event.status() == EventStatus.PUBLISHED || event.status() == EventStatus.ENDED)
                .filter(event -> event.takenDown() == null)
                .collect(Collectors.toMap(Event::id, Function.identity()));
        return ids.stream().map(events::get).filter(Objects::nonNull).toList();
    }

    /** A page of the events of an organizer, whatever their state, the newest first. */
    OwnEventsPage findOwn(String organizerId, int size, @Nullable OwnEventsCursor after) {
        // One more than asked for tells whether there is a next page.
        List<Event> found = store.outlines(organizerId, size + 1, after);
        List<Event> shown = found.subList(0, Math.min(size, found.size()));
        Event last = found.size() > size ? shown.getLast() : null;
        return new OwnEventsPage(shown, last == null ? null : new OwnEventsCursor(last.createdAt(), last.id()));
    }

    /**
     * Ends an event that is over. A deadline that was moved since, or is repeated, changes nothing.
     *
     * @throws TransientDataAccessResourceException when its end is more than a minute away by this service's clock: the message is to come again
     */
    void end(EventTimeOver message) {
        Instant now = clock.instant();
        Optional<Event> found = store.find(message.subjectId());
        if (found.filter(event -> event.isNotYetOver(message.dueAt(), now)).isPresent()) {
            throw new TransientDataAccessResourceException(
                    "The end of event %s is early by our clock".formatted(message.subjectId()));
        }
        if (found.filter(event -> event.isOver(message.dueAt(), now)).isEmpty()) {
            return;
        }
        Event ended = found.get().end(now);
        if (!store.change(ended, now)) {
            throw new IllegalStateException("Event %s changed meanwhile: to be handled again".formatted(ended.id()));
        }
        log.info("ENDED {} \"{}\"", ended.id(), ended.details().name());
        announcer.announce(ended);
    }

    /** Puts every published event into the index, and those of the archive. Reads the whole collection: for the start of a replica. */
    void fillIndex() {
        organizers.load();
        try (Stream<Event> published = store.published(clock.instant().minus(properties.archive()))) {
            published.map(Event::state).forEach(index::put);
        }
    }

    private static Replay<Event> repeated(Event first, String hash) {
        if (!first.requestHash().equals(hash)) {
            throw new KeyReused();
        }
        return new Replay<>(first, true);
    }

    /** A page of found events, and where the next one begins; null after the last page. */
    record SearchPage(List<Event> events, @Nullable SearchCursor next) {}

    /** A page of an organizer's events, and where the next one begins; null after the last page. */
    record OwnEventsPage(List<Event> events, @Nullable OwnEventsCursor next) {}
}
