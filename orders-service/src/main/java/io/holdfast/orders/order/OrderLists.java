package io.holdfast.orders.order;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.cursor.TimeoutMode;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import io.holdfast.contracts.OrderStatus;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Component;

/** Lists of orders, newest first. */
@Component
public class OrderLists {

    private static final int BATCH_SIZE = 500;

    static final Bson NEWEST_FIRST = Sorts.descending("createdAt", "_id");

    private final MongoCollection<Document> orders;

    OrderLists(MongoTemplate mongo) {
        this.orders = mongo.getCollection(OrderStore.COLLECTION);
    }

    /** @param after null for the beginning */
    public List<Order> ofBuyer(String buyerId, int limit, @Nullable OrderCursor after) {
        return find(Filters.eq("buyer", buyerId), limit, after);
    }

    /** An order of this buyer that has tickets of this event. */
    public Optional<Order> completedOf(String buyerId, String eventId) {
        return Optional.ofNullable(orders.find(new Document("buyer", buyerId)
                                .append("eventId", eventId)
                                .append("status", OrderStatus.COMPLETED.name()))
                        .first())
                .map(OrderDocuments::read);
    }

    /**
     * @param status null for all
     * @param after null for the beginning
     */
    public List<Order> ofEvent(String eventId, @Nullable OrderStatus status, int limit, @Nullable OrderCursor after) {
        Bson filter = Filters.eq("eventId", eventId);
        return find(status == null ? filter : Filters.and(filter, Filters.eq("status", status.name())), limit, after);
    }

    /** Reads all orders of an event one by one, without their outboxes. */
    public void forEachOfEvent(String eventId, Consumer<Order> consumer) {
        orders.find(Filters.eq("eventId", eventId))
                .sort(NEWEST_FIRST)
                .projection(Projections.exclude("outbox"))
                .batchSize(BATCH_SIZE)
                .timeoutMode(TimeoutMode.ITERATION)
                .map(OrderDocuments::read)
                .forEach(consumer);
    }

    private List<Order> find(Bson filter, int limit, @Nullable OrderCursor after) {
        return orders.find(after == null ? filter : Filters.and(filter, isAfter(after)))
                .sort(NEWEST_FIRST)
                .limit(limit)
                .map(OrderDocuments::read)
                .into(new ArrayList<>());
    }

    static Bson isAfter(OrderCursor cursor) {
        Date createdAt = Date.from(cursor.createdAt());
        // The first condition is there for the index.
        return Filters.and(
                Filters.lte("createdAt", createdAt),
                Filters.or(Filters.lt("createdAt", createdAt), Filters.lt("_id", cursor.id())));
    }
}
