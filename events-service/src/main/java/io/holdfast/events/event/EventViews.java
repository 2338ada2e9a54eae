package io.holdfast.events.event;

import io.holdfast.events.availability.Availability;
import io.holdfast.events.availability.AvailabilityStore;
import io.holdfast.events.picture.Pictures;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Component;

/** Adds to events what is left of them, and where their pictures are. */
@Component
class EventViews {

    private final AvailabilityStore availability;
    private final Pictures pictures;

    EventViews(AvailabilityStore availability, Pictures pictures) {
        this.availability = availability;
        this.pictures = pictures;
    }

    EventJson of(Event event) {
        return of(List.of(event)).getFirst();
    }

    List<EventJson> of(List<Event> events) {
        Map<String, Availability> left =
                availability.of(events.stream().map(Event::capacities).toList());
        Map<String, String> paths = pictures.paths(events.stream()
                .map(event -> event.details().imageUrl())
                .filter(Objects::nonNull)
                .toList());
        return events.stream()
                .map(event -> EventJson.of(
                        event,
                        Objects.requireNonNull(left.get(event.id())),
                        paths.get(event.details().imageUrl())))
                .toList();
    }
}
