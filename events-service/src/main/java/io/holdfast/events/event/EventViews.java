package io.holdfast.events.event;

import io.holdfast.events.availability.Availability;
import io.holdfast.events.availability.AvailabilityStore;
import io.holdfast.events.picture.Pictures;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
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
        String imageUrl = event.details().imageUrl();
        @Nullable
        String path =
                imageUrl == null ? null : pictures.paths(List.of(imageUrl)).get(imageUrl);
        String problem = imageUrl == null || path != null
                ? null
                : pictures.problem(imageUrl).orElse(null);
        return EventJson.of(
                event,
                Objects.requireNonNull(
                        availability.of(List.of(event.capacities())).get(event.id())),
                path,
                problem);
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
                        paths.get(event.details().imageUrl()),
                        null))
                .toList();
    }
}
