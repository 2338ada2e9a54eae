package io.holdfast.orders.buyer;

import io.holdfast.orders.order.InvoiceAddress;
import io.holdfast.orders.order.Order;
import io.holdfast.orders.order.OrderStore;
import io.holdfast.web.Caller;
import io.holdfast.web.ProblemException;
import io.holdfast.web.Tally;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.Valid;
import java.time.Clock;
import java.time.Duration;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Whom receipts are made out to, for buyers who need an invoice. */
@RestController
@RequestMapping("/api/orders/{id}/invoice-address")
class InvoiceController {

    private static final int CHANGES_PER_HOUR = 60;
    private static final int MAX_COUNTED = 10_000;

    private final BuyerOrders buyerOrders;
    private final OrderStore orders;
    private final OrderViews views;
    private final Clock clock;
    private final Tally<String> changes;

    InvoiceController(BuyerOrders buyerOrders, OrderStore orders, OrderViews views, Clock clock) {
        this.buyerOrders = buyerOrders;
        this.orders = orders;
        this.views = views;
        this.clock = clock;
        this.changes = new Tally<>(Duration.ofHours(1), MAX_COUNTED, clock);
    }

    /**
     * Says whom the receipt of a held order is made out to, before it is paid: it is an invoice then. Another address replaces the one
     * before.
     */
    @PutMapping
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(
            responseCode = "409",
            description =
                    "`order-not-pending`, `no-receipts`: It is paid, or over in another way; or it costs nothing, or its event"
                            + " names no seller, and so it gets no receipt.")
    @ApiResponse(
            responseCode = "429",
            description = "`rate-limited`: The caller has asked this often within the last hour.")
    OrderView write(Caller caller, @PathVariable String id, @Valid @RequestBody InvoiceAddress address) {
        Order order = buyerOrders.find(caller, id);
        if (!address.isInACountry()) {
            throw ProblemException.invalid("country", "must be the code of a country, such as DE");
        }
        if (!order.terms().getsReceipt()) {
            throw ProblemException.of(
                    HttpStatus.CONFLICT,
                    "no-receipts",
                    "This order gets no receipt: it costs nothing, or nobody was named who sells its tickets when they were held.");
        }
        Duration wait = changes.take(caller.id(), CHANGES_PER_HOUR);
        if (wait.isPositive()) {
            throw ProblemException.rateLimited("You have changed this many times. Try again later.", wait);
        }
        if (order.isOverdue(clock.instant()) || !orders.setInvoiceAddress(id, address.tidied())) {
            throw ProblemException.of(
                    HttpStatus.CONFLICT, "order-not-pending", "This order does not wait for a payment.");
        }
        return views.of(buyerOrders.find(caller, id));
    }
}
