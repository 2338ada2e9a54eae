package io.holdfast.events.event;

import io.holdfast.events.availability.Availability;
import io.holdfast.events.availability.AvailabilityStore;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Component;

/** Adds to events what is left of them. */
@Component
class EventViews {

    private final AvailabilityStore availability;

    EventViews(AvailabilityStore availability) {
        this.availability = availability;
    }

    EventJson of(Event event) {
        return EventJson.of(event, availability.of(event.capacities()));
    }

    List<EventJson> of(List<Event> events) {
        Map<String, Availability> left =
                availability.of(events.stream().map(Event::capacities).toList());
        return events.stream()
                .map(event -> EventJson.of(event, Objects.requireNonNull(left.get(event.id()))))
                .toList();
    }
}
