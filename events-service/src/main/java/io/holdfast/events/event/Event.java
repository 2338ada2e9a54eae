package io.holdfast.events.event;

import io.holdfast.contracts.ChangeDecided;
import io.holdfast.contracts.EventCancelled;
import io.holdfast.contracts.EventChangeProposed;
import io.holdfast.contracts.EventChanged;
import io.holdfast.contracts.EventEnded;
import io.holdfast.contracts.EventMessage;
import io.holdfast.contracts.EventPublished;
import io.holdfast.contracts.EventState;
import io.holdfast.contracts.EventStatus;
import io.holdfast.contracts.TierState;
import io.holdfast.events.availability.Places;
import io.holdfast.messaging.Outbox;
import io.holdfast.messaging.Outboxed;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * An event of the catalogue.
 *
 * <pre>
 *   DRAFT            visible to its organizer only
 *     │ └──────────────────────────────┐
 *   PUBLISHED ──organizer cancels──▶ CANCELLED
 *     └──time is over──▶ ENDED
 * </pre>
 *
 * A change of a published event that takes units away is proposed first: the event stays as it is until the inventory has
 * {@link #decided}, or until it is cancelled or over.
 *
 * @param requestHash what the request that created it said, to recognize a repetition
 * @param publishedIn the version that made it public; null as long as none did
 * @param proposal what the inventory is asked now
 * @param decision what the inventory said last
 * @param retiredTiers ids of tiers that were removed; nothing else may bear them
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
        Outbox outbox,
        @Nullable Long publishedIn,
        @Nullable Proposal proposal,
        @Nullable Decision decision,
        List<String> retiredTiers)
        implements Outboxed {

    static final String COLLECTION = "events";

    Event {
        outbox = orEmpty(outbox);
        publishedIn = orFirst(publishedIn, status);
        retiredTiers = orNone(retiredTiers);
    }

    /** Seen by nobody but its organizer, announced to no one. */
    static Event draft(String id, String organizerId, EventDetails details, String requestHash, Instant now) {
        return created(id, organizerId, details, EventStatus.DRAFT, requestHash, now);
    }

    /** In the catalogue from now on. */
    static Event published(String id, String organizerId, EventDetails details, String requestHash, Instant now) {
        return created(id, organizerId, details, EventStatus.PUBLISHED, requestHash, now)
                .announced(now);
    }

    /**
     * The event with other content, or, when that takes units away that may be sold, with the proposal of it. Content that
     * is the same leaves it as it is.
     *
     * @param publish whether a draft becomes public with it
     * @throws IllegalStateException when it can no longer be edited, or a proposal is open
     */
    Event edit(EventDetails wanted, boolean publish, Instant now) {
        if (!isEditable(now) || proposal != null) {
            throw new IllegalStateException("Event %s cannot be edited while %s".formatted(id, status));
        }
        if (says(wanted, publish)) {
            return this;
        }
        long next = version + 1;
        EventDetails revised = wanted.after(details, next);
        if (status == EventStatus.PUBLISHED && details.losesUnitsIn(wanted)) {
            return changed(details, status, publishedIn, new Proposal(next, revised), decision, retiredTiers)
                    .announced(now);
        }
        return status == EventStatus.DRAFT && publish
                ? changed(revised, EventStatus.PUBLISHED, next, null, decision, retiredTiers)
                        .announced(now)
                : changed(revised, status, publishedIn, null, decision, retiredTiers)
                        .announced(now);
    }

    /**
     * The event after the inventory decided: with what was proposed, or without the proposal. Anything but the decision of
     * the open proposal leaves it as it is.
     */
    Event decided(ChangeDecided message, Instant now) {
        if (proposal == null || proposal.version() != message.proposal()) {
            return this;
        }
        Decision heard = Decision.of(message, unchangedBefore(proposal));
        if (!heard.granted()) {
            return changed(details, status, publishedIn, null, heard, retiredTiers)
                    .announced(now);
        }
        EventDetails granted = proposal.details().after(details, version + 1);
        Stream<String> removed = details.tiers().stream()
                .map(Tier::id)
                .filter(tier -> granted.tier(tier).isEmpty());
        List<String> retired = Stream.concat(retiredTiers.stream(), removed).toList();
        return changed(granted, status, publishedIn, null, heard, retired).announced(now);
    }

    /**
     * The event that will not take place. One that is cancelled already stays as it is.
     *
     * @throws IllegalStateException when it is over
     */
    Event cancel(Instant now) {
        if (status == EventStatus.CANCELLED) {
            return this;
        }
        if (!isCancellable(now)) {
            throw new IllegalStateException("Event %s cannot go from %s to CANCELLED".formatted(id, status));
        }
        return changed(details, EventStatus.CANCELLED, publishedIn, null, decision, retiredTiers)
                .announced(now);
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
        return changed(details, EventStatus.ENDED, publishedIn, null, decision, retiredTiers)
                .announced(now);
    }

    /** Whether a deadline at {@code dueAt}, heard of at {@code now}, is this event's end: neither early nor acted on. */
    boolean isOver(Instant dueAt, Instant now) {
        // The clock of whoever sent the deadline may be ahead of ours.
        return status == EventStatus.PUBLISHED
                && (!dueAt.isBefore(details.endsAt()) || !now.isBefore(details.endsAt()));
    }

    /** A draft as long as it is one, a published event until it starts. */
    boolean isEditable(Instant now) {
        return status == EventStatus.DRAFT || (status == EventStatus.PUBLISHED && now.isBefore(details.startsAt()));
    }

    boolean isCancellable(Instant now) {
        return status == EventStatus.DRAFT || (status == EventStatus.PUBLISHED && now.isBefore(details.endsAt()));
    }

    /** Whether it is what an edit wants it to be. */
    boolean says(EventDetails wanted, boolean publish) {
        return (status == EventStatus.PUBLISHED || !publish)
                && wanted.after(details, version + 1).equals(details);
    }

    /** Since when it has said what it said when that was proposed. */
    private long unchangedBefore(Proposal proposed) {
        long before = proposed.version() - 1;
        return decision != null && decision.leftAlone(before) ? decision.unchangedSince() : before;
    }

    /** Whether it says what it said at that version: changes that were refused since are all that happened. */
    boolean isStill(long earlier) {
        return version == earlier
                || (decision != null
                        && decision.leftAlone(version)
                        && decision.unchangedSince() <= earlier
                        && earlier < version);
    }

    /** Whether an edit of that version of it led to this one: then its content tells whether it was the same edit. */
    boolean mayComeFrom(long edited) {
        return version == edited + 1
                || (version == edited + 2
                        && decision != null
                        && decision.granted()
                        && decision.proposal() == edited + 1);
    }

    /** What was never published is its organizer's alone. */
    boolean isVisibleTo(Optional<String> userId) {
        return publishedIn != null || userId.filter(organizerId::equals).isPresent();
    }

    Places places() {
        return new Places(
                id,
                details.tiers().stream()
                        .map(tier -> new Places.Tier(tier.id(), tier.capacity()))
                        .toList(),
                createdAt,
                version);
    }

    /** What this version of it announces; empty when it is nobody's business. */
    Optional<EventMessage> announcement() {
        if (publishedIn == null) {
            return Optional.empty();
        }
        return Optional.of(
                switch (status) {
                    case ENDED -> new EventEnded(state());
                    case CANCELLED -> new EventCancelled(state());
                    case DRAFT, PUBLISHED -> {
                        if (proposal != null) {
                            yield new EventChangeProposed(state(), tierStates(proposal.details()));
                        }
                        yield publishedIn == version ? new EventPublished(state()) : new EventChanged(state());
                    }
                });
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
                tierStates(details),
                details.salesStart(),
                details.salesEnd(),
                details.terms().state(),
                organizerId,
                status,
                version);
    }

    private static Event created(
            String id, String organizerId, EventDetails details, EventStatus status, String hash, Instant now) {
        return new Event(id, organizerId, details, status, now, hash, 1, Outbox.empty(), null, null, null, List.of());
    }

    private Event changed(
            EventDetails details,
            EventStatus status,
            @Nullable Long publishedIn,
            @Nullable Proposal proposal,
            @Nullable Decision decision,
            List<String> retiredTiers) {
        return new Event(
                id,
                organizerId,
                details,
                status,
                createdAt,
                requestHash,
                version + 1,
                outbox,
                publishedIn,
                proposal,
                decision,
                retiredTiers);
    }

    private Event announced(Instant now) {
        announcement().ifPresent(message -> outbox.add(message, now));
        return this;
    }

    private static List<TierState> tierStates(EventDetails details) {
        return details.tiers().stream().map(Tier::state).toList();
    }

    /** Events are mostly read without it. */
    private static Outbox orEmpty(@Nullable Outbox outbox) {
        return outbox == null ? Outbox.empty() : outbox;
    }

    /** Earlier versions did not write it down: with them, an event was published when it was created, or never. */
    private static @Nullable Long orFirst(@Nullable Long publishedIn, EventStatus status) {
        boolean wasPublished = status == EventStatus.PUBLISHED || status == EventStatus.ENDED;
        return publishedIn == null && wasPublished ? Long.valueOf(1) : publishedIn;
    }

    private static List<String> orNone(@Nullable List<String> tiers) {
        return tiers == null ? List.of() : List.copyOf(tiers);
    }
}
