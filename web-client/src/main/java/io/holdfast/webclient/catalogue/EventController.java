package io.holdfast.webclient.catalogue;

import io.holdfast.calendar.CalendarFile;
import io.holdfast.webclient.backend.Event;
import io.holdfast.webclient.backend.EventAddress;
import io.holdfast.webclient.backend.Events;
import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.site.ReaderLanguage;
import io.holdfast.webclient.site.Visitor;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.view.RedirectView;

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

    /** The page. Each event has one address; every other one with its id, such as that by an earlier name, redirects there. */
    @GetMapping("/events/{address}")
    Object event(
            @PathVariable String address,
            @RequestParam MultiValueMap<String, String> parameters,
            Visitor visitor,
            HttpServletRequest request,
            Model model) {
        String id = EventAddress.idIn(address)
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "no id of an event"));
        Event event = event(id, visitor);
        if (!EventAddress.isOf(event.id(), event.ownName(), address)) {
            return moved(event, request.getQueryString());
        }
        return page.show(event, TicketChoice.of(parameters), ChoiceProblems.NONE, null, visitor, model);
    }

    /** For its organizer also a draft, with the token as it was sent, or as it is renewed if that has ended. */
    private Event event(String id, Visitor visitor) {
        String sent = visitor.sentToken();
        try {
            return events.event(id, sent);
        } catch (ServiceProblem problem) {
            String renewed = visitor.token();
            if (problem.status() == 404 && !Objects.equals(renewed, sent)) {
                return events.event(id, renewed);
            }
            throw problem;
        }
    }

    private static RedirectView moved(Event event, @Nullable String query) {
        RedirectView view = new RedirectView(query == null ? event.path() : event.path() + "?" + query);
        view.setStatusCode(HttpStatus.MOVED_PERMANENTLY);
        view.setExpandUriTemplateVariables(false);
        view.setExposeModelAttributes(false);
        return view;
    }

    @GetMapping("/events/{id:[\\w-]{1,64}}/event.ics")
    ResponseEntity<byte[]> calendar(@PathVariable String id, Visitor visitor, Locale reader) {
        Event event = event(id, visitor).in(reader);
        CalendarFile file = CalendarFile.of(CalendarEntries.of(event), clock.instant());
        ContentDisposition name =
                ContentDisposition.inline().filename("event-" + id + ".ics").build();
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType(file.mediaType()))
                .header(HttpHeaders.CONTENT_DISPOSITION, name.toString())
                .header(HttpHeaders.VARY, ReaderLanguage.VARY)
                .body(file.content());
    }
}
