package io.holdfast.orders;

import io.holdfast.contracts.EventCancelled;
import io.holdfast.contracts.EventChanged;
import io.holdfast.contracts.EventEnded;
import io.holdfast.contracts.EventState;
import io.holdfast.contracts.EventStatus;
import io.holdfast.contracts.SalesTerms;
import io.holdfast.contracts.TierState;
import io.holdfast.contracts.VenueState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What organizers do to their events, published as events-service does. */
public final class EventChanges {

    private EventChanges() {}

    /** Sets other terms and another start, and waits until all replicas sell by them. */
    static EventState change(RunningOrders orders, EventState event, SalesTerms terms, Instant startsAt) {
        return publish(orders, with(event, event.tiers(), terms, startsAt, event.status()));
    }

    /** Sets another name, place and start, with a right to return, and waits until all replicas sell by that. */
    static EventState move(
            RunningOrders orders, EventState event, String name, String venue, Instant startsAt, SalesTerms terms) {
        return publish(
                orders,
                new EventState(
                        event.id(),
                        name,
                        event.description(),
                        event.category(),
                        new VenueState(venue, null, "Vienna", "AT"),
                        startsAt,
                        startsAt.plus(Duration.ofHours(2)),
                        event.timezone(),
                        event.currency(),
                        event.imageUrl(),
                        event.tiers(),
                        event.salesStart(),
                        event.salesEnd(),
                        terms,
                        event.organizerId(),
                        event.status(),
                        event.version() + 1));
    }

    /** Changes the tiers, and waits until all replicas sell by that. */
    static EventState changeTiers(RunningOrders orders, EventState event, TierState... tiers) {
        return publish(orders, with(event, List.of(tiers), event.terms(), event.startsAt(), event.status()));
    }

    private static EventState publish(RunningOrders orders, EventState changed) {
        orders.publish(new EventChanged(changed));
        orders.awaitSold(changed);
        return changed;
    }

    /** Cancels the event, and does not wait. */
    static EventState cancel(RunningOrders orders, EventState event) {
        EventState cancelled = cancelled(event);
        orders.publish(new EventCancelled(cancelled));
        return cancelled;
    }

    /** Ends the event, and waits until all replicas know. */
    static EventState end(RunningOrders orders, EventState event) {
        EventState ended = with(event, event.tiers(), event.terms(), event.startsAt(), EventStatus.ENDED);
        orders.publish(new EventEnded(ended));
        orders.awaitSold(ended);
        return ended;
    }

    static EventState cancelled(EventState event) {
        return with(event, event.tiers(), event.terms(), event.startsAt(), EventStatus.CANCELLED);
    }

    /** Another version of an event, with these tiers. */
    public static EventState withTiers(EventState event, long version, TierState... tiers) {
        return with(event, event.venue(), version, List.of(tiers));
    }

    /** Its next version, at a venue of which the name is not known yet. */
    static EventState unnamed(EventState event) {
        VenueState venue = event.venue();
        return with(
                event,
                new VenueState(VenueState.TO_BE_ANNOUNCED, venue.address(), venue.city(), venue.country()),
                event.version() + 1,
                event.tiers());
    }

    private static EventState with(EventState event, VenueState venue, long version, List<TierState> tiers) {
        return new EventState(
                event.id(),
                event.name(),
                event.description(),
                event.category(),
                venue,
                event.startsAt(),
                event.endsAt(),
                event.timezone(),
                event.currency(),
                event.imageUrl(),
                tiers,
                event.salesStart(),
                event.salesEnd(),
                event.terms(),
                event.organizerId(),
                event.status(),
                version);
    }

    private static EventState with(
            EventState event, List<TierState> tiers, SalesTerms terms, Instant startsAt, EventStatus status) {
        return new EventState(
                event.id(),
                event.name(),
                event.description(),
                event.category(),
                event.venue(),
                startsAt,
                startsAt.plus(Duration.ofHours(2)),
                event.timezone(),
                event.currency(),
                event.imageUrl(),
                tiers,
                event.salesStart(),
                event.salesEnd(),
                terms,
                event.organizerId(),
                status,
                event.version() + 1);
    }
}
