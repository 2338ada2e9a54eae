package io.holdfast.events.event;

import io.holdfast.contracts.EventStatus;
import io.holdfast.events.event.Decision.Shortage;
import java.time.Duration;
import java.util.List;

/** An organizer's request cannot be carried out. Each reason is a class of its own. */
abstract sealed class EventRefusedException extends RuntimeException {

    private EventRefusedException(String message) {
        super(message, null, false, false);
    }

    /** The event takes no more edits. */
    static final class NotEditable extends EventRefusedException {
        private final EventStatus status;

        NotEditable(Event event) {
            super("%s is not editable: %s".formatted(event.id(), event.status()));
            this.status = event.status();
        }

        /** The reason: an event that is published has started. */
        EventStatus status() {
            return status;
        }
    }

    /** The edit is of another version than the event has. */
    static final class VersionConflict extends EventRefusedException {
        private final transient Event current;

        VersionConflict(Event current) {
            super(current.id() + " is at version " + current.version());
            this.current = current;
        }

        Event current() {
            return current;
        }
    }

    /** More units are held or sold than the edit would leave. */
    static final class CapacityBelowSold extends EventRefusedException {
        private final transient List<Shortage> shortages;
        private final transient List<Tier> proposed;

        CapacityBelowSold(List<Shortage> shortages, List<Tier> proposed) {
            super(shortages.toString());
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

    /** The event's document has no room for another announcement until older ones are removed from it. */
    static final class TooManyEdits extends EventRefusedException {
        TooManyEdits(Event event) {
            super(event.id() + " has too many announcements");
        }
    }

    /** The event is over. */
    static final class NotCancellable extends EventRefusedException {
        NotCancellable(Event event) {
            super(event.id() + " is over");
        }
    }

    /** orders-service has not decided yet. */
    static final class Undecided extends EventRefusedException {
        Undecided() {
            super("orders-service has not decided yet");
        }
    }

    /** An earlier request with the same idempotency key was another one. */
    static final class KeyReused extends EventRefusedException {
        KeyReused() {
            super("The idempotency key belongs to another request");
        }
    }

    /** The organizer has created as many events as they may in an hour. */
    static final class TooManyEvents extends EventRefusedException {
        private final Duration untilNext;

        private final boolean unproven;

        /** @param unproven whether more would be allowed if the address were proven */
        TooManyEvents(Duration untilNext, boolean unproven) {
            super("Too many events were created");
            this.untilNext = untilNext;
            this.unproven = unproven;
        }

        boolean isUnproven() {
            return unproven;
        }

        /** How long until the next may be created. */
        Duration untilNext() {
            return untilNext;
        }
    }
}
