package io.holdfast.events.event;

import io.holdfast.events.event.EventService.OwnEventsPage;
import io.holdfast.events.event.EventService.SearchPage;
import io.holdfast.events.search.BadQueryException;
import io.holdfast.events.search.EventQuery;
import io.holdfast.events.search.SearchCursor;
import io.holdfast.web.Caller;
import io.holdfast.web.Cursors;
import io.holdfast.web.IdempotencyKey;
import io.holdfast.web.Page;
import io.holdfast.web.PageRequest;
import io.holdfast.web.ProblemException;
import io.holdfast.web.Replay;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/events}: creates and finds events. */
@RestController
@RequestMapping("/api/events")
class EventController {

    private final EventService events;
    private final EventViews views;
    private final EventRecord record;

    EventController(EventService events, EventViews views, EventRecord record) {
        this.events = events;
        this.views = views;
        this.record = record;
    }

    /**
     * Creates an event, whose organizer is the caller. It is published at once unless its {@code status} is {@code draft}, and listed once
     * the caller's address is proven. The
     * short form, with {@code price} and {@code capacity} instead of {@code tiers}, has one tier without numbered seats.
     */
    @PostMapping("/new")
    @ApiResponse(
            responseCode = "201",
            headers =
                    @Header(
                            name = "Location",
                            required = true,
                            schema = @Schema(type = "string", format = "uri-reference")),
            useReturnTypeSchema = true)
    @ApiResponse(
            responseCode = "429",
            description = "`rate-limited`: The caller created many events within the last hour.")
    ResponseEntity<EventJson> create(Caller caller, Optional<IdempotencyKey> key, @RequestBody EventRequest request) {
        Replay<Event> created = create(request, caller, key);
        URI location = URI.create("/api/events/" + created.value().id());
        return created.map(views::of).respond(ResponseEntity.created(location));
    }

    /** Searches what is published and not over, or the archive. The rows of seating plans are left out. */
    @GetMapping
    Page<EventJson> list(
            @Parameter(description = "Words, perhaps misspelt or unfinished.", schema = @Schema(maxLength = 200))
                    @RequestParam
                    @Nullable
                    String q,
            @Parameter(schema = @Schema(maxLength = 200)) @RequestParam @Nullable String category,
            @Parameter(schema = @Schema(maxLength = 200)) @RequestParam @Nullable String city,
            @Parameter(
                            description =
                                    "Leaves out what is over before: a time, or a day as the event's own town counts it.",
                            schema = @Schema(maxLength = 200),
                            example = "2027-05-01")
                    @RequestParam
                    @Nullable
                    String from,
            @Parameter(
                            description =
                                    "Leaves out what starts later: a time, or a day as the event's own town counts it.",
                            schema = @Schema(maxLength = 200),
                            example = "2027-05-31T22:00:00Z")
                    @RequestParam
                    @Nullable
                    String to,
            @Parameter(description = "Whether to search the archive: what is over, the latest first.")
                    @RequestParam(defaultValue = "false")
                    boolean past,
            @Parameter(
                            description =
                                    "Without it: the best match first or, without a text, by date. Prices in unlike"
                                            + " currencies are put in order by a rough rate, those in one currency exactly.",
                            schema = @Schema(allowableValues = {"date", "name", "price"}))
                    @RequestParam
                    @Nullable
                    String sort,
            PageRequest page) {
        try {
            EventQuery query = EventQuery.of(q, category, city, from, to, past, sort);
            String cursor = page.cursor();
            SearchCursor after = cursor == null ? null : SearchCursor.of(Cursors.decode(cursor), query.order());
            SearchPage found = events.search(query, page.size(), after);
            SearchCursor next = found.next();
            return new Page<>(
                    views.of(found.events()),
                    next == null ? null : Cursors.encode(next.parts().toArray()));
        } catch (BadQueryException e) {
            throw ProblemException.invalid(e.parameter(), e.reason());
        }
    }

    /** The caller's own events, whatever their state, the newest first. The rows of seating plans are left out. */
    @GetMapping("/mine")
    Page<EventJson> mine(Caller caller, PageRequest page) {
        String cursor = page.cursor();
        OwnEventsPage own =
                events.findOwn(caller.id(), page.size(), cursor == null ? null : OwnEventsCursor.of(cursor));
        OwnEventsCursor next = own.next();
        return new Page<>(views.of(own.events()), next == null ? null : next.text());
    }

    /** An event with what is left of it. A draft is there for its organizer only. */
    @GetMapping("/{id}")
    EventJson read(Optional<Caller> caller, @PathVariable String id) {
        Event event = events.find(id, caller.map(Caller::id)).orElseThrow(ProblemException::notFound);
        return views.of(event, caller);
    }

    /**
     * At most four events that are yet to begin and related to this one: of the same organizer, in the same city or of the same category;
     * those with most in common first.
     */
    @GetMapping("/{id}/related")
    Page<EventJson> related(Optional<Caller> caller, @PathVariable String id) {
        Event event = events.outline(id, caller.map(Caller::id)).orElseThrow(ProblemException::notFound);
        return new Page<>(views.of(events.related(event)), null);
    }

    private Replay<Event> create(EventRequest request, Caller caller, Optional<IdempotencyKey> key) {
        try {
            Replay<Event> created =
                    events.create(request, caller.id(), caller.rights().unproven(), key.map(IdempotencyKey::value));
            record.created(created.value(), caller);
            return created;
        } catch (InvalidEventException e) {
            throw EventProblems.invalid(e);
        } catch (EventRefusedException e) {
            throw EventProblems.of(e, views::of);
        }
    }
}
