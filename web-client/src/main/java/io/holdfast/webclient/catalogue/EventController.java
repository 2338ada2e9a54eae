package io.holdfast.webclient.catalogue;

import io.holdfast.calendar.CalendarEntry;
import io.holdfast.calendar.CalendarFile;
import io.holdfast.webclient.backend.Event;
import io.holdfast.webclient.backend.Events;
import io.holdfast.webclient.site.Visitor;
import java.time.Clock;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** An event's page, and the event as a calendar file. */
@Controller
class EventController {

    private final Events events;
    private final EventPage page;
    private final Clock clock;

    EventController(Events events, EventPage page, Clock clock) {
        this.events = events;
        this.page = page;
        this.clock = clock;
    }

    @GetMapping("/events/{id:[\\w-]{1,64}}")
    String event(
            @PathVariable String id,
            @RequestParam MultiValueMap<String, String> parameters,
            Visitor visitor,
            Model model) {
        Event event = events.event(id, visitor.sentToken());
        return page.show(event, TicketChoice.of(parameters), ChoiceProblems.NONE, null, visitor, model);
    }

    @GetMapping("/events/{id:[\\w-]{1,64}}/event.ics")
    ResponseEntity<byte[]> calendar(@PathVariable String id, Visitor visitor) {
        CalendarFile file = CalendarFile.of(entry(events.event(id, visitor.sentToken())), clock.instant());
        ContentDisposition name =
                ContentDisposition.inline().filename("event-" + id + ".ics").build();
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType(file.mediaType()))
                .header(HttpHeaders.CONTENT_DISPOSITION, name.toString())
                .body(file.content());
    }

    private static CalendarEntry entry(Event event) {
        Event.Venue venue = event.venue();
        return new CalendarEntry(
                event.id(),
                event.version() == null ? 0 : event.version(),
                event.name(),
                event.startsAt(),
                event.endsAt(),
                venue == null
                        ? null
                        : Stream.of(venue.name(), venue.fullAddress())
                                .filter(part -> !part.isEmpty())
                                .collect(Collectors.joining(", ")),
                event.description(),
                event.isCancelled());
    }
}
