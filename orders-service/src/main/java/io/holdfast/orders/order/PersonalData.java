package io.holdfast.orders.order;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import io.holdfast.contracts.OrderStatus;
import io.holdfast.messaging.SortedBulkWrites;
import io.holdfast.orders.sale.Sales;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
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

    private static final int ERASED_TOGETHER = 1_000;

    /**
     * For how long after a refund who waits for the money stays known: longer than refunds are tried again and most disputes take. Of refunds
     * from before they were reported, it is not known whether they arrived.
     */
    static final Duration WAITING = Duration.ofDays(120);

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
        return orders.find(Filters.eq("buyer", buyer))
                .projection(Projections.include("_id"))
                .map(document -> document.getString("_id"))
                .into(new ArrayList<>());
    }

    /**
     * Replaces name and address in a buyer's orders, but for those whose tickets are still to be used, since their holders are let in by them,
     * and those whose money is on its way back: if it does not arrive, the buyer is told, and paid in another way.
     *
     * @return whether there are none of the latter left
     */
    public boolean erase(String buyer, Instant now) {
        Bson ofBuyer = Filters.eq("buyer", buyer);
        Bson needed = Filters.or(isAhead(buyer, now), Filters.in("_id", owed(buyer, now)));
        SortedBulkWrites.updateFound(orders, Filters.and(ofBuyer, Filters.nor(needed), named()), erasing());
        return orders.find(Filters.and(ofBuyer, named())).limit(1).first() == null;
    }

    /** The ids of a buyer's orders of which money is to go back that has not arrived. */
    private List<String> owed(String buyer, Instant now) {
        List<Order> refunded = orders.find(Filters.and(Filters.eq("buyer", buyer), Filters.gt("refunded", 0L), named()))
                .map(OrderDocuments::read)
                .into(new ArrayList<>());
        return refunded.stream()
                .filter(order -> order.refundOwed() > 0)
                .filter(order -> order.refunds().getLast().at().plus(WAITING).isAfter(now))
                .map(Order::id)
                .toList();
    }

    /**
     * Orders of an event that have no name and address any more.
     *
     * @param next where those begin that are left; null if there are none
     */
    public record Erased(List<String> orders, @Nullable OrderCursor next) {}

    /**
     * Replaces name and address in some orders of an event, the newest of those that are left. By their place and not by what they have: a
     * search for those that are left would begin with all that are done, every time.
     *
     * @param after null for the beginning
     */
    public Erased eraseOfEvent(String event, @Nullable OrderCursor after) {
        Bson ofEvent = Filters.eq("eventId", event);
        List<OrderCursor> found = orders.find(after == null ? ofEvent : Filters.and(ofEvent, OrderLists.isAfter(after)))
                .sort(OrderLists.NEWEST_FIRST)
                .projection(Projections.include("createdAt"))
                .limit(ERASED_TOGETHER)
                .batchSize(ERASED_TOGETHER)
                .map(order -> new OrderCursor(order.getDate("createdAt").toInstant(), order.getString("_id")))
                .into(new ArrayList<>());
        List<String> ids = found.stream().map(OrderCursor::id).toList();
        SortedBulkWrites.updateAll(orders, ids, named(), erasing());
        return new Erased(ids, found.size() < ERASED_TOGETHER ? null : found.getLast());
    }

    private static Bson erasing() {
        return new Document(
                        "$set",
                        new Document("holder", ERASED).append("email", null).append(OrderDocuments.NAMES, List.of()))
                .append("$unset", new Document(OrderDocuments.INVOICE_TO, ""));
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
