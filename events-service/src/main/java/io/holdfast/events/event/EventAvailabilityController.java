package io.holdfast.events.event;

import io.holdfast.events.availability.Availability;
import io.holdfast.events.availability.AvailabilityStore;
import io.holdfast.events.availability.AvailabilityStreams;
import io.holdfast.events.availability.TakenSeats;
import io.holdfast.events.availability.TierCapacities;
import io.holdfast.web.Caller;
import io.holdfast.web.ClientNetwork;
import io.holdfast.web.ProblemException;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Optional;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** {@code /api/events/{id}}: what is left of an event. */
@RestController
@RequestMapping("/api/events/{id}")
class EventAvailabilityController {

    private final EventService events;
    private final AvailabilityStore availability;
    private final AvailabilityStreams streams;

    EventAvailabilityController(EventService events, AvailabilityStore availability, AvailabilityStreams streams) {
        this.events = events;
        this.availability = availability;
        this.streams = streams;
    }

    /** What is left of an event, tier by tier. */
    @GetMapping("/availability")
    @ApiResponse(
            responseCode = "200",
            headers = @Header(name = "ETag", required = true, schema = @Schema(type = "string")),
            useReturnTypeSchema = true)
    @ApiResponse(responseCode = "304", description = "As `If-None-Match` has it already.", content = @Content)
    ResponseEntity<Availability> availability(Optional<Caller> caller, @PathVariable String id) {
        Availability left = availability.of(capacities(id, caller));
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noCache())
                .eTag('"' + left.fingerprint() + '"')
                .body(left);
    }

    /** The numbered seats of an event, and which of them are free. */
    @GetMapping("/seats")
    @ApiResponse(
            responseCode = "200",
            headers = @Header(name = "ETag", required = true, schema = @Schema(type = "string")),
            useReturnTypeSchema = true)
    @ApiResponse(responseCode = "304", description = "As `If-None-Match` has it already.", content = @Content)
    ResponseEntity<SeatMap> seats(Optional<Caller> caller, @PathVariable String id) {
        Event event = events.find(id, caller.map(Caller::id)).orElseThrow(ProblemException::notFound);
        TakenSeats taken = availability.takenSeats(event.capacities());
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
    @GetMapping(path = "/availability/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    ResponseEntity<SseEmitter> stream(HttpServletRequest request, Optional<Caller> caller, @PathVariable String id) {
        TierCapacities capacities = capacities(id, caller);
        if (request.getMethod().equals(HttpMethod.HEAD.name())) {
            // A stream without a body would keep its connection, and with it the next request over it.
            return ResponseEntity.ok().contentType(MediaType.TEXT_EVENT_STREAM).build();
        }
        SseEmitter stream = streams.open(
                        capacities.eventId(), ClientNetwork.of(request.getRemoteAddr()), () -> capacities(id, caller))
                .orElseThrow(() -> ProblemException.unavailable(
                        "Too many are watching already. Ask for the availability without a stream.",
                        Duration.ofSeconds(10)));
        // nginx would otherwise fill a buffer before it passes anything on.
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .header("X-Accel-Buffering", "no")
                .body(stream);
    }

    private TierCapacities capacities(String id, Optional<Caller> caller) {
        return events.outline(id, caller.map(Caller::id))
                .orElseThrow(ProblemException::notFound)
                .capacities();
    }
}
