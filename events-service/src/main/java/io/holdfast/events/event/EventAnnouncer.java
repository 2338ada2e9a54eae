package io.holdfast.events.event;

import io.holdfast.events.search.EventIndex;
import io.holdfast.messaging.OutboxRelay;
import org.springframework.stereotype.Component;

/** Makes known an event that was just written: to this replica's search, to requests that wait for it here, and to the other services. */
@Component
class EventAnnouncer {

    private final EventStore store;
    private final EventIndex index;
    private final OutboxRelay outbox;

    EventAnnouncer(EventStore store, EventIndex index, OutboxRelay eventsOutbox) {
        this.store = store;
        this.index = index;
        this.outbox = eventsOutbox;
    }

    void announce(Event event) {
        index.put(event.state());
        outbox.publish(event);
        store.changed(event.id());
    }
}
