package io.holdfast.orders.sale;

import io.holdfast.web.Caller;
import io.holdfast.web.ProblemException;
import org.springframework.stereotype.Component;

/** The sales of an organizer's own events. */
@Component
public class OrganizerSales {

    private final Sales sales;

    OrganizerSales(Sales sales) {
        this.sales = sales;
    }

    /** @throws ProblemException {@code 404 not-found} when there is no such event, or it is another organizer's */
    public Sale find(Caller organizer, String eventId) {
        return sales.find(eventId)
                .filter(sale -> sale.isOrganizedBy(organizer.id()))
                .orElseThrow(ProblemException::notFound);
    }
}
