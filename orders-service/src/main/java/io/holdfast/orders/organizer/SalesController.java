package io.holdfast.orders.organizer;

import io.holdfast.orders.sale.OrganizerSales;
import io.holdfast.web.Caller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** How an event sells, for its organizer. */
@RestController
class SalesController {

    private final SalesFigures figures;
    private final OrganizerSales sales;

    SalesController(SalesFigures figures, OrganizerSales sales) {
        this.figures = figures;
        this.sales = sales;
    }

    /** How an event sells, for its organizer. */
    @GetMapping("/api/orders/events/{eventId}/sales")
    SalesView sales(Caller caller, @PathVariable String eventId) {
        return figures.of(sales.find(caller, eventId));
    }
}
