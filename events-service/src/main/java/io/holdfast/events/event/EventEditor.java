package io.holdfast.events.event;

import io.holdfast.contracts.ChangeDecided;
import io.holdfast.contracts.EventStatus;
import io.holdfast.events.EventsProperties;
import io.holdfast.events.event.EventRefusedException.CapacityBelowSold;
import io.holdfast.events.event.EventRefusedException.NotCancellable;
import io.holdfast.events.event.EventRefusedException.NotEditable;
import io.holdfast.events.event.EventRefusedException.TooManyEdits;
import io.holdfast.events.event.EventRefusedException.Undecided;
import io.holdfast.events.event.EventRefusedException.VersionConflict;
import io.holdfast.events.picture.Pictures;
import io.holdfast.events.seller.Seller;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/**
 * Carries out organizers' changes of their events. An edit is one guarded write; one that takes units away is two: the proposal and, when
 * orders-service has decided, its outcome.
 */
@Service
class EventEditor {

    private static final Logger log = LoggerFactory.getLogger(EventEditor.class);

    /** How many requests may wait for decisions at once. So many wait only when no decisions come. */
    private static final int WAITERS = 256;

    private final EventStore store;
    private final EventAnnouncer announcer;
    private final Pictures pictures;
    private final EventsProperties properties;
    private final Clock clock;
    private final Semaphore waiters = new Semaphore(WAITERS);

    EventEditor(
            EventStore store, EventAnnouncer announcer, Pictures pictures, EventsProperties properties, Clock clock) {
        this.store = store;
        this.announcer = announcer;
        this.pictures = pictures;
        this.properties = properties;
        this.clock = clock;
    }

    /** An event before an edit and after it; the same if it was so already. */
    record Edited(Event before, Event after) {

        /** Whether some ticket that was on sale costs its buyers something else. */
        boolean changedPrices() {
            EventDetails now = after.details();
            return before.status() == EventStatus.PUBLISHED
                    && before.details().tiers().stream()
                            .anyMatch(tier -> now.tier(tier.id())
                                    .filter(same -> !before.details().cost(tier).equals(now.cost(same)))
                                    .isPresent());
        }
    }

    /**
     * Makes the event what the request wants; empty when there is no such event or it belongs to another organizer. Waits until
     * orders-service has decided about this edit, or one before it. Repeating an edit that succeeded changes nothing. After a refused
     * one, the version that it was about can still be edited.
     *
     * @throws InvalidEventException when the event may not become what the request wants
     * @throws NotEditable when it ended or was cancelled
     * @throws VersionConflict when it is about another version than the current one
     * @throws CapacityBelowSold when orders-service refused
     * @throws TooManyEdits when the event was edited too often for its size
     * @throws Undecided when orders-service has not decided in time; it may still do so
     */
    Optional<Edited> edit(String id, EventRequest request, String organizerId) {
        while (true) {
            Optional<Event> found = findWithoutProposal(id, organizerId);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            Event before = found.get();
            Instant now = clock.instant();
            Event after = edited(before, request, now);
            if (after.version() == before.version()) {
                return Optional.of(new Edited(before, before));
            }
            if (!EventStore.hasRoomForAnEdit(before)) {
                throw new TooManyEdits(before);
            }
            if (store.change(after, now)) {
                log.info("{} {} {}", after.proposal() == null ? "CHANGED" : "PROPOSED", id, after.version());
                announcer.announce(after);
                pictures.want(organizerId, after.details().imageUrl());
                Event decided = after.proposal() == null ? after : outcome(after, after.proposal());
                return Optional.of(new Edited(before, decided));
            }
            // Another change came first. The next round finds whether it was the same.
        }
    }

    /**
     * Cancels the event, even with an open proposal; empty when there is no such event or it belongs to another organizer.
     *
     * @throws NotCancellable when it is over
     */
    Optional<Event> cancel(String id, String organizerId) {
        while (true) {
            Optional<Event> found = findOwn(id, organizerId);
            if (found.isEmpty() || found.get().status() == EventStatus.CANCELLED) {
                return found;
            }
            Instant now = clock.instant();
            if (!found.get().isCancellable(now)) {
                throw new NotCancellable(found.get());
            }
            Event cancelled = found.get().cancel(now);
            if (store.change(cancelled, now)) {
                log.info("CANCELLED {} \"{}\"", id, cancelled.details().name());
                announcer.announce(cancelled);
                return Optional.of(cancelled);
            }
        }
    }

    /**
     * Takes a published event down in the name of an operator: it is not listed, and its sale rests. Empty when there is no such event.
     *
     * @throws NotEditable when it is not on sale
     * @throws Undecided when orders-service has not decided about an edit in time
     */
    Optional<Event> takeDown(String id, String reason) {
        return operate(id, (event, now) -> event.takeDown(reason, now));
    }

    /** Puts an event back that was taken down, as {@link #takeDown}. */
    Optional<Event> putBack(String id) {
        return operate(id, Event::putBack);
    }

    private Optional<Event> operate(String id, BiFunction<Event, Instant, Event> change) {
        while (true) {
            Optional<Event> found = store.find(id);
            if (found.isEmpty()) {
                return found;
            }
            Event before = found.get();
            if (before.status() != EventStatus.PUBLISHED) {
                throw new NotEditable(before);
            }
            if (before.proposal() != null) {
                await(id, event -> event.proposal() == null);
                continue;
            }
            Instant now = clock.instant();
            Event after = change.apply(before, now);
            if (after.version() == before.version()) {
                return found;
            }
            if (store.change(after, now)) {
                log.info("{} {}", after.takenDown() == null ? "PUT BACK" : "TAKEN DOWN", id);
                announcer.announce(after);
                return Optional.of(after);
            }
        }
    }

    /**
     * Has an event name this seller; one that is over, or has a later description, stays as it is.
     *
     * @return false when that has to be tried again later: a change of the event is not decided yet, or it changed too often for its size
     */
    boolean describe(String id, Seller seller) {
        while (true) {
            Optional<Event> found = store.find(id);
            if (found.isEmpty()) {
                return true;
            }
            Event before = found.get();
            if (before.proposal() != null || !EventStore.hasRoomForAnEdit(before)) {
                return false;
            }
            Instant now = clock.instant();
            Event after = before.soldBy(seller, now);
            if (after.version() == before.version()) {
                return true;
            }
            if (store.describe(after, now)) {
                announcer.announce(after);
                return true;
            }
        }
    }

    /** Applies a decision of orders-service. A decision that is repeated, late, or about another proposal changes nothing. */
    void applyDecision(ChangeDecided message) {
        Optional<Event> found = store.find(message.eventId());
        if (found.isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        Event decided = found.get().applyDecision(message, now);
        if (decided.version() == found.get().version()) {
            return;
        }
        if (!store.change(decided, now)) {
            throw new IllegalStateException("Event %s changed meanwhile: to be handled again".formatted(decided.id()));
        }
        log.info("{} {} {}", message.granted() ? "GRANTED" : "REFUSED", decided.id(), message.proposal());
        announcer.announce(decided);
    }

    private static Event edited(Event before, EventRequest request, Instant now) {
        if (!before.isEditable(now)) {
            throw new NotEditable(before);
        }
        FieldChecks checks = new FieldChecks();
        long version = checks.number("version", request.version(), 1, Long.MAX_VALUE);
        checks.throwIfAny();
        if (before.hasContentOf(version)) {
            return before.edit(EventRules.checkEdit(request, before, now), request.isPublished(), now);
        }
        if (before.mayResultFromEditOf(version) && matches(before, request, now)) {
            return before;
        }
        throw new VersionConflict(before);
    }

    private static boolean matches(Event event, EventRequest request, Instant now) {
        try {
            return event.matches(EventRules.checkEdit(request, event, now), request.isPublished());
        } catch (InvalidEventException e) {
            return false;
        }
    }

    /** The organizer's event, as soon as no proposal is open. */
    private Optional<Event> findWithoutProposal(String id, String organizerId) {
        Optional<Event> found = findOwn(id, organizerId);
        if (found.isEmpty() || found.get().proposal() == null) {
            return found;
        }
        await(id, event -> event.proposal() == null);
        return findWithoutProposal(id, organizerId);
    }

    private Event outcome(Event proposed, Proposal proposal) {
        Event now = await(proposed.id(), event -> event.version() > proposed.version());
        Decision decision = now.decision();
        if (decision == null || decision.proposal() != proposal.version()) {
            // Cancelled or over before it was decided, or decided and then changed again before we looked.
            if (now.status() == EventStatus.PUBLISHED) {
                throw new VersionConflict(now);
            }
            throw new NotEditable(now);
        }
        if (!decision.granted()) {
            throw new CapacityBelowSold(decision.shortages(), proposal.details().tiers());
        }
        return now;
    }

    private Event await(String id, Predicate<Event> isReached) {
        if (!waiters.tryAcquire()) {
            throw new Undecided();
        }
        try {
            return store.await(
                            id, properties.decisionWait(), () -> store.read(id).filter(isReached))
                    .orElseThrow(Undecided::new);
        } finally {
            waiters.release();
        }
    }

    private Optional<Event> findOwn(String id, String organizerId) {
        return store.find(id).filter(event -> event.organizerId().equals(organizerId));
    }
}
