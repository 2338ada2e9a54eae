package io.holdfast.orders.order;

import io.holdfast.contracts.OrderStatus;
import io.holdfast.orders.sale.Sale;
import io.holdfast.orders.sale.Sales;
import io.holdfast.web.Caller;
import io.holdfast.web.IdempotencyKey;
import io.holdfast.web.Page;
import io.holdfast.web.PageRequest;
import io.holdfast.web.ProblemException;
import io.holdfast.web.Replay;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The orders of an event, for its organizer. */
@RestController
@RequestMapping("/api/orders")
class OrganizerOrdersController {

    private final RefundDesk refunds;
    private final SellBackDesk sellBacks;
    private final Orders orders;
    private final Sales sales;
    private final Clock clock;

    OrganizerOrdersController(RefundDesk refunds, SellBackDesk sellBacks, Orders orders, Sales sales, Clock clock) {
        this.refunds = refunds;
        this.sellBacks = sellBacks;
        this.orders = orders;
        this.sales = sales;
        this.clock = clock;
    }

    /** As the event's organizer, gives money back: an amount or, without one, all of it, and the order is over. */
    @PostMapping("/{id}/refund")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(
            responseCode = "409",
            description =
                    "`not-refundable`: It is not completed, or has been refunded in a hundred parts: then only all that is left can be.")
    ResponseEntity<OrderView> refund(
            Caller caller,
            Optional<IdempotencyKey> key,
            @PathVariable String id,
            @Valid @RequestBody RefundRequest request) {
        RefundDesk.Receipt receipt = refunds.refund(caller, key, id, request);
        Order order = receipt.order();
        return new Replay<>(OrderView.of(order, sellBacks.sellableUntil(order), clock.instant()), receipt.replayed())
                .respond(ResponseEntity.ok());
    }

    /** The orders of an event, for its organizer, the newest first. */
    @GetMapping("/events/{eventId}")
    Page<SoldOrderView> ofEvent(
            Caller caller,
            @PathVariable String eventId,
            @RequestParam(required = false) @Nullable OrderStatus status,
            PageRequest page) {
        own(caller, eventId);
        return OrderPages.page(
                orders.ofEvent(eventId, status, page.size() + 1, OrderPages.position(page)), page, SoldOrderView::of);
    }

    /** All orders of an event as a table, for its organizer. */
    // Written as it is read, so that it needs no more memory for many orders than for a few.
    @GetMapping("/events/{eventId}/orders.csv")
    @ApiResponse(
            responseCode = "200",
            content = @Content(mediaType = "text/csv;charset=UTF-8", schema = @Schema(type = "string")))
    void csv(Caller caller, @PathVariable String eventId, HttpServletResponse response) throws IOException {
        own(caller, eventId);
        response.setContentType("text/csv;charset=UTF-8");
        response.setHeader(
                HttpHeaders.CONTENT_DISPOSITION,
                ContentDisposition.attachment()
                        .filename("orders-" + eventId + ".csv")
                        .build()
                        .toString());
        OrdersCsv csv = new OrdersCsv(response.getWriter());
        orders.forEachOfEvent(eventId, csv::add);
    }

    private Sale own(Caller caller, String eventId) {
        return sales.find(eventId)
                .filter(sale -> sale.isOrganizedBy(caller.id()))
                .orElseThrow(ProblemException::notFound);
    }
}
