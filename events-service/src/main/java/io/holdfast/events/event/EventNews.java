package io.holdfast.events.event;

import io.holdfast.events.search.EventIndex;
import io.holdfast.messaging.OutboxRelay;
import org.springframework.stereotype.Component;

/** Tells of an event that was just written: this replica's search, whoever waits here, and the other services. */
@Component
class EventNews {

    private final EventStore store;
    private final EventIndex index;
    private final OutboxRelay outbox;

    EventNews(EventStore store, EventIndex index, OutboxRelay eventsOutbox) {
        this.store = store;
        this.index = index;
        this.outbox = eventsOutbox;
    }

    void tell(Event event) {
        index.put(event.state());
        outbox.publish(event);
        store.changed(event.id());
    }
}
