package io.holdfast.events.event;

import io.holdfast.events.availability.Availability;
import io.holdfast.events.availability.AvailabilityStore;
import io.holdfast.events.organizer.Organizers;
import io.holdfast.events.picture.Pictures;
import io.holdfast.web.Caller;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Adds to events what is left of them, and where their pictures are. */
@Component
class EventViews {

    private final AvailabilityStore availability;
    private final Pictures pictures;
    private final Organizers organizers;

    EventViews(AvailabilityStore availability, Pictures pictures, Organizers organizers) {
        this.availability = availability;
        this.pictures = pictures;
        this.organizers = organizers;
    }

    /** The event as this caller may see it. */
    EventJson of(Event event, Optional<Caller> caller) {
        boolean own =
                caller.filter(asking -> asking.id().equals(event.organizerId())).isPresent();
        boolean whole = own
                || event.takenDown() == null
                || caller.filter(asking -> asking.rights().operator()).isPresent();
        return whole ? of(event, own) : of(event, own).withoutContent();
    }

    /** The event as its organizer sees it. */
    EventJson of(Event event) {
        return of(event, true);
    }

    /** The event as an operator sees it. */
    EventJson operated(Event event) {
        return of(event, false);
    }

    private EventJson of(Event event, boolean own) {
        String imageUrl = event.details().imageUrl();
        @Nullable
        String path =
                imageUrl == null ? null : pictures.paths(List.of(imageUrl)).get(imageUrl);
        String problem = imageUrl == null || path != null
                ? null
                : pictures.problem(imageUrl).orElse(null);
        return EventJson.of(event, availability.of(event.capacities()), path, problem, isListed(event), own);
    }

    private boolean isListed(Event event) {
        return event.takenDown() == null && organizers.isListed(event.organizerId());
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
                        null,
                        isListed(event),
                        false))
                .toList();
    }
}
