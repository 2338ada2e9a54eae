package io.holdfast.events.event;

import io.holdfast.contracts.ChangeDecided;
import io.holdfast.contracts.EventStatus;
import io.holdfast.events.EventsProperties;
import io.holdfast.events.event.Decision.Shortage;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/**
 * What organizers change about their events. An edit is one guarded write; one that takes units away is two, the proposal
 * and, when the inventory has decided, its outcome.
 */
@Service
class EventEditor {

    private static final Logger log = LoggerFactory.getLogger(EventEditor.class);

    /** Requests that may wait for decisions at once: more would only mean that none come. */
    private static final int WAITERS = 256;

    private final EventStore store;
    private final EventNews news;
    private final EventsProperties properties;
    private final Clock clock;
    private final Semaphore waiters = new Semaphore(WAITERS);

    EventEditor(EventStore store, EventNews news, EventsProperties properties, Clock clock) {
        this.store = store;
        this.news = news;
        this.properties = properties;
        this.clock = clock;
    }

    /**
     * Makes the event what the request says; empty when it is not there or not that organizer's. Waits until the inventory
     * has decided, of this edit or of one that came before. Repeating an edit that was made finds it made; one that was refused leaves
     * the version that it was about good for the next.
     *
     * @throws InvalidEventException when the request is nothing the event may become
     * @throws NotEditableException when it started, ended or was cancelled
     * @throws StaleException when it is about another version than the present one
     * @throws TooSmallException when the inventory refused
     * @throws TooOftenException when there were too many edits of so large an event
     * @throws UndecidedException when the inventory has not decided in time: then it may yet do so
     */
    Optional<Event> edit(String id, EventRequest request, String organizerId) {
        while (true) {
            Optional<Event> found = settled(id, organizerId);
            if (found.isEmpty()) {
                return found;
            }
            Event before = found.get();
            Instant now = clock.instant();
            Event after = edited(before, request, now);
            if (after.version() == before.version()) {
                return found;
            }
            if (!EventStore.hasRoomForAnEdit(before)) {
                throw new TooOftenException(before);
            }
            if (store.change(after, now)) {
                log.info("{} {} {}", after.proposal() == null ? "CHANGED" : "PROPOSED", id, after.version());
                news.tell(after);
                return Optional.of(after.proposal() == null ? after : outcome(after, after.proposal()));
            }
            // Another change came first: this one is stale, unless it was the same.
        }
    }

    /**
     * Cancels the event, whatever is proposed; empty when it is not there or not that organizer's.
     *
     * @throws NotCancellableException when it is over
     */
    Optional<Event> cancel(String id, String organizerId) {
        while (true) {
            Optional<Event> found = own(id, organizerId);
            if (found.isEmpty() || found.get().status() == EventStatus.CANCELLED) {
                return found;
            }
            Instant now = clock.instant();
            if (!found.get().isCancellable(now)) {
                throw new NotCancellableException(found.get());
            }
            Event cancelled = found.get().cancel(now);
            if (store.change(cancelled, now)) {
                log.info("CANCELLED {} \"{}\"", id, cancelled.details().name());
                news.tell(cancelled);
                return Optional.of(cancelled);
            }
        }
    }

    /** Does what the inventory decided. Hearing it twice, late, or of another proposal changes nothing. */
    void decide(ChangeDecided message) {
        Optional<Event> found = store.find(message.eventId());
        if (found.isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        Event decided = found.get().decided(message, now);
        if (decided.version() == found.get().version()) {
            return;
        }
        if (!store.change(decided, now)) {
            throw new IllegalStateException("Event %s changed meanwhile: once more".formatted(decided.id()));
        }
        log.info("{} {} {}", message.granted() ? "GRANTED" : "REFUSED", decided.id(), message.proposal());
        news.tell(decided);
    }

    private static Event edited(Event before, EventRequest request, Instant now) {
        if (!before.isEditable(now)) {
            throw new NotEditableException(before);
        }
        FieldChecks checks = new FieldChecks();
        long version = checks.number("version", request.version(), 1, Long.MAX_VALUE);
        checks.throwIfAny();
        if (before.isStill(version)) {
            return before.edit(EventRules.checkEdit(request, before, now), request.isPublished(), now);
        }
        if (before.mayComeFrom(version) && says(before, request, now)) {
            return before;
        }
        throw new StaleException(before);
    }

    private static boolean says(Event event, EventRequest request, Instant now) {
        try {
            return event.says(EventRules.checkEdit(request, event, now), request.isPublished());
        } catch (InvalidEventException e) {
            return false;
        }
    }

    /** The organizer's event, once no proposal is open. */
    private Optional<Event> settled(String id, String organizerId) {
        Optional<Event> found = own(id, organizerId);
        if (found.isEmpty() || found.get().proposal() == null) {
            return found;
        }
        await(id, event -> event.proposal() == null);
        return settled(id, organizerId);
    }

    private Event outcome(Event proposed, Proposal proposal) {
        Event now = await(proposed.id(), event -> event.version() > proposed.version());
        Decision decision = now.decision();
        if (decision == null || decision.proposal() != proposal.version()) {
            // Cancelled or over before it was decided, or decided and then changed twice since we looked.
            if (now.status() == EventStatus.PUBLISHED) {
                throw new StaleException(now);
            }
            throw new NotEditableException(now);
        }
        if (!decision.granted()) {
            throw new TooSmallException(decision.shortages(), proposal.details().tiers());
        }
        return now;
    }

    private Event await(String id, Predicate<Event> settled) {
        if (!waiters.tryAcquire()) {
            throw new UndecidedException();
        }
        try {
            return store.await(
                            id, properties.decisionWait(), () -> store.read(id).filter(settled))
                    .orElseThrow(UndecidedException::new);
        } finally {
            waiters.release();
        }
    }

    private Optional<Event> own(String id, String organizerId) {
        return store.find(id).filter(event -> event.organizerId().equals(organizerId));
    }

    /** The event takes no more edits. */
    static final class NotEditableException extends RuntimeException {
        private final EventStatus status;

        NotEditableException(Event event) {
            super("%s is not editable: %s".formatted(event.id(), event.status()), null, false, false);
            this.status = event.status();
        }

        /** Why: one that is published has started. */
        EventStatus status() {
            return status;
        }
    }

    /** The edit is of another version than the event has. */
    static final class StaleException extends RuntimeException {
        private final transient Event current;

        StaleException(Event current) {
            super(current.id() + " is at version " + current.version(), null, false, false);
            this.current = current;
        }

        Event current() {
            return current;
        }
    }

    /** More is sold or held than the edit would leave. */
    static final class TooSmallException extends RuntimeException {
        private final transient List<Shortage> shortages;
        private final transient List<Tier> proposed;

        TooSmallException(List<Shortage> shortages, List<Tier> proposed) {
            super(shortages.toString(), null, false, false);
            this.shortages = shortages;
            this.proposed = proposed;
        }

        List<Shortage> shortages() {
            return shortages;
        }

        List<Tier> proposed() {
            return proposed;
        }
    }

    /** The event cannot hold another announcement for now. */
    static final class TooOftenException extends RuntimeException {
        TooOftenException(Event event) {
            super(event.id() + " has too much to say", null, false, false);
        }
    }

    /** The event is over. */
    static final class NotCancellableException extends RuntimeException {
        NotCancellableException(Event event) {
            super(event.id() + " is over", null, false, false);
        }
    }

    /** Nobody knows yet. */
    static final class UndecidedException extends RuntimeException {
        UndecidedException() {
            super("The inventory has not decided yet", null, false, false);
        }
    }
}
