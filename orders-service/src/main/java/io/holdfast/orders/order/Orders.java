package io.holdfast.orders.order;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoException;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.Sorts;
import io.holdfast.contracts.OrderStatus;
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
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Component;

/** The orders as they are stored. */
@Component
class Orders {

    static final String COLLECTION = "orders";

    /** Marks an id that a crash left without an order, and that may never become one. */
    private static final String VOID = "void";

    private final MongoCollection<Document> collection;

    Orders(MongoTemplate mongo) {
        this.collection = mongo.getCollection(COLLECTION);
        collection.createIndex(
                Indexes.compoundIndex(Indexes.ascending("buyer"), Indexes.descending("createdAt", "_id")),
                new IndexOptions().name("by-buyer"));
    }

    /** Where a list goes on: after the order of this time and id. */
    record Position(Instant createdAt, String id) {}

    Optional<Order> find(String id) {
        return Optional.ofNullable(collection.find(Filters.eq("_id", id)).first())
                .filter(document -> !isVoid(document))
                .map(OrderDocuments::read);
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

    /** A buyer's orders, newest first. */
    List<Order> ofBuyer(String buyerId, int limit, @Nullable Position after) {
        Bson filter = Filters.eq("buyer", buyerId);
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

    /**
     * Inserts new orders.
     *
     * @return the ids that were there before
     * @throws MongoException when it is not known which of them are written
     */
    Set<String> insert(List<Order> orders) {
        List<Document> documents = orders.stream().map(OrderDocuments::write).toList();
        try {
            collection.insertMany(documents, new InsertManyOptions().ordered(false));
            return Set.of();
        } catch (MongoBulkWriteException e) {
            if (e.getWriteConcernError() != null) {
                throw e; // written here, but perhaps nowhere else
            }
            Set<String> there = new HashSet<>();
            for (BulkWriteError error : e.getWriteErrors()) {
                if (error.getCategory() != ErrorCategory.DUPLICATE_KEY) {
                    throw e;
                }
                there.add(orders.get(error.getIndex()).id());
            }
            return there;
        }
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

    /** Replaces the order if it is still at the version before; false if somebody else changed it. */
    boolean save(Order order, long versionBefore) {
        return collection
                        .replaceOne(
                                new Document("_id", order.id()).append("version", versionBefore),
                                OrderDocuments.write(order))
                        .getMatchedCount()
                == 1;
    }
}
