package io.holdfast.orders.cancellation;

import io.holdfast.orders.cancellation.CancellationStore.Cancellation;
import io.holdfast.orders.organizer.EventFigures;
import io.holdfast.orders.sale.OrganizerSales;
import io.holdfast.orders.sale.Sale;
import io.holdfast.web.Caller;
import java.util.Optional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

@RestController
class CancellationController {

    private final CancellationStore cancellations;
    private final EventFigures figures;
    private final OrganizerSales sales;

    CancellationController(CancellationStore cancellations, EventFigures figures, OrganizerSales sales) {
        this.cancellations = cancellations;
        this.figures = figures;
        this.sales = sales;
    }

    /** How far the cancellation of an event is, or what it would do, for its organizer. */
    @GetMapping("/api/orders/events/{eventId}/cancellation")
    CancellationView cancellation(Caller caller, @PathVariable String eventId) {
        Sale sale = sales.find(caller, eventId);
        // The figures are read last: an order that comes in between counts as remaining.
        Optional<Cancellation> cancellation = cancellations.find(eventId);
        return CancellationView.of(
                eventId,
                sale.event().currency(),
                cancellation.isPresent() || sale.isCancelled(),
                cancellation.filter(Cancellation::cleared).isPresent(),
                figures.of(eventId));
    }
}
