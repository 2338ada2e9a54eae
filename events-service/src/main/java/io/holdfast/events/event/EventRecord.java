package io.holdfast.events.event;

import io.holdfast.contracts.EventStatus;
import io.holdfast.events.event.EventEditor.Edited;
import io.holdfast.record.Entry;
import io.holdfast.record.Recorder;
import io.holdfast.web.Caller;
import io.holdfast.web.Operator;
import org.springframework.stereotype.Component;

/** What the record has of events: each version by who made it. A request that is repeated adds nothing. */
@Component
class EventRecord {

    private final Recorder record;

    EventRecord(Recorder record) {
        this.record = record;
    }

    void created(Event event, Caller organizer) {
        record.add(Entry.byOrganizer("created:" + event.id(), "event-created", organizer.id(), event.id())
                .with("name", event.details().name())
                .with("status", event.status().name()));
    }

    void edited(Edited edited, Caller organizer) {
        Event event = edited.after();
        record.add(Entry.byOrganizer(fact(event), "event-edited", organizer.id(), event.id())
                .with("version", String.valueOf(event.version()))
                .with("paused", event.details().terms().paused() ? "true" : null)
                .with("published", Long.valueOf(event.version()).equals(event.publishedIn()) ? "true" : null)
                .with("prices", edited.changedPrices() ? "true" : null));
    }

    void cancelled(Event event, Caller organizer) {
        if (event.status() == EventStatus.CANCELLED) {
            record.add(Entry.byOrganizer("cancelled:" + event.id(), "event-cancelled", organizer.id(), event.id()));
        }
    }

    void takenDown(Event event, Operator operator) {
        Event.TakenDown takenDown = event.takenDown();
        if (takenDown != null) {
            record.add(operated(event, "event-taken-down", operator).with("reason", takenDown.reason()));
        }
    }

    void putBack(Event event, Operator operator) {
        record.add(operated(event, "event-put-back", operator));
    }

    private static Entry operated(Event event, String kind, Operator operator) {
        return Entry.byOperator(fact(event), kind, operator.id())
                .concerning(event.organizerId())
                .about(event.id())
                .with("name", event.details().name());
    }

    private static String fact(Event event) {
        return "event:%s:%d".formatted(event.id(), event.version());
    }
}
