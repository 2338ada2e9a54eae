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
import io.holdfast.events.availability.TierCapacities;
import io.holdfast.events.seller.Seller;
import io.holdfast.messaging.IllegalTransition;
import io.holdfast.messaging.Outbox;
import io.holdfast.messaging.Outboxed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * An event of the catalogue.
 *
 * <pre>
 * DRAFT ──organizer publishes──▶ PUBLISHED ──time is over──▶ ENDED
 *   └──────────────────────────────┴──organizer cancels──▶ CANCELLED
 * </pre>
 *
 * A transition that is not drawn here throws {@link IllegalTransition}; one that has happened already changes nothing. Each change adds one
 * to the version and, once the event is public, announces itself in the outbox. A draft is visible to its organizer only.
 *
 * <p>A change of a published event that takes units away is proposed first: the event stays as it is until orders-service has decided, or
 * until it is cancelled or over.
 *
 * @param requestHash of the request that created it, to recognize a repetition
 * @param publishedIn the version that made it public; null when none has
 * @param proposal the change that orders-service has yet to decide about; null when there is none
 * @param decision the last decision of orders-service; null when there was none
 * @param retiredTiers ids of tiers that were removed, which no other tier may have
 * @param takenDown by an operator, until it is put back; null when it is not
 * @param seller as the organizer last described who sells; null while they have not
 * @param changedAt when this version was written; null in documents of earlier releases
 * @param announcedStart the start with which it became public; null when it is not, and in documents of earlier releases that were not
 *     edited since
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
        List<String> retiredTiers,
        @Nullable TakenDown takenDown,
        @Nullable Seller seller,
        @Nullable Instant changedAt,
        @Nullable Instant announcedStart)
        implements Outboxed {

    static final String COLLECTION = "events";

    /** The clock of the service that sends deadlines may be ahead of ours by so much. */
    private static final Duration EARLIEST = Duration.ofMinutes(1);

    private static final Map<EventStatus, Set<EventStatus>> TRANSITIONS = Map.of(
            EventStatus.DRAFT, Set.of(EventStatus.PUBLISHED, EventStatus.CANCELLED),
            EventStatus.PUBLISHED, Set.of(EventStatus.CANCELLED, EventStatus.ENDED),
            EventStatus.CANCELLED, Set.of(),
            EventStatus.ENDED, Set.of());

    /** @param reason for the organizer and for other operators */
    record TakenDown(Instant at, String reason) {}

    Event {
        outbox = orEmpty(outbox);
        publishedIn = orFirst(publishedIn, status);
        retiredTiers = orNone(retiredTiers);
    }

    /** An event that is not announced yet. */
    static Event draft(
            String id,
            String organizerId,
            EventDetails details,
            @Nullable Seller seller,
            String requestHash,
            Instant now) {
        return create(id, organizerId, details, seller, EventStatus.DRAFT, requestHash, now);
    }

    /** An event that is public from the start. */
    static Event published(
            String id,
            String organizerId,
            EventDetails details,
            @Nullable Seller seller,
            String requestHash,
            Instant now) {
        return create(id, organizerId, details, seller, EventStatus.PUBLISHED, requestHash, now);
    }

    /**
     * The event with other content or, when that takes units away that may be sold, with a proposal of it. The same content changes
     * nothing.
     *
     * @param publish whether a draft becomes public with it
     * @throws IllegalTransition when it can no longer be edited, or a proposal is open
     */
    Event edit(EventDetails wanted, boolean publish, Instant now) {
        EventStatus next = publish ? EventStatus.PUBLISHED : status;
        if (!isEditable(now) || proposal != null) {
            throw new IllegalTransition("The event %s is %s and cannot be edited now.".formatted(id, status), next);
        }
        if (matches(wanted, publish)) {
            return this;
        }
        EventDetails revised = wanted.after(details, version + 1);
        return status == EventStatus.PUBLISHED && details.losesUnitsIn(wanted)
                ? next(details, status, new Proposal(version + 1, revised), now)
                : next(revised, next, null, now);
    }

    /**
     * The event after orders-service has decided: with the proposed content, or without the proposal. A decision of anything but the open
     * proposal changes nothing.
     */
    Event applyDecision(ChangeDecided message, Instant now) {
        if (proposal == null || proposal.version() != message.proposal()) {
            return this;
        }
        Decision decided = Decision.of(message, unchangedBefore(proposal));
        if (!decided.granted()) {
            return next(details, status, null, decided, retiredTiers, takenDown, seller, now);
        }
        EventDetails granted = proposal.details().after(details, version + 1).grantedAt(now, details);
        Stream<String> removed = details.tiers().stream()
                .map(Tier::id)
                .filter(tier -> granted.tier(tier).isEmpty());
        List<String> retired = Stream.concat(retiredTiers.stream(), removed).toList();
        return next(granted, status, null, decided, retired, takenDown, seller, now);
    }

    /**
     * The event that will not take place.
     *
     * @throws IllegalTransition when it is over
     */
    Event cancel(Instant now) {
        if (status == EventStatus.CANCELLED) {
            return this;
        }
        if (!isCancellable(now)) {
            throw illegal(EventStatus.CANCELLED);
        }
        return next(details, EventStatus.CANCELLED, null, now);
    }

    /**
     * The event after its end.
     *
     * @throws IllegalTransition when it was never published, or is cancelled
     */
    Event end(Instant now) {
        if (status == EventStatus.ENDED) {
            return this;
        }
        if (!canBecome(EventStatus.ENDED)) {
            throw illegal(EventStatus.ENDED);
        }
        return next(details, EventStatus.ENDED, null, now);
    }

    /**
     * The event without a place in lists, and with its sale at rest. Orders stay as they are.
     *
     * @throws IllegalTransition when it is not on sale, or a proposal is open
     */
    Event takeDown(String reason, Instant now) {
        if (takenDown != null) {
            return this;
        }
        requireOperable();
        return next(details, status, null, decision, retiredTiers, new TakenDown(now, reason), seller, now);
    }

    /**
     * The event as it was before it was taken down.
     *
     * @throws IllegalTransition when it is not on sale, or a proposal is open
     */
    Event putBack(Instant now) {
        if (takenDown == null) {
            return this;
        }
        requireOperable();
        return next(details, status, null, decision, retiredTiers, null, seller, now);
    }

    /**
     * The event as sold by {@code described}. One that is over keeps its seller, and so does one that has a later description.
     *
     * @throws IllegalTransition when a proposal is open
     */
    Event soldBy(Seller described, Instant now) {
        boolean known = seller != null && seller.version() >= described.version();
        if (known || !isOpen()) {
            return this;
        }
        if (proposal != null) {
            throw illegal(status);
        }
        return next(details, status, null, decision, retiredTiers, takenDown, described, now);
    }

    private void requireOperable() {
        if (status != EventStatus.PUBLISHED || proposal != null) {
            throw illegal(EventStatus.PUBLISHED);
        }
    }

    /** Whether it is neither cancelled nor ended. */
    boolean isOpen() {
        return status == EventStatus.DRAFT || status == EventStatus.PUBLISHED;
    }

    /** Whether a deadline at {@code dueAt} is the end of this event, which was neither moved nor acted on. */
    boolean isOver(Instant dueAt, Instant now) {
        Instant end = isEndedBy(dueAt) ? details.endsAt().minus(EARLIEST) : details.endsAt();
        return canBecome(EventStatus.ENDED) && !now.isBefore(end);
    }

    /** Whether it will be: that deadline is its end, and comes too early for any clock that is right. */
    boolean isNotYetOver(Instant dueAt, Instant now) {
        return canBecome(EventStatus.ENDED) && isEndedBy(dueAt) && !isOver(dueAt, now);
    }

    private boolean isEndedBy(Instant dueAt) {
        return !dueAt.isBefore(details.endsAt());
    }

    /** A draft always is, a published event until it ends. */
    boolean isEditable(Instant now) {
        return status == EventStatus.DRAFT || (status == EventStatus.PUBLISHED && now.isBefore(details.endsAt()));
    }

    /** A draft always is, a published event until it ends. */
    boolean isCancellable(Instant now) {
        return canBecome(EventStatus.CANCELLED) && (status == EventStatus.DRAFT || now.isBefore(details.endsAt()));
    }

    /** Whether an edit to this content would change nothing. */
    boolean matches(EventDetails wanted, boolean publish) {
        return (status == EventStatus.PUBLISHED || !publish)
                && wanted.after(details, version + 1).equals(details);
    }

    /** Whether the content is that of an earlier version: all changes since were proposed and refused. */
    boolean hasContentOf(long earlier) {
        return version == earlier || (decision != null && decision.keptContent(earlier, version));
    }

    /** Whether this version may be the result of an edit of the version {@code edited}; its content tells of which edit. */
    boolean mayResultFromEditOf(long edited) {
        return version == edited + 1
                || (version == edited + 2
                        && decision != null
                        && decision.granted()
                        && decision.proposal() == edited + 1);
    }

    /** An event that was never public is visible to its organizer only. */
    boolean isVisibleTo(Optional<String> userId) {
        return publishedIn != null || userId.filter(organizerId::equals).isPresent();
    }

    /** When it was last changed; of documents of earlier releases, when it was created. */
    Instant updatedAt() {
        return changedAt == null ? createdAt : changedAt;
    }

    /** The start with which it became public, if that is not its start any more; empty also when that is not known. */
    Optional<Instant> movedFrom() {
        return Optional.ofNullable(announcedStart).filter(start -> !start.equals(details.startsAt()));
    }

    TierCapacities capacities() {
        return new TierCapacities(
                id,
                details.tiers().stream()
                        .map(tier -> new TierCapacities.Tier(tier.id(), tier.capacity()))
                        .toList(),
                createdAt,
                version);
    }

    /** The message that announces this version; empty when the event was never public. */
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
                            yield new EventChangeProposed(
                                    state(), proposal.details().tierStates());
                        }
                        yield publishedIn == version ? new EventPublished(state()) : new EventChanged(state());
                    }
                });
    }

    /** The event as messages carry it. */
    EventState state() {
        EventState state = details.state(id, organizerId, status, version, seller);
        return takenDown == null ? state : state.asTakenDown();
    }

    private static Event create(
            String id,
            String organizerId,
            EventDetails details,
            @Nullable Seller seller,
            EventStatus status,
            String hash,
            Instant now) {
        return new Event(
                        id,
                        organizerId,
                        details,
                        status,
                        now,
                        hash,
                        1,
                        Outbox.empty(),
                        null,
                        null,
                        null,
                        List.of(),
                        null,
                        seller,
                        now,
                        status == EventStatus.PUBLISHED ? details.startsAt() : null)
                .announce(now);
    }

    private Event next(EventDetails details, EventStatus status, @Nullable Proposal proposal, Instant now) {
        return next(details, status, proposal, decision, retiredTiers, takenDown, seller, now);
    }

    /** The next version, with its announcement in the outbox. */
    private Event next(
            EventDetails details,
            EventStatus next,
            @Nullable Proposal proposal,
            @Nullable Decision decision,
            List<String> retiredTiers,
            @Nullable TakenDown takenDown,
            @Nullable Seller seller,
            Instant now) {
        boolean isPublication = status == EventStatus.DRAFT && next == EventStatus.PUBLISHED;
        return new Event(
                        id,
                        organizerId,
                        details,
                        next,
                        createdAt,
                        requestHash,
                        version + 1,
                        outbox,
                        isPublication ? Long.valueOf(version + 1) : publishedIn,
                        proposal,
                        decision,
                        retiredTiers,
                        takenDown,
                        seller,
                        now,
                        isPublication ? details.startsAt() : knownAnnouncedStart())
                .announce(now);
    }

    private Event announce(Instant now) {
        announcement().ifPresent(message -> outbox.add(message, now));
        return this;
    }

    /** Of one that an earlier release published, the start that it has had since, as far as is known. */
    private @Nullable Instant knownAnnouncedStart() {
        return announcedStart == null && publishedIn != null ? details.startsAt() : announcedStart;
    }

    /** The first version with the content that the event had when this was proposed. */
    private long unchangedBefore(Proposal proposed) {
        long before = proposed.version() - 1;
        return decision != null && decision.restoredContentIn(before) ? decision.unchangedSince() : before;
    }

    private boolean canBecome(EventStatus next) {
        return TRANSITIONS.getOrDefault(status, Set.of()).contains(next);
    }

    private IllegalTransition illegal(EventStatus next) {
        return new IllegalTransition("event", id, status, next);
    }

    /** Events are mostly read without their outboxes. */
    private static Outbox orEmpty(@Nullable Outbox outbox) {
        return outbox == null ? Outbox.empty() : outbox;
    }

    /** Earlier releases did not store it: with them, an event was published when it was created, or never. */
    private static @Nullable Long orFirst(@Nullable Long publishedIn, EventStatus status) {
        boolean wasPublished = status == EventStatus.PUBLISHED || status == EventStatus.ENDED;
        return publishedIn == null && wasPublished ? Long.valueOf(1) : publishedIn;
    }

    private static List<String> orNone(@Nullable List<String> tiers) {
        return tiers == null ? List.of() : List.copyOf(tiers);
    }
}
