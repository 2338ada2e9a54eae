package io.holdfast.orders.door;

import io.holdfast.orders.order.OrderRecord;
import io.holdfast.orders.sale.OrganizerSales;
import io.holdfast.web.Caller;
import io.holdfast.web.IdempotencyKey;
import io.holdfast.web.Replay;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.Valid;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The doors of an event, for its organizer. */
@RestController
@RequestMapping("/api/orders/events/{eventId}/check-ins")
class DoorController {

    private static final String MISTAKE =
            "The `checkIn` of the ticket that was the mistake. One that was made meanwhile, at another door, is not taken back."
                    + " Without it, whichever there is.";

    private static final String NOT_TAKEN_BACK =
            "`checked-in-again`, `ticket-not-valid`: The ticket was checked in again, which stays, and `errors` says when; or its"
                    + " order was refunded, sold back or cancelled.";

    private final CheckIn checkIn;
    private final OrganizerSales sales;
    private final OrderRecord record;

    DoorController(CheckIn checkIn, OrganizerSales sales, OrderRecord record) {
        this.checkIn = checkIn;
        this.sales = sales;
        this.record = record;
    }

    /**
     * As the event's organizer, admits the holder of a ticket. However many doors send a ticket, one admits its holder; with an
     * {@code Idempotency-Key} that door may ask again when it did not get the answer.
     */
    @PostMapping
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(
            responseCode = "404",
            description = "`not-found`: It is no ticket of this event, or the event is not yours.")
    @ApiResponse(
            responseCode = "409",
            description =
                    "`already-admitted`, `check-in-taken-back`, `ticket-not-valid`: It was admitted before, and `errors` says"
                            + " when; or this request is repeated, and its check-in was taken back; or its order was refunded, sold"
                            + " back or cancelled; or a dispute about its payment is lost and that stops its tickets, which"
                            + " `errors` says then.")
    ResponseEntity<DoorTicketView> checkIn(
            Caller caller,
            Optional<IdempotencyKey> key,
            @PathVariable String eventId,
            @Valid @RequestBody CheckInRequest request) {
        Replay<DoorTicketView> admitted = checkIn.checkIn(caller, key, sales.find(caller, eventId), request);
        record.checkedIn(
                caller, eventId, admitted.value().id(), admitted.value().admittedAt());
        return admitted.respond(ResponseEntity.ok());
    }

    /** Takes a check-in back that was a mistake: the ticket may be used again. Repeating it changes nothing. */
    @DeleteMapping("/{code}")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "409", description = NOT_TAKEN_BACK)
    DoorTicketView takeBack(
            Caller caller,
            @PathVariable String eventId,
            @PathVariable String code,
            @Parameter(description = MISTAKE) @RequestParam Optional<String> checkIn) {
        return takeBack(caller, eventId, new CheckInRequest(code, null, null, null), checkIn);
    }

    /** Takes back the check-in of a guest who was found by name, by the ids of order and ticket. Repeating it changes nothing. */
    @DeleteMapping
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "409", description = NOT_TAKEN_BACK)
    DoorTicketView takeBackFound(
            Caller caller,
            @PathVariable String eventId,
            @RequestParam String orderId,
            @RequestParam String ticketId,
            @Parameter(description = MISTAKE) @RequestParam Optional<String> checkIn) {
        return takeBack(caller, eventId, new CheckInRequest(null, null, orderId, ticketId), checkIn);
    }

    private DoorTicketView takeBack(
            Caller caller, String eventId, CheckInRequest ticket, Optional<String> admissionId) {
        sales.find(caller, eventId);
        // Empty: of a client that was told of no check-in, as by an earlier version.
        String meant = admissionId.filter(id -> !id.isEmpty()).orElse(null);
        CheckIn.TakenBack takenBack = checkIn.undo(eventId, ticket, meant);
        // Also when it is repeated: the first request may have got no further.
        if (takenBack.doorVersion() != null) {
            record.takenBack(caller, eventId, takenBack.ticket().id(), takenBack.doorVersion());
        }
        return takenBack.ticket();
    }
}
