package io.holdfast.events.event;

import io.holdfast.events.availability.Availability;
import io.holdfast.events.availability.AvailabilityStore;
import io.holdfast.events.availability.AvailabilityStreams;
import io.holdfast.events.availability.TierCapacities;
import io.holdfast.web.Caller;
import io.holdfast.web.ClientNetwork;
import io.holdfast.web.ProblemException;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.springframework.core.io.InputStreamResource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** {@code /api/events/{id}}: what is left of an event. */
@RestController
@RequestMapping("/api/events/{id}")
class EventAvailabilityController {

    private final EventService events;
    private final AvailabilityStore availability;
    private final AvailabilityStreams streams;
    private final SeatMaps seatMaps;
    private final SeatMapLimit seatMapLimit;

    EventAvailabilityController(
            EventService events,
            AvailabilityStore availability,
            AvailabilityStreams streams,
            SeatMaps seatMaps,
            SeatMapLimit seatMapLimit) {
        this.events = events;
        this.availability = availability;
        this.streams = streams;
        this.seatMaps = seatMaps;
        this.seatMapLimit = seatMapLimit;
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

    /**
     * The numbered seats of an event, and which of them are free. It may be large: send {@code Accept-Encoding: gzip}, and
     * {@code If-None-Match} when you have it already.
     */
    @GetMapping("/seats")
    @ApiResponse(
            responseCode = "200",
            headers = @Header(name = "ETag", required = true, schema = @Schema(type = "string")),
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                            schema = @Schema(implementation = SeatMap.class)))
    @ApiResponse(responseCode = "304", description = "As `If-None-Match` has it already.", content = @Content)
    @ApiResponse(responseCode = "429", description = "`rate-limited`: You asked for that much too often.")
    ResponseEntity<?> seats(ServletWebRequest request, Optional<Caller> caller, @PathVariable String id)
            throws IOException {
        Event event = events.outline(id, caller.map(Caller::id)).orElseThrow(ProblemException::notFound);
        SeatMapState state = seatMaps.state(event);
        if (request.checkNotModified(state.tag())) {
            return seatMapAnswer(HttpStatus.NOT_MODIFIED).build();
        }
        SeatMapFile file = seatMaps.file(id, state);
        ResponseEntity.BodyBuilder answer =
                seatMapAnswer(HttpStatus.OK).eTag(file.state().tag()).contentType(MediaType.APPLICATION_JSON);
        boolean compressed = ContentCodings.acceptsGzip(request.getHeader(HttpHeaders.ACCEPT_ENCODING));
        seatMapLimit.take(
                caller, request.getRequest().getRemoteAddr(), compressed ? file.gzip().length : file.length());
        return compressed
                ? answer.header(HttpHeaders.CONTENT_ENCODING, ContentCodings.GZIP)
                        .body(file.gzip())
                : answer.contentLength(file.length()).body(new InputStreamResource(file.plain()));
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

    private static ResponseEntity.BodyBuilder seatMapAnswer(HttpStatus status) {
        return ResponseEntity.status(status)
                .cacheControl(CacheControl.noCache())
                .varyBy(HttpHeaders.ACCEPT_ENCODING);
    }
}
