package io.holdfast.orders.order;

import io.holdfast.contracts.OrderStatus;
import io.holdfast.orders.order.OrderView.TicketView;
import io.holdfast.telemetry.LogContext;
import io.holdfast.web.Caller;
import io.holdfast.web.IdempotencyKey;
import io.holdfast.web.Page;
import io.holdfast.web.PageRequest;
import io.holdfast.web.ProblemException;
import io.holdfast.web.Replay;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.Valid;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/orders")
class OrderController {

    private static final MediaType CALENDAR = MediaType.parseMediaType("text/calendar;charset=UTF-8");

    private final OrderDesk desk;
    private final OrderService service;
    private final SellBackDesk sellBacks;
    private final Orders orders;
    private final Clock clock;

    OrderController(OrderDesk desk, OrderService service, SellBackDesk sellBacks, Orders orders, Clock clock) {
        this.desk = desk;
        this.service = service;
        this.sellBacks = sellBacks;
        this.orders = orders;
        this.clock = clock;
    }

    /**
     * Holds tickets for ten minutes; free ones are the buyer's at once. Without {@code items} it is one ticket of the event's only
     * tier. "Sold out" is never a guess.
     */
    @PostMapping
    @ApiResponse(
            responseCode = "201",
            headers =
                    @Header(
                            name = "Location",
                            required = true,
                            schema = @Schema(type = "string", format = "uri-reference")),
            useReturnTypeSchema = true)
    @ApiResponse(responseCode = "404", description = "`not-found`: There is no such event on sale.")
    @ApiResponse(
            responseCode = "409",
            description =
                    "`sold-out`, `not-enough-left`, `all-held`, `seats-taken`, `limit-reached`, `sales-closed`: `errors` says"
                            + " what could be had instead. Where some may come back soon, `Retry-After` says when to ask again.")
    ResponseEntity<OrderView> place(
            Caller caller, Optional<IdempotencyKey> key, @Valid @RequestBody PlaceOrderRequest request) {
        OrderDesk.Receipt receipt = desk.place(caller, key, request);
        return new Replay<>(view(receipt.order()), receipt.replayed())
                .respond(ResponseEntity.created(
                        URI.create("/api/orders/" + receipt.order().id())));
    }

    /** The caller's orders, the newest first. */
    @GetMapping
    Page<OrderView> list(Caller caller, PageRequest page) {
        return OrderPages.page(
                orders.ofBuyer(caller.id(), page.size() + 1, OrderPages.position(page)), page, this::view);
    }

    /** An order. */
    @GetMapping("/{id}")
    OrderView read(Caller caller, @PathVariable String id) {
        return view(own(caller, id));
    }

    /** Gives a held order up: its tickets are free at once. Repeating it changes nothing. */
    @DeleteMapping("/{id}")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "409", description = "`order-not-pending`: It is paid, or over in another way.")
    OrderView cancel(Caller caller, @PathVariable String id) {
        return view(service.cancel(own(caller, id)));
    }

    /** Sells a completed order's tickets back: they are on sale again, and the money goes back. */
    @PostMapping({"/sell", "/sell/"})
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "404", description = "`not-found`: There is no such order, or it is not yours.")
    @ApiResponse(
            responseCode = "409",
            description =
                    "`not-sellable`: It is not paid, over already, too close to the start, or the organizer does not want it.")
    OrderView sellBack(Caller caller, @Valid @RequestBody SellBackRequest request) {
        return view(sellBacks.sellBack(caller, request.orderId()));
    }

    /** The tickets of a completed order. */
    @GetMapping("/{id}/tickets")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "409", description = "`not-completed`: There are tickets once the order is completed.")
    List<TicketView> tickets(Caller caller, @PathVariable String id) {
        return OrderView.tickets(completed(caller, id));
    }

    /** The tickets of a completed order to print, a page each with its QR code. */
    @GetMapping(value = "/{id}/tickets.pdf")
    @ApiResponse(
            responseCode = "200",
            content = @Content(mediaType = "application/pdf", schema = @Schema(type = "string", format = "binary")))
    @ApiResponse(responseCode = "409", description = "`not-completed`: There are tickets once the order is completed.")
    ResponseEntity<byte[]> pdf(Caller caller, @PathVariable String id) {
        Order order = completed(caller, id);
        return file("tickets-" + order.id() + ".pdf", MediaType.APPLICATION_PDF, TicketsPdf.of(order));
    }

    /** The event of a completed order, for a calendar. */
    @GetMapping("/{id}/event.ics")
    @ApiResponse(
            responseCode = "200",
            content = @Content(mediaType = "text/calendar;charset=UTF-8", schema = @Schema(type = "string")))
    @ApiResponse(responseCode = "409", description = "`not-completed`: There is an entry once the order is completed.")
    ResponseEntity<byte[]> calendar(Caller caller, @PathVariable String id) {
        Order order = completed(caller, id);
        return file("event-" + order.id() + ".ics", CALENDAR, CalendarEntry.of(order));
    }

    private static ResponseEntity<byte[]> file(String name, MediaType type, byte[] content) {
        ContentDisposition inline = ContentDisposition.inline().filename(name).build();
        return ResponseEntity.ok()
                .contentType(type)
                .header(HttpHeaders.CONTENT_DISPOSITION, inline.toString())
                .body(content);
    }

    private Order own(Caller caller, String id) {
        return orders.find(id)
                .filter(order -> order.terms().buyerId().equals(caller.id()))
                .map(OrderController::named)
                .orElseThrow(ProblemException::notFound);
    }

    private static Order named(Order order) {
        LogContext.order(order.id());
        return order;
    }

    private Order completed(Caller caller, String id) {
        Order order = own(caller, id);
        if (order.status() != OrderStatus.COMPLETED) {
            throw ProblemException.of(
                    HttpStatus.CONFLICT, "not-completed", "There are tickets once the order is completed.");
        }
        return order;
    }

    private OrderView view(Order order) {
        return OrderView.of(order, sellBacks.sellableUntil(order), clock.instant());
    }
}
