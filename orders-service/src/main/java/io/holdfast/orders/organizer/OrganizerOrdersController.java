package io.holdfast.orders.organizer;

import io.holdfast.contracts.OrderStatus;
import io.holdfast.orders.buyer.OrderPages;
import io.holdfast.orders.buyer.OrderView;
import io.holdfast.orders.buyer.OrderViews;
import io.holdfast.orders.document.DocumentTexts;
import io.holdfast.orders.order.Order;
import io.holdfast.orders.order.OrderBounces;
import io.holdfast.orders.order.OrderLists;
import io.holdfast.orders.order.OrderSearch;
import io.holdfast.orders.sale.OrganizerSales;
import io.holdfast.telemetry.LogContext;
import io.holdfast.web.Caller;
import io.holdfast.web.CsvTable;
import io.holdfast.web.IdempotencyKey;
import io.holdfast.web.Page;
import io.holdfast.web.PageRequest;
import io.holdfast.web.ProblemException;
import io.holdfast.web.TableAnswers;
import io.holdfast.web.TableRequest;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
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

    private static final int LONGEST_QUERY = 100;
    private static final String XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    private final RefundOrder refundOrder;
    private final OrderLists orders;
    private final OrderSearch search;
    private final OrderBounces bounces;
    private final OrderViews views;
    private final OrganizerSales sales;
    private final TableAnswers tables;
    private final Clock clock;

    OrganizerOrdersController(
            RefundOrder refundOrder,
            OrderLists orders,
            OrderSearch search,
            OrderBounces bounces,
            OrderViews views,
            OrganizerSales sales,
            TableAnswers tables,
            Clock clock) {
        this.refundOrder = refundOrder;
        this.orders = orders;
        this.search = search;
        this.clock = clock;
        this.bounces = bounces;
        this.views = views;
        this.sales = sales;
        this.tables = tables;
    }

    /**
     * As the event's organizer, gives money back: for {@code tickets}, which are void then and go on sale again; an amount, after which
     * all tickets stay valid unless nothing is left, which {@code left} guards against; or without either all of it, and the order is over.
     */
    @PostMapping("/{id}/refund")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(
            responseCode = "403",
            description = "`second-factor-needed`: The operator requires a session that began with a second factor.")
    @ApiResponse(
            responseCode = "409",
            description =
                    "`not-refundable`: It is not completed, does not have `left` left any more, has been refunded in a"
                            + " hundred parts, or other tickets would be left without anything paid for them: then only all"
                            + " that is left can be.")
    ResponseEntity<OrderView> refund(
            Caller caller,
            Optional<IdempotencyKey> key,
            @PathVariable String id,
            @Valid @RequestBody RefundRequest request) {
        return refundOrder.refund(caller, key, id, request).map(views::of).respond(ResponseEntity.ok());
    }

    /**
     * The orders of an event, for its organizer, the newest first. {@code q} finds them by the number or id, by the code of a ticket, or by
     * beginnings of words of the buyer's name and address, whatever their case, accents and script.
     */
    @GetMapping("/events/{eventId}")
    Page<SoldOrderView> ofEvent(
            Caller caller,
            @PathVariable String eventId,
            @RequestParam(required = false) @Nullable OrderStatus status,
            @RequestParam(required = false) @Nullable String q,
            PageRequest page) {
        boolean lossStops = sales.find(caller, eventId).stopsTicketsOfLostDisputes();
        String typed = q == null ? "" : q.strip();
        if (typed.length() > LONGEST_QUERY) {
            throw ProblemException.invalid("q", "must have at most " + LONGEST_QUERY + " characters");
        }
        OrderPages.OrderList list = typed.isEmpty()
                ? (limit, after) -> orders.ofEvent(eventId, status, limit, after)
                : (limit, after) -> search.find(eventId, typed, status, limit, after);
        Page<Order> found = OrderPages.of(list, page, Function.identity());
        Map<String, Instant> bounced =
                bounces.find(found.items().stream().map(Order::id).toList());
        return new Page<>(
                found.items().stream()
                        .map(order -> SoldOrderView.of(order, bounced.get(order.id()), lossStops))
                        .toList(),
                found.nextCursor());
    }

    /** An order of an event, for its organizer. */
    @GetMapping("/events/{eventId}/orders/{id}")
    EventOrderView orderOfEvent(Caller caller, @PathVariable String eventId, @PathVariable String id) {
        boolean lossStops = sales.find(caller, eventId).stopsTicketsOfLostDisputes();
        Order order = search.find(eventId, id).orElseThrow(ProblemException::notFound);
        LogContext.order(order.id());
        Instant bounced = bounces.find(List.of(order.id())).get(order.id());
        return EventOrderView.of(order, bounced, lossStops, clock.instant());
    }

    /**
     * All orders of an event as a table, for its organizer. Without {@code separator} it is the one that spreadsheets in the request's
     * language expect; with semicolons, amounts have decimal commas. Columns and states are called by keys, the same for all readers, unless
     * {@code headings} asks for words in the reader's language.
     */
    // Each order is written when it is read, so that many orders need no more memory than a few.
    @GetMapping("/events/{eventId}/orders.csv")
    @ApiResponse(responseCode = "200", content = @Content(mediaType = CsvTable.TYPE, schema = @Schema(type = "string")))
    void csv(Caller caller, @PathVariable String eventId, TableRequest table) throws IOException {
        sales.find(caller, eventId);
        OrdersTable.Titles titles = titles(table);
        CsvTable csv = tables.csv("orders-" + eventId + ".csv", titles.columns(), table);
        orders.forEachOfEvent(eventId, order -> csv.add(OrdersTable.cells(order, titles)));
    }

    /** All orders of an event as a workbook for spreadsheets, for its organizer: numbers and times are what they are, and not text. Columns and states are called as in the CSV file. */
    @GetMapping("/events/{eventId}/orders.xlsx")
    @ApiResponse(
            responseCode = "200",
            content = @Content(mediaType = XLSX, schema = @Schema(type = "string", format = "binary")))
    void xlsx(
            Caller caller,
            @PathVariable String eventId,
            @Schema(allowableValues = {"keys", "words"}) @RequestParam(required = false) @Nullable String headings,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        sales.find(caller, eventId);
        OrdersTable.Titles titles = titles(new TableRequest(null, headings, request, response));
        TableAnswers.attach(response, XLSX, "orders-" + eventId + ".xlsx");
        OrdersWorkbook workbook = new OrdersWorkbook(response.getOutputStream(), titles);
        orders.forEachOfEvent(eventId, workbook::add);
        // Only now: a part of the orders must not look like all of them.
        workbook.close();
    }

    private OrdersTable.Titles titles(TableRequest table) {
        return tables.words(table)
                .map(reader -> OrdersTable.Titles.in(new DocumentTexts(reader)))
                .orElse(OrdersTable.Titles.KEYS);
    }
}
