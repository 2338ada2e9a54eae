package io.holdfast.orders.buyer;

import io.holdfast.language.Language;
import io.holdfast.orders.buyer.OrderView.TicketView;
import io.holdfast.orders.order.Order;
import io.holdfast.orders.order.OrderLists;
import io.holdfast.orders.order.OrderRecord;
import io.holdfast.orders.order.OrderService;
import io.holdfast.orders.placing.PlaceOrder;
import io.holdfast.orders.placing.PlaceOrderRequest;
import io.holdfast.orders.puzzle.ProofOfWork;
import io.holdfast.web.Caller;
import io.holdfast.web.IdempotencyKey;
import io.holdfast.web.Page;
import io.holdfast.web.PageRequest;
import io.holdfast.web.Replay;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.Valid;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Orders of the signed-in buyer. */
@RestController
@RequestMapping("/api/orders")
class OrderController {

    private final PlaceOrder placeOrder;
    private final SellBack sellBack;
    private final OrderService service;
    private final BuyerOrders buyerOrders;
    private final OrderLists lists;
    private final OrderViews views;
    private final OrderRecord record;

    OrderController(
            PlaceOrder placeOrder,
            SellBack sellBack,
            OrderService service,
            BuyerOrders buyerOrders,
            OrderLists lists,
            OrderViews views,
            OrderRecord record) {
        this.placeOrder = placeOrder;
        this.sellBack = sellBack;
        this.service = service;
        this.buyerOrders = buyerOrders;
        this.lists = lists;
        this.views = views;
        this.record = record;
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
                    "`sold-out`, `not-enough-left`, `all-held`, `seats-taken`, `limit-reached`, `too-many-held`, `sales-closed`:"
                            + " `errors` says what could be had instead, except how much a limit leaves that counts all orders with"
                            + " the buyer's address: anyone can type an address. Where some may come back soon, `Retry-After` says when to"
                            + " ask again."
                            + " `total-too-small`, `total-too-large`, `total-not-chargeable`: no card can be charged that.")
    @ApiResponse(
            responseCode = "428",
            description =
                    "`queue-required`: The event has a waiting room, and you are not admitted from it, or no longer. `waitingRoom`"
                            + " is where to enter, `page` the page for people. `proof-required`, `proof-wrong`, `proof-expired`, `proof-used`:"
                            + " The event, or the load, asks for proof of work; `puzzle` is where to get a puzzle.")
    @ApiResponse(
            responseCode = "429",
            description =
                    "`rate-limited`: You have held many tickets of this event lately and not paid for them, or many orders were"
                            + " placed with this address without an account.")
    ResponseEntity<OrderView> place(
            Caller caller,
            Optional<IdempotencyKey> key,
            @Parameter(
                            description =
                                    "Mails about the order are in this language, if there are mails in it; else in English.")
                    @RequestHeader(name = HttpHeaders.ACCEPT_LANGUAGE, required = false)
                    @Nullable
                    String language,
            @Parameter(
                            description =
                                    "Where the event, or the load, asks for proof of work: the solution of a puzzle. A repeated"
                                            + " request with the same key may repeat it.")
                    @RequestHeader(name = ProofOfWork.HEADER, required = false)
                    @Nullable
                    String solution,
            @Valid @RequestBody PlaceOrderRequest request) {
        String tag = Language.wanted(language).map(Locale::toLanguageTag).orElse(null);
        Replay<OrderView> placed =
                placeOrder.place(caller, key, request, tag, solution).map(views::of);
        return placed.respond(ResponseEntity.created(
                URI.create("/api/orders/" + placed.value().id())));
    }

    /** The caller's orders, the newest first. */
    @GetMapping
    Page<OrderView> list(Caller caller, PageRequest page) {
        return OrderPages.of((limit, after) -> lists.ofBuyer(caller.id(), limit, after), page, views::of);
    }

    /** An order. */
    @GetMapping("/{id}")
    OrderView read(Caller caller, @PathVariable String id) {
        return views.of(buyerOrders.find(caller, id));
    }

    /** Gives a held order up: its tickets are free at once. Repeating it changes nothing. */
    @DeleteMapping("/{id}")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "409", description = "`order-not-pending`: It is paid, or over in another way.")
    OrderView cancel(Caller caller, @PathVariable String id) {
        return views.of(service.cancel(buyerOrders.find(caller, id)));
    }

    /** Sells tickets of a completed order back, or all of them: they are on sale again, and what they cost goes back. */
    @PostMapping({"/sell", "/sell/"})
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "404", description = "`not-found`: There is no such order, or it is not yours.")
    @ApiResponse(
            responseCode = "409",
            description =
                    "`not-sellable`: It is not paid, over already, too close to the start, the organizer does not want it, somebody"
                            + " was let in with such a ticket, or no more is left to be paid back than these tickets cost.")
    OrderView sellBack(Caller caller, @Valid @RequestBody SellBackRequest request) {
        Order soldBack = sellBack.sellBack(caller, request.orderId(), request.tickets());
        record.soldBack(soldBack, request.tickets());
        return views.of(soldBack);
    }

    /** The tickets of a completed order. */
    @GetMapping("/{id}/tickets")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "409", description = "`not-completed`: There are tickets once the order is completed.")
    List<TicketView> tickets(Caller caller, @PathVariable String id) {
        return OrderView.tickets(buyerOrders.findCompleted(caller, id));
    }
}
