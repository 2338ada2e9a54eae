package io.holdfast.orders.organizer;

import io.holdfast.contracts.OrderStatus;
import io.holdfast.orders.order.Order;
import io.holdfast.orders.order.OrderBounces;
import io.holdfast.orders.order.OrderLists;
import io.holdfast.orders.order.OrderPages;
import io.holdfast.orders.order.OrderView;
import io.holdfast.orders.order.OrderViews;
import io.holdfast.orders.sale.OrganizerSales;
import io.holdfast.web.Caller;
import io.holdfast.web.IdempotencyKey;
import io.holdfast.web.Page;
import io.holdfast.web.PageRequest;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
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

    private final RefundOrder refundOrder;
    private final OrderLists orders;
    private final OrderBounces bounces;
    private final OrderViews views;
    private final OrganizerSales sales;

    OrganizerOrdersController(
            RefundOrder refundOrder, OrderLists orders, OrderBounces bounces, OrderViews views, OrganizerSales sales) {
        this.refundOrder = refundOrder;
        this.orders = orders;
        this.bounces = bounces;
        this.views = views;
        this.sales = sales;
    }

    /**
     * As the event's organizer, gives money back: for {@code tickets}, which are void then and go on sale again; an amount, after which
     * all tickets stay valid; or without either all of it, and the order is over.
     */
    @PostMapping("/{id}/refund")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(
            responseCode = "403",
            description = "`second-factor-needed`: The operator requires a session that began with a second factor.")
    @ApiResponse(
            responseCode = "409",
            description =
                    "`not-refundable`: It is not completed, has been refunded in a hundred parts, or other tickets would be left without"
                            + " anything paid for them: then only all that is left can be.")
    ResponseEntity<OrderView> refund(
            Caller caller,
            Optional<IdempotencyKey> key,
            @PathVariable String id,
            @Valid @RequestBody RefundRequest request) {
        return refundOrder.refund(caller, key, id, request).map(views::of).respond(ResponseEntity.ok());
    }

    /** The orders of an event, for its organizer, the newest first. */
    @GetMapping("/events/{eventId}")
    Page<SoldOrderView> ofEvent(
            Caller caller,
            @PathVariable String eventId,
            @RequestParam(required = false) @Nullable OrderStatus status,
            PageRequest page) {
        sales.find(caller, eventId);
        Page<Order> found = OrderPages.of(
                (limit, after) -> orders.ofEvent(eventId, status, limit, after), page, Function.identity());
        Map<String, Instant> bounced =
                bounces.find(found.items().stream().map(Order::id).toList());
        return new Page<>(
                found.items().stream()
                        .map(order -> SoldOrderView.of(order, bounced.get(order.id())))
                        .toList(),
                found.nextCursor());
    }

    /** All orders of an event as a table, for its organizer. */
    // Each order is written when it is read, so that many orders need no more memory than a few.
    @GetMapping("/events/{eventId}/orders.csv")
    @ApiResponse(
            responseCode = "200",
            content = @Content(mediaType = "text/csv;charset=UTF-8", schema = @Schema(type = "string")))
    void csv(Caller caller, @PathVariable String eventId, HttpServletResponse response) throws IOException {
        sales.find(caller, eventId);
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
}
