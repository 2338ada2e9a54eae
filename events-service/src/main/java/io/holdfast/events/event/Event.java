package io.holdfast.events.event;

import io.holdfast.contracts.EventEnded;
import io.holdfast.contracts.EventPublished;
import io.holdfast.contracts.EventState;
import io.holdfast.contracts.EventStatus;
import io.holdfast.contracts.SalesTerms;
import io.holdfast.events.availability.Places;
import io.holdfast.messaging.Outbox;
import io.holdfast.messaging.Outboxed;
import java.time.Instant;
import java.util.Optional;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * An event of the catalogue.
 *
 * <pre>
 *   DRAFT            visible to its organizer only
 *   PUBLISHED ──time is over──▶ ENDED
 * </pre>
 *
 * @param requestHash what the request that created it said, to recognize a repetition
 */
@Document(Event.COLLECTION)
record Event(
        @Id String id,
        String organizerId,
        EventDetails details,
        EventStatus status,
        Instant createdAt,
        String requestHash,
        long version,
        Outbox outbox)
        implements Outboxed {

    static final String COLLECTION = "events";

    /** Seen by nobody but its organizer, announced to no one. */
    static Event draft(String id, String organizerId, EventDetails details, String requestHash, Instant now) {
        return new Event(id, organizerId, details, EventStatus.DRAFT, now, requestHash, 1, Outbox.empty());
    }

    /** In the catalogue from now on. */
    static Event published(String id, String organizerId, EventDetails details, String requestHash, Instant now) {
        Event event = new Event(id, organizerId, details, EventStatus.PUBLISHED, now, requestHash, 1, Outbox.empty());
        event.outbox.add(new EventPublished(event.state()), now);
        return event;
    }

    /**
     * The event after its end. An event that ended already stays as it is.
     *
     * @throws IllegalStateException when it was never published
     */
    Event end(Instant now) {
        if (status == EventStatus.ENDED) {
            return this;
        }
        if (status != EventStatus.PUBLISHED) {
            throw new IllegalStateException("Event %s cannot go from %s to ENDED".formatted(id, status));
        }
        Event ended =
                new Event(id, organizerId, details, EventStatus.ENDED, createdAt, requestHash, version + 1, outbox);
        ended.outbox.add(new EventEnded(ended.state()), now);
        return ended;
    }

    /** Whether a deadline at {@code dueAt}, heard of at {@code now}, is this event's end: neither early nor acted on. */
    boolean isOver(Instant dueAt, Instant now) {
        // The clock of whoever sent the deadline may be ahead of ours.
        return status == EventStatus.PUBLISHED
                && (!dueAt.isBefore(details.endsAt()) || !now.isBefore(details.endsAt()));
    }

    /** A draft is its organizer's alone. */
    boolean isVisibleTo(Optional<String> userId) {
        return status != EventStatus.DRAFT || userId.filter(organizerId::equals).isPresent();
    }

    Places places() {
        return new Places(
                id,
                details.tiers().stream()
                        .map(tier -> new Places.Tier(tier.id(), tier.capacity()))
                        .toList(),
                createdAt);
    }

    /** What everybody may know. */
    EventState state() {
        return new EventState(
                id,
                details.name(),
                details.description(),
                details.category(),
                details.venue().state(),
                details.startsAt(),
                details.endsAt(),
                details.timezone(),
                details.currency(),
                details.imageUrl(),
                details.tiers().stream().map(Tier::state).toList(),
                details.salesStart(),
                details.salesEnd(),
                SalesTerms.DEFAULT,
                organizerId,
                status,
                version);
    }
}
