package io.holdfast.orders.order;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import io.holdfast.contracts.OrderStatus;
import io.holdfast.messaging.SortedBulkWrites;
import io.holdfast.orders.sale.Sales;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Component;

/**
 * What orders have of a person: the address, the name on the tickets, and whom the invoice is made out to. They are of the
 * {@link OrderTerms}, which no transition writes, so that they can be replaced beside all of them. Invoices that are issued keep what they
 * say: sellers have to keep them.
 */
@Component
public class PersonalData {

    /** In the place of the name, on tickets and in lists. */
    public static final String ERASED = "–";

    private final MongoCollection<Document> orders;
    private final Sales sales;

    PersonalData(MongoTemplate mongo, Sales sales) {
        this.orders = mongo.getCollection(OrderStore.COLLECTION);
        this.sales = sales;
    }

    /** The orders of a buyer that are paid or held, for events that are not over at {@code now}. */
    public List<Order> ordersAhead(String buyer, Instant now, int limit) {
        return orders.find(Filters.and(Filters.eq("buyer", buyer), isAhead(buyer, now)))
                .sort(OrderLists.NEWEST_FIRST)
                .limit(limit)
                .map(OrderDocuments::read)
                .into(new ArrayList<>());
    }

    /** The ids of a buyer's orders. */
    public List<String> ordersOf(String buyer) {
        return ids(Filters.eq("buyer", buyer));
    }

    /** The ids of the orders of an event. */
    public List<String> ordersOfEvent(String event) {
        return ids(Filters.eq("eventId", event));
    }

    private List<String> ids(Bson which) {
        return orders.find(which)
                .projection(Projections.include("_id"))
                .map(document -> document.getString("_id"))
                .into(new ArrayList<>());
    }

    /**
     * Replaces name and address in a buyer's orders, but for those whose tickets are still to be used: their holders are let in by them.
     *
     * @return whether there are none of the latter left
     */
    public boolean erase(String buyer, Instant now) {
        Bson ofBuyer = Filters.eq("buyer", buyer);
        replace(Filters.and(ofBuyer, Filters.nor(isAhead(buyer, now))));
        return orders.find(Filters.and(ofBuyer, named())).limit(1).first() == null;
    }

    /** Replaces name and address in all orders of an event. */
    public void eraseOfEvent(String event) {
        replace(Filters.eq("eventId", event));
    }

    private void replace(Bson which) {
        SortedBulkWrites.updateFound(
                orders,
                Filters.and(which, named()),
                new Document(
                                "$set",
                                new Document("holder", ERASED)
                                        .append("email", null)
                                        .append(OrderDocuments.NAMES, List.of()))
                        .append("$unset", new Document(OrderDocuments.INVOICE_TO, "")));
    }

    /** Not by the name alone: one may have typed what is in the place of names. */
    private static Bson named() {
        return Filters.or(Filters.ne("holder", ERASED), Filters.ne("email", null));
    }

    /** Also of events that would be over by now, but were postponed since they were ordered. */
    private Bson isAhead(String buyer, Instant now) {
        Bson inUse = Filters.in("status", OrderStatus.COMPLETED.name(), OrderStatus.AWAITING_PAYMENT.name());
        Bson notOver = Filters.gt("event.endsAt", Date.from(now));
        Set<String> others = orders.find(Filters.and(Filters.eq("buyer", buyer), inUse, Filters.nor(notOver)))
                .projection(Projections.include("eventId"))
                .map(document -> document.getString("eventId"))
                .into(new HashSet<>());
        List<String> postponed = sales.endingAfter(now, others);
        return Filters.and(inUse, Filters.or(notOver, Filters.in("eventId", postponed)));
    }
}
