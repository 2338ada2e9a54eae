package io.holdfast.orders.sale;

import io.holdfast.web.Caller;
import io.holdfast.web.ProblemException;
import java.util.List;
import org.springframework.stereotype.Component;

/** The sales of an organizer's own events. */
@Component
public class OrganizerSales {

    private final Sales sales;
    private final SaleStore store;

    OrganizerSales(Sales sales, SaleStore store) {
        this.sales = sales;
        this.store = store;
    }

    /** The events of an organizer, those that end last first, without the first {@code skipped}. */
    public List<Sale> all(String organizer, int skipped, int limit) {
        return store.ofOrganizer(organizer, skipped, limit);
    }

    /** @throws ProblemException {@code 404 not-found} when there is no such event, or it is another organizer's */
    public Sale find(Caller organizer, String eventId) {
        return sales.find(eventId)
                .filter(sale -> sale.isOrganizedBy(organizer.id()))
                .orElseThrow(ProblemException::notFound);
    }
}
