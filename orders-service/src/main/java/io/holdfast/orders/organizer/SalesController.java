package io.holdfast.orders.organizer;

import io.holdfast.orders.sale.Sales;
import io.holdfast.web.Caller;
import io.holdfast.web.ProblemException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** How an event sells, for its organizer. */
@RestController
class SalesController {

    private final SalesFigures figures;
    private final Sales sales;

    SalesController(SalesFigures figures, Sales sales) {
        this.figures = figures;
        this.sales = sales;
    }

    /** How an event sells, for its organizer. */
    @GetMapping("/api/orders/events/{eventId}/sales")
    SalesView sales(Caller caller, @PathVariable String eventId) {
        return sales.find(eventId)
                .filter(sale -> sale.isOrganizedBy(caller.id()))
                .map(figures::of)
                .orElseThrow(ProblemException::notFound);
    }
}
