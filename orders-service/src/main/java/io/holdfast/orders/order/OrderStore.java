package io.holdfast.orders.order;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.Updates;
import io.holdfast.contracts.OrderStatus;
import io.holdfast.messaging.GroupedInserts;
import io.holdfast.orders.Indexed;
import io.holdfast.orders.inventory.Allocation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Component;

/** The orders as they are stored. */
@Component
public class OrderStore implements Indexed {

    public static final String COLLECTION = "orders";

    /** Marks an id that a crash left without an order, and that may never become one. */
    private static final String VOID = "void";

    private static final int READ_TOGETHER = 500;

    private final MongoCollection<Document> collection;
    private final MongoCollection<Document> batches;

    OrderStore(MongoTemplate mongo) {
        this.collection = mongo.getCollection(COLLECTION);
        this.batches = mongo.getCollection("order_batches");
    }

    @Override
    public void createIndexes() {
        collection.createIndex(
                Indexes.compoundIndex(Indexes.ascending("buyer"), Indexes.descending("createdAt", "_id")),
                new IndexOptions().name("by-buyer"));
        collection.createIndex(
                Indexes.compoundIndex(Indexes.ascending("eventId"), Indexes.descending("createdAt", "_id")),
                new IndexOptions().name("by-event"));
        // Partial: a sparse one took a sixth from the orders that can be placed a second, though none of these has
        // tickets yet.
        collection.createIndex(
                Indexes.ascending(OrderDocuments.CODES),
                new IndexOptions().name("by-code").partialFilterExpression(Filters.exists(OrderDocuments.CODES)));
        collection.createIndex(
                Indexes.ascending(OrderDocuments.OWES_UNITS),
                new IndexOptions()
                        .name("owing-units")
                        .partialFilterExpression(Filters.exists(OrderDocuments.OWES_UNITS)));
    }

    /** Where orders are listed that are placed together. */
    MongoCollection<Document> batches() {
        return batches;
    }

    /** Where a list goes on: after the order of this time and id. */
    public record Position(Instant createdAt, String id) {}

    public Optional<Order> find(String id) {
        return Optional.ofNullable(collection.find(Filters.eq("_id", id)).first())
                .filter(document -> !isVoid(document))
                .map(OrderDocuments::read);
    }

    /** The order among an event's that has, or had, the ticket of this code. */
    public Optional<Order> ofCode(String eventId, String code) {
        return Optional.ofNullable(collection.find(hasCode(code)).first())
                // Orders of earlier versions do not list their codes.
                .or(() -> Optional.ofNullable(collection
                        .find(Filters.and(Filters.eq("eventId", eventId), Filters.eq("tickets.code", code)))
                        .first()))
                .map(OrderDocuments::read)
                .filter(order -> order.terms().eventId().equals(eventId));
    }

    /** In the words of the index, or it would not be used. */
    private static Document hasCode(String code) {
        return new Document(OrderDocuments.CODES, new Document("$eq", code).append("$exists", true));
    }

    /** Whether this id was used up without an order. */
    boolean isVoid(String id) {
        Document document = collection.find(Filters.eq("_id", id)).first();
        return document != null && isVoid(document);
    }

    private static boolean isVoid(Document document) {
        return document.getBoolean(VOID, false);
    }

    /** The orders among {@code ids}; null stands for an id that is void. */
    Map<String, @Nullable Order> findAll(Collection<String> ids) {
        Map<String, @Nullable Order> found = new HashMap<>();
        collection
                .find(Filters.in("_id", ids))
                .forEach(document ->
                        found.put(document.getString("_id"), isVoid(document) ? null : OrderDocuments.read(document)));
        return found;
    }

    /** Those of the ids that were used, by an order or to prevent one. */
    Set<String> known(Collection<String> ids) {
        return collection
                .find(Filters.in("_id", ids))
                .projection(Projections.include("_id"))
                .map(document -> document.getString("_id"))
                .into(new HashSet<>());
    }

    /** As much of an order as tells whether it is waiting for its payment. */
    record Outline(OrderStatus status, Instant expiresAt, Allocation allocation) {

        boolean isWaiting(Instant now) {
            return status == OrderStatus.AWAITING_PAYMENT && now.isBefore(expiresAt);
        }
    }

    /** The outlines of the orders among {@code ids}. */
    Map<String, Outline> outlines(Collection<String> ids) {
        Map<String, Outline> outlines = new HashMap<>();
        collection
                .find(Filters.in("_id", ids))
                .projection(Projections.include(VOID, "status", "expiresAt", "allocation"))
                .forEach(document -> {
                    if (!isVoid(document)) {
                        outlines.put(document.getString("_id"), OrderDocuments.outline(document));
                    }
                });
        return outlines;
    }

    /** A buyer's orders, newest first. */
    List<Order> ofBuyer(String buyerId, int limit, @Nullable Position after) {
        return newestFirst(Filters.eq("buyer", buyerId), limit, after);
    }

    /** An event's orders, newest first; of all states if {@code status} is null. */
    public List<Order> ofEvent(String eventId, @Nullable OrderStatus status, int limit, @Nullable Position after) {
        Bson filter = Filters.eq("eventId", eventId);
        return newestFirst(
                status == null ? filter : Filters.and(filter, Filters.eq("status", status.name())), limit, after);
    }

    private List<Order> newestFirst(Bson which, int limit, @Nullable Position after) {
        Bson filter = which;
        if (after != null) {
            Date createdAt = Date.from(after.createdAt());
            filter = Filters.and(
                    filter,
                    Filters.or(
                            Filters.lt("createdAt", createdAt),
                            Filters.and(Filters.eq("createdAt", createdAt), Filters.lt("_id", after.id()))));
        }
        return collection
                .find(filter)
                .sort(Sorts.descending("createdAt", "_id"))
                .limit(limit)
                .map(OrderDocuments::read)
                .into(new ArrayList<>());
    }

    /** Shows an event's orders one by one, newest first, without what they announced. */
    public void forEachOfEvent(String eventId, Consumer<Order> consumer) {
        collection
                .find(Filters.eq("eventId", eventId))
                .sort(Sorts.descending("createdAt", "_id"))
                .projection(Projections.exclude("outbox"))
                .batchSize(READ_TOGETHER)
                .map(OrderDocuments::read)
                .forEach(consumer);
    }

    /** Ids of orders of an event that want their units, held or bought. */
    List<String> aliveOfEvent(String eventId, int most) {
        return ids(
                Filters.and(
                        Filters.eq("eventId", eventId),
                        Filters.in("status", OrderStatus.AWAITING_PAYMENT.name(), OrderStatus.COMPLETED.name())),
                most);
    }

    /** Ids of orders that are over and may still owe the units they had bought since before {@code time}. */
    List<String> owingUnitsSince(Instant time, int most) {
        // In the words of the index, or it would not be used.
        Document since = new Document("$exists", true).append("$lt", Date.from(time));
        return ids(new Document(OrderDocuments.OWES_UNITS, since), most);
    }

    private List<String> ids(Bson filter, int most) {
        return collection
                .find(filter)
                .projection(Projections.include("_id"))
                .limit(most)
                .batchSize(most)
                .map(document -> document.getString("_id"))
                .into(new ArrayList<>());
    }

    /**
     * Inserts new orders.
     *
     * @return the ids that were there before
     * @throws MongoException when it is not known which of them are written
     */
    Set<String> insert(List<Order> orders) {
        return GroupedInserts.insertAll(
                        collection, orders.stream().map(OrderDocuments::write).toList())
                .stream()
                .map(index -> orders.get(index).id())
                .collect(Collectors.toSet());
    }

    /** Makes sure that there never will be an order of this id; false if there is one. */
    boolean voidId(String id, Instant now) {
        try {
            collection.insertOne(new Document("_id", id)
                    .append(VOID, true)
                    .append("status", OrderStatus.CANCELLED.name())
                    .append("version", 0L)
                    .append("createdAt", Date.from(now)));
            return true;
        } catch (MongoException e) {
            if (ErrorCategory.fromErrorCode(e.getCode()) == ErrorCategory.DUPLICATE_KEY) {
                return isVoid(id);
            }
            throw e;
        }
    }

    /** Writes what was changed at the door, if nothing else was, there or elsewhere; false if something was. */
    public boolean saveAtTheDoor(Order order, long doorVersionBefore) {
        return collection
                        .updateOne(
                                unchanged(order.id(), order.version(), doorVersionBefore),
                                new Document("$set", OrderDocuments.writeTickets(order)))
                        .getMatchedCount()
                == 1;
    }

    /** An order that nobody changed since it was read: not at the door either, or a guest's ticket could be sold back. */
    private static Document unchanged(String id, long version, long doorVersion) {
        return new Document("_id", id)
                .append("version", version)
                .append(OrderDocuments.DOOR_VERSION, doorVersion == 0 ? null : doorVersion);
    }

    /** Writes the order if it is still at the version before; false if somebody else changed it. */
    boolean save(Order order, long versionBefore) {
        return saveAll(Map.of(order, versionBefore));
    }

    /**
     * Writes each order that is still at the version before, all in one go.
     *
     * @param versionsBefore by order
     * @return whether all of them were
     */
    boolean saveAll(Map<Order, Long> versionsBefore) {
        List<UpdateOneModel<Document>> updates = new ArrayList<>(versionsBefore.size());
        versionsBefore.forEach((order, before) -> {
            Document document = OrderDocuments.write(order);
            document.remove("_id");
            updates.add(new UpdateOneModel<>(
                    unchanged(order.id(), before, order.doorVersion()), new Document("$set", document)));
        });
        return collection
                        .bulkWrite(updates, new BulkWriteOptions().ordered(false))
                        .getMatchedCount()
                == updates.size();
    }

    /** The units of these orders, which are over, are back on the shelf. */
    void owesNoUnits(Collection<String> ids) {
        collection.updateMany(Filters.in("_id", ids), Updates.unset(OrderDocuments.OWES_UNITS));
    }

    /** The provider has given back {@code amount} in all, or more by now. */
    void moneyCameBack(String id, long amount) {
        collection.updateOne(Filters.eq("_id", id), Updates.max(OrderDocuments.MONEY_BACK, amount));
    }
}
