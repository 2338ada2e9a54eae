package io.holdfast.orders.order;

import io.holdfast.orders.sale.Sales;
import io.holdfast.web.Caller;
import io.holdfast.web.IdempotencyKey;
import io.holdfast.web.ProblemException;
import io.holdfast.web.Replay;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.Valid;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The doors of an event, for its organizer. */
@RestController
@RequestMapping("/api/orders/events/{eventId}/check-ins")
class DoorController {

    private final DoorDesk desk;
    private final Sales sales;

    DoorController(DoorDesk desk, Sales sales) {
        this.desk = desk;
        this.sales = sales;
    }

    /**
     * As the event's organizer, lets the holder of a ticket in. However many doors see a ticket, one lets its holder in; with an
     * {@code Idempotency-Key} that door may ask again when it did not hear the answer.
     */
    @PostMapping
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(
            responseCode = "404",
            description = "`not-found`: It is no ticket of this event, or the event is not yours.")
    @ApiResponse(
            responseCode = "409",
            description =
                    "`already-admitted`, `ticket-not-valid`: Somebody was let in with it before, and `errors` says when; or its"
                            + " order was refunded, sold back or cancelled.")
    ResponseEntity<DoorTicketView> checkIn(
            Caller caller,
            Optional<IdempotencyKey> key,
            @PathVariable String eventId,
            @Valid @RequestBody CheckInRequest request) {
        requireOwn(caller, eventId);
        DoorDesk.Receipt receipt = desk.checkIn(caller, key, eventId, request);
        return new Replay<>(receipt.ticket(), receipt.replayed()).respond(ResponseEntity.ok());
    }

    /** Takes a check-in back that was a mistake: the ticket may be used again. Repeating it changes nothing. */
    @DeleteMapping("/{code}")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(
            responseCode = "409",
            description = "`ticket-not-valid`: Its order was refunded, sold back or cancelled.")
    DoorTicketView takeBack(Caller caller, @PathVariable String eventId, @PathVariable String code) {
        requireOwn(caller, eventId);
        return desk.takeBack(eventId, code);
    }

    private void requireOwn(Caller caller, String eventId) {
        if (sales.find(eventId).filter(sale -> sale.isOrganizedBy(caller.id())).isEmpty()) {
            throw ProblemException.notFound();
        }
    }
}
