package io.holdfast.orders;

import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.EventCancelled;
import io.holdfast.contracts.EventChanged;
import io.holdfast.contracts.EventState;
import io.holdfast.contracts.EventStatus;
import io.holdfast.contracts.SalesTerms;
import java.time.Duration;
import java.time.Instant;
import org.bson.Document;

/** What organizers do to their events, published as events-service does. */
final class EventChanges {

    private EventChanges() {}

    /** Sets other terms and another start, and waits until orders-service has applied them. */
    static EventState change(RunningOrders orders, EventState event, SalesTerms terms, Instant startsAt) {
        EventState changed = with(event, terms, startsAt, event.status());
        orders.publish(new EventChanged(changed));
        await().until(() -> orders.mongo()
                        .getCollection("sales")
                        .countDocuments(new Document("_id", event.id()).append("version", changed.version()))
                == 1);
        return changed;
    }

    static EventState cancel(RunningOrders orders, EventState event) {
        EventState cancelled = cancelled(event);
        orders.publish(new EventCancelled(cancelled));
        return cancelled;
    }

    static EventState cancelled(EventState event) {
        return with(event, event.terms(), event.startsAt(), EventStatus.CANCELLED);
    }

    private static EventState with(EventState event, SalesTerms terms, Instant startsAt, EventStatus status) {
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
                event.tiers(),
                event.salesStart(),
                event.salesEnd(),
                terms,
                event.organizerId(),
                status,
                event.version() + 1);
    }
}
