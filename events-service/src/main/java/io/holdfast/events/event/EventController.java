package io.holdfast.events.event;

import io.holdfast.events.availability.Availability;
import io.holdfast.events.availability.AvailabilityBoard;
import io.holdfast.events.availability.AvailabilityStreams;
import io.holdfast.events.availability.Places;
import io.holdfast.events.availability.TakenSeats;
import io.holdfast.events.event.EventService.Created;
import io.holdfast.events.event.EventService.KeyReusedException;
import io.holdfast.events.event.EventService.Listing;
import io.holdfast.events.event.EventService.Own;
import io.holdfast.events.event.EventService.TooManyException;
import io.holdfast.events.event.EventStore.Place;
import io.holdfast.events.search.BadQueryException;
import io.holdfast.events.search.EventQuery;
import io.holdfast.events.search.Position;
import io.holdfast.web.Caller;
import io.holdfast.web.ClientNetwork;
import io.holdfast.web.Cursors;
import io.holdfast.web.IdempotencyKey;
import io.holdfast.web.Page;
import io.holdfast.web.PageRequest;
import io.holdfast.web.ProblemException;
import io.holdfast.web.Replay;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** {@code /api/events}. */
@RestController
@RequestMapping("/api/events")
class EventController {

    private final EventService events;
    private final AvailabilityBoard availability;
    private final AvailabilityStreams streams;

    EventController(EventService events, AvailabilityBoard availability, AvailabilityStreams streams) {
        this.events = events;
        this.availability = availability;
        this.streams = streams;
    }

    /**
     * Creates an event, whose organizer is the caller. It is published at once unless its {@code status} is {@code draft}. The
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
        Created created = create(request, caller, key);
        Event event = created.event();
        return new Replay<>(json(event), created.replayed())
                .respond(ResponseEntity.created(URI.create("/api/events/" + event.id())));
    }

    /** Searches what is published and not over. The rows of seating plans are left out. */
    @GetMapping
    Page<EventJson> list(
            @Parameter(description = "Words, perhaps misspelt or unfinished.", schema = @Schema(maxLength = 200))
                    @RequestParam
                    @Nullable
                    String q,
            @Parameter(schema = @Schema(maxLength = 200)) @RequestParam @Nullable String category,
            @Parameter(schema = @Schema(maxLength = 200)) @RequestParam @Nullable String city,
            @Parameter(
                            description = "The earliest start: a time, or a day as the event's own town counts it.",
                            schema = @Schema(maxLength = 200),
                            example = "2027-05-01")
                    @RequestParam
                    @Nullable
                    String from,
            @Parameter(
                            description = "The latest start: a time, or a day as the event's own town counts it.",
                            schema = @Schema(maxLength = 200),
                            example = "2027-05-31T22:00:00Z")
                    @RequestParam
                    @Nullable
                    String to,
            @Parameter(
                            description = "Without it: the best match first or, without a text, by date.",
                            schema = @Schema(allowableValues = {"date", "name", "price"}))
                    @RequestParam
                    @Nullable
                    String sort,
            PageRequest page) {
        try {
            EventQuery query = EventQuery.of(q, category, city, from, to, sort);
            String cursor = page.cursor();
            Position after = cursor == null ? null : Position.of(Cursors.decode(cursor), query.order());
            Listing listing = events.list(query, page.size(), after);
            Position next = listing.next();
            return new Page<>(
                    json(listing.events()),
                    next == null ? null : Cursors.encode(next.parts().toArray()));
        } catch (BadQueryException e) {
            throw ProblemException.invalid(e.parameter(), e.reason());
        }
    }

    /** The caller's own events, whatever their state, the newest first. The rows of seating plans are left out. */
    @GetMapping("/mine")
    Page<EventJson> mine(Caller caller, PageRequest page) {
        String cursor = page.cursor();
        Own own = events.own(caller.id(), page.size(), cursor == null ? null : place(Cursors.decode(cursor)));
        Place next = own.next();
        return new Page<>(
                json(own.events()),
                next == null ? null : Cursors.encode(next.createdAt().toEpochMilli(), next.id()));
    }

    /** An event with what is left of it. A draft is there for its organizer only. */
    @GetMapping("/{id}")
    EventJson read(Optional<Caller> caller, @PathVariable String id) {
        return json(visible(id, caller));
    }

    /** What is left of an event, tier by tier. */
    @GetMapping("/{id}/availability")
    @ApiResponse(
            responseCode = "200",
            headers = @Header(name = "ETag", required = true, schema = @Schema(type = "string")),
            useReturnTypeSchema = true)
    @ApiResponse(responseCode = "304", description = "As `If-None-Match` has it already.", content = @Content)
    ResponseEntity<Availability> availability(Optional<Caller> caller, @PathVariable String id) {
        Availability left = availability.of(places(id, caller));
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noCache())
                .eTag('"' + left.fingerprint() + '"')
                .body(left);
    }

    /** The numbered seats of an event, and which of them are free. */
    @GetMapping("/{id}/seats")
    @ApiResponse(
            responseCode = "200",
            headers = @Header(name = "ETag", required = true, schema = @Schema(type = "string")),
            useReturnTypeSchema = true)
    @ApiResponse(responseCode = "304", description = "As `If-None-Match` has it already.", content = @Content)
    ResponseEntity<SeatMap> seats(Optional<Caller> caller, @PathVariable String id) {
        Event event = visible(id, caller);
        TakenSeats taken = availability.takenSeats(event.places());
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noCache())
                .eTag('"' + SeatMap.fingerprint(event, taken) + '"')
                .body(SeatMap.of(event, taken));
    }

    /**
     * What is left of an event, as Server-Sent Events: now, and after each change, at most twice a second. The data of each is
     * what {@code availability} answers.
     */
    @ApiResponse(
            responseCode = "200",
            content = @Content(mediaType = MediaType.TEXT_EVENT_STREAM_VALUE, schema = @Schema(type = "string")))
    @GetMapping(path = "/{id}/availability/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    ResponseEntity<SseEmitter> stream(HttpServletRequest request, Optional<Caller> caller, @PathVariable String id) {
        Places places = places(id, caller);
        if (request.getMethod().equals(HttpMethod.HEAD.name())) {
            // A stream that may send nothing would keep its connection, and with it whoever is sent over it next.
            return ResponseEntity.ok().contentType(MediaType.TEXT_EVENT_STREAM).build();
        }
        SseEmitter stream = streams.open(
                        places.eventId(), ClientNetwork.of(request.getRemoteAddr()), () -> places(id, caller))
                .orElseThrow(() -> ProblemException.unavailable(
                        "Too many are watching already. Ask for the availability without a stream.",
                        Duration.ofSeconds(10)));
        // nginx would otherwise collect a buffer full before it passes anything on.
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .header("X-Accel-Buffering", "no")
                .body(stream);
    }

    private Created create(EventRequest request, Caller caller, Optional<IdempotencyKey> key) {
        try {
            return events.create(request, caller.id(), key.map(IdempotencyKey::value));
        } catch (InvalidEventException e) {
            throw EventProblems.invalid(e);
        } catch (KeyReusedException e) {
            throw IdempotencyKey.reused();
        } catch (TooManyException e) {
            throw EventProblems.tooMany(e.untilNext());
        }
    }

    private Event visible(String id, Optional<Caller> caller) {
        return events.find(id, caller.map(Caller::id)).orElseThrow(ProblemException::notFound);
    }

    private Places places(String id, Optional<Caller> caller) {
        return events.outline(id, caller.map(Caller::id))
                .orElseThrow(ProblemException::notFound)
                .places();
    }

    private static Place place(List<String> cursor) {
        try {
            return new Place(Instant.ofEpochMilli(Long.parseLong(cursor.getFirst())), cursor.get(1));
        } catch (NumberFormatException | NoSuchElementException | IndexOutOfBoundsException e) {
            throw ProblemException.invalid("cursor", "is not a cursor of this list");
        }
    }

    private EventJson json(Event event) {
        return EventJson.of(event, availability.of(event.places()));
    }

    private List<EventJson> json(List<Event> events) {
        Map<String, Availability> left =
                availability.of(events.stream().map(Event::places).toList());
        return events.stream()
                .map(event -> EventJson.of(event, Objects.requireNonNull(left.get(event.id()))))
                .toList();
    }
}
