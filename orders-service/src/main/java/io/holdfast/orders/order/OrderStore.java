package io.holdfast.orders.order;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.mongodb.ErrorCategory;
import com.mongodb.MongoException;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.Updates;
import io.holdfast.contracts.DisputeState;
import io.holdfast.contracts.OrderState;
import io.holdfast.contracts.OrderStatus;
import io.holdfast.contracts.PaymentState;
import io.holdfast.messaging.CollectionIndexes;
import io.holdfast.messaging.GroupedInserts;
import io.holdfast.messaging.GroupedReads;
import io.holdfast.messaging.GroupedUpdates;
import io.holdfast.messaging.GuardedUpdates;
import io.holdfast.messaging.OutboxMark;
import io.holdfast.messaging.SortedBulkWrites;
import io.holdfast.orders.inventory.OrderSink.LivingOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Component;

/** The orders as they are stored, each written by one update that is guarded by its versions. */
@Component
public class OrderStore {

    public static final String COLLECTION = "orders";

    /** In the document of a void id: there is no order of that id and never will be. */
    private static final String VOID = "void";

    /**
     * In such a document: the event of the order, unless it is not known or there are several. Not where orders have it, so that
     * no list of orders has void ids.
     */
    private static final String VOID_OF = "voidOf";

    /** What orders of a buyer for one event are found by, with a status. */
    static final Document BY_BUYER_AND_EVENT =
            new Document("buyer", 1).append("eventId", 1).append("status", 1);

    /** The same of guests with an address. */
    static final Document BY_GUEST_AND_EVENT =
            new Document(OrderDocuments.GUEST_ADDRESS, 1).append("eventId", 1).append("status", 1);

    /** What all orders of a buyer are found by. */
    static final Document BY_BUYER =
            new Document("buyer", 1).append("createdAt", -1).append("_id", -1);

    private static final List<String> UNPAID = List.of(OrderStatus.AWAITING_PAYMENT.name());

    private static final List<String> ALIVE =
            List.of(OrderStatus.AWAITING_PAYMENT.name(), OrderStatus.COMPLETED.name());

    private static final Duration JUST_NOW = Duration.ofSeconds(5);

    private final MongoCollection<Document> collection;
    private final GroupedReads<Document> reads;
    private final GuardedUpdates updates;
    private final GroupedUpdates charges;

    private final UnlistedCodes unlistedCodes;

    /** By id, of transitions that were written here a moment ago: longer than it takes until the message that tells of it is handled. */
    private final Cache<String, Written> written =
            Caffeine.newBuilder().maximumSize(2_000).expireAfterWrite(JUST_NOW).build();

    OrderStore(MongoTemplate mongo, UnlistedCodes unlistedCodes) {
        this.unlistedCodes = unlistedCodes;
        this.collection = mongo.getCollection(COLLECTION);
        this.reads = GroupedReads.of(collection);
        this.updates = new GuardedUpdates(collection);
        this.charges = new GroupedUpdates(collection);
    }

    public Optional<Order> find(String id) {
        return reads.find(id).filter(document -> !isVoid(document)).map(OrderDocuments::read);
    }

    /**
     * What a transition wrote of an order.
     *
     * @param hasReceipt as {@link Order#hasReceipt}
     */
    public record Written(long version, OrderTerms terms, boolean hasReceipt) {}

    /**
     * What is known of the order that a message tells of, if a transition was written here a moment ago: as that left it, or a later one.
     * Another replica may have written more, and so may what is no transition, such as its buyer's address for an invoice.
     */
    public Optional<Written> written(OrderState told) {
        return Optional.ofNullable(written.getIfPresent(told.id())).filter(known -> known.version() >= told.version());
    }

    /** The order of this event that has, or had, the ticket of this code. */
    public Optional<Order> findByTicketCode(String eventId, String code) {
        Document found = collection.find(hasCode(code)).first();
        if (found == null && unlistedCodes.codesMayBeMissing()) {
            found = collection
                    .find(Filters.and(Filters.eq("eventId", eventId), Filters.eq("tickets.code", code)))
                    .first();
        }
        return Optional.ofNullable(found)
                .map(OrderDocuments::read)
                .filter(order -> order.terms().eventId().equals(eventId));
    }

    static Document hasCode(String code) {
        return CollectionIndexes.indexed(OrderDocuments.CODES, "$eq", code);
    }

    /** Whether this id is void: there is no order of it and never will be. */
    public boolean isVoid(String id) {
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

    /** The outlines of the orders among {@code ids}. */
    Map<String, OrderOutline> findOutlines(Collection<String> ids) {
        Map<String, OrderOutline> outlines = new HashMap<>();
        collection
                .find(Filters.in("_id", ids))
                .projection(Projections.include(VOID, "status", "expiresAt", "allocation", OrderDocuments.ENDED))
                .forEach(document -> {
                    if (!isVoid(document)) {
                        outlines.put(document.getString("_id"), OrderDocuments.readOutline(document));
                    }
                });
        return outlines;
    }

    /** Those of the ids that belong to an order or are void. */
    Set<String> findUsedIds(Collection<String> ids) {
        return collection
                .find(Filters.in("_id", ids))
                .projection(Projections.include("_id"))
                .map(document -> document.getString("_id"))
                .into(new HashSet<>());
    }

    /**
     * The orders of buyers with these keys for an event that are pending or paid, once for each of the keys.
     *
     * @param unpaidOnly leaves out those that are paid
     */
    List<LivingOrder> findAlive(String eventId, Collection<String> buyerKeys, boolean unpaidOnly) {
        Map<String, Document> found = new LinkedHashMap<>();
        for (FindIterable<Document> search : alive(eventId, buyerKeys, unpaidOnly)) {
            search.projection(Projections.include(
                            "buyer", OrderDocuments.ADDRESS, "createdAt", "allocation", OrderDocuments.ENDED))
                    .forEach(document -> found.put(document.getString("_id"), document));
        }
        List<LivingOrder> alive = new ArrayList<>();
        found.values()
                .forEach(document -> keysOf(document)
                        .filter(buyerKeys::contains)
                        .forEach(key -> alive.add(OrderDocuments.readLiving(document, key))));
        return alive;
    }

    /**
     * Claims of other buyers wait for this: whatever a buyer ordered of other events is not read. A database might prefer the index by event
     * and read all of its orders, so the index is named.
     */
    List<FindIterable<Document>> alive(String eventId, Collection<String> buyerKeys, boolean unpaidOnly) {
        Bson ofEvent = Filters.and(Filters.eq("eventId", eventId), Filters.in("status", unpaidOnly ? UNPAID : ALIVE));
        return List.of(
                collection
                        .find(Filters.and(Filters.in("buyer", buyerKeys), ofEvent))
                        .hint(BY_BUYER_AND_EVENT),
                collection.find(Filters.and(ofGuests(buyerKeys), ofEvent)).hint(BY_GUEST_AND_EVENT));
    }

    private static Document ofGuests(Collection<String> addresses) {
        return CollectionIndexes.indexed(OrderDocuments.GUEST_ADDRESS, "$in", List.copyOf(addresses));
    }

    /** What a buyer holds of an event and has not paid. */
    public List<Order> findHeld(String eventId, String buyerId, Instant now) {
        return collection
                .find(Filters.and(
                        Filters.eq("buyer", buyerId), Filters.eq("eventId", eventId), Filters.in("status", UNPAID)))
                .hint(BY_BUYER_AND_EVENT)
                .map(OrderDocuments::read)
                .into(new ArrayList<>())
                .stream()
                .filter(order -> now.isBefore(order.expiresAt()))
                .toList();
    }

    /** What buyers with these keys ordered of an event since {@code since} and never paid, the oldest first. */
    public List<GivenUp> findGivenUp(String eventId, Collection<String> buyerKeys, Instant since) {
        Map<String, Document> found = new LinkedHashMap<>();
        // Of the last hour, whatever the event, are fewer than of the event, whenever they were placed.
        findGivenUp(Filters.in("buyer", buyerKeys), BY_BUYER, eventId, since, found);
        findGivenUp(ofGuests(buyerKeys), BY_GUEST_AND_EVENT, eventId, since, found);
        return found.values().stream()
                .map(OrderDocuments::readGivenUp)
                .sorted(Comparator.comparing(GivenUp::placedAt))
                .toList();
    }

    private void findGivenUp(Bson filter, Bson index, String eventId, Instant since, Map<String, Document> found) {
        collection
                .find(Filters.and(
                        filter,
                        Filters.eq("eventId", eventId),
                        Filters.gte("createdAt", Date.from(since)),
                        Filters.in("status", OrderStatus.EXPIRED.name(), OrderStatus.CANCELLED.name())))
                .hint(index)
                .projection(Projections.include("createdAt", "lines"))
                .forEach(document -> found.put(document.getString("_id"), document));
    }

    private static Stream<String> keysOf(Document order) {
        return Stream.of(order.getString("buyer"), order.getString(OrderDocuments.ADDRESS))
                .filter(Objects::nonNull);
    }

    /**
     * Outlines of up to {@code limit} orders of an event, whatever their status, newest first.
     *
     * @param after null for the beginning
     * @param createdSince leaves out older ones; null for none
     */
    List<EventOrder> findOfEvent(
            String eventId, @Nullable OrderCursor after, @Nullable Instant createdSince, int limit) {
        List<Bson> filters = new ArrayList<>(List.of(Filters.eq("eventId", eventId)));
        if (after != null) {
            filters.add(OrderLists.isAfter(after));
        }
        if (createdSince != null) {
            filters.add(Filters.gte("createdAt", Date.from(createdSince)));
        }
        return collection
                .find(Filters.and(filters))
                .sort(OrderLists.NEWEST_FIRST)
                .projection(Projections.include("createdAt", "status"))
                .limit(limit)
                .batchSize(limit)
                .map(document -> new EventOrder(
                        new OrderCursor(document.getDate("createdAt").toInstant(), document.getString("_id")),
                        OrderStatus.valueOf(document.getString("status"))))
                .into(new ArrayList<>());
    }

    /** Ids of up to {@code limit} orders that ended before {@code time} and whose units the blocks may still list as sold. */
    List<String> findUnreleasedIds(Instant time, int limit) {
        return findIds(CollectionIndexes.indexed(OrderDocuments.UNRELEASED_SINCE, "$lt", Date.from(time)), limit);
    }

    private List<String> findIds(Bson filter, int limit) {
        return collection
                .find(filter)
                .projection(Projections.include("_id"))
                .limit(limit)
                .batchSize(limit)
                .map(document -> document.getString("_id"))
                .into(new ArrayList<>());
    }

    /**
     * Inserts new orders.
     *
     * @return the ids that were used before, by an order or void; what is stored under them is unchanged
     * @throws MongoException when it is not known which of them are written
     */
    Set<String> insert(List<Order> orders) {
        return GroupedInserts.insertAll(
                        collection, orders.stream().map(OrderDocuments::write).toList())
                .stream()
                .map(index -> orders.get(index).id())
                .collect(Collectors.toSet());
    }

    /**
     * Makes an id void, so that there will never be an order of it; false if there is one. If it was void already, because of an order of
     * another event, its event is not known any more.
     *
     * @param eventId of the order that there will never be; null if it is not known
     */
    boolean voidId(String id, @Nullable String eventId, Instant now) {
        Document mark = new Document("_id", id)
                .append(VOID, true)
                .append("status", OrderStatus.CANCELLED.name())
                .append("version", 0L)
                .append("createdAt", Date.from(now));
        if (eventId != null) {
            mark.append(VOID_OF, eventId);
        }
        try {
            collection.insertOne(mark);
            return true;
        } catch (MongoException e) {
            if (ErrorCategory.fromErrorCode(e.getCode()) == ErrorCategory.DUPLICATE_KEY) {
                return isVoidAlready(id, eventId);
            }
            throw e;
        }
    }

    private boolean isVoidAlready(String id, @Nullable String eventId) {
        Document document = collection.find(Filters.eq("_id", id)).first();
        if (document == null || !isVoid(document)) {
            return false;
        }
        String noted = document.getString(VOID_OF);
        if (noted != null && !noted.equals(eventId)) {
            collection.updateOne(Filters.eq("_id", id), Updates.unset(VOID_OF));
        }
        return true;
    }

    /** Writes a transition; false if the order was changed since it was read at this version. */
    boolean save(Order order, long versionBefore) {
        boolean saved = updates.update(untouched(order, versionBefore), transition(order));
        if (saved) {
            written.put(order.id(), new Written(order.version(), order.terms(), order.hasReceipt()));
        }
        return saved;
    }

    /**
     * Writes a transition of each order, unless that order was changed since it was read, all at once.
     *
     * @param versionsBefore the version each order was read at
     * @return those that were written, in their order
     */
    List<Order> saveAll(Map<Order, Long> versionsBefore) {
        List<UpdateOneModel<Document>> all = new ArrayList<>(versionsBefore.size());
        versionsBefore.forEach(
                (order, before) -> all.add(new UpdateOneModel<>(untouched(order, before), transition(order))));
        Iterator<Boolean> written = updates.updateEach(all).iterator();
        return versionsBefore.keySet().stream().filter(_ -> written.next()).toList();
    }

    /** As it was read, with name and address too if a transition writes the words of them: {@link PersonalData} may have replaced those. */
    private static Document untouched(Order order, long versionBefore) {
        Document unchanged = unchanged(order.id(), versionBefore, order.doorVersion());
        return OrderDocuments.hasNames(order)
                ? unchanged
                        .append("holder", order.terms().holder())
                        .append("email", order.terms().email())
                : unchanged;
    }

    private static Document transition(Order order) {
        Document document = OrderDocuments.writeState(order);
        document.putAll(order.outbox().unpublishedFields());
        return new Document("$set", document);
    }

    /**
     * Writes what a door changed; false if the order was changed since it was read at this door version, or more was reported of its
     * money: a dispute may be lost, and the ticket stopped by that.
     */
    public boolean saveTickets(Order order, long doorVersionBefore) {
        Document unchanged = unchanged(order.id(), order.version(), doorVersionBefore)
                .append(OrderDocuments.REFUND_VERSION, order.moneyReport() == 0 ? null : order.moneyReport());
        return collection
                        .updateOne(unchanged, new Document("$set", OrderDocuments.writeTickets(order)))
                        .getMatchedCount()
                == 1;
    }

    /** Both versions guard both kinds of writes: a ticket that is being admitted must not be sold back, nor the reverse. */
    private static Document unchanged(String id, long version, long doorVersion) {
        return new Document("_id", id)
                .append("version", version)
                .append(OrderDocuments.DOOR_VERSION, doorVersion == 0 ? null : doorVersion);
    }

    /** Notes that the units of these orders, which are over, are released. */
    void markReleased(Collection<String> ids) {
        SortedBulkWrites.updateAll(collection, ids, new Document(), Updates.unset(OrderDocuments.UNRELEASED_SINCE));
    }

    /** Notes that the units are released which the order gave up by this version or before; a later version may have given up more. */
    void markReleased(Order order) {
        collection.updateOne(
                new Document("_id", order.id()).append("version", order.version()),
                Updates.unset(OrderDocuments.UNRELEASED_SINCE));
    }

    /**
     * Notes what payments-service reports of the money of an order that is charged, unless a later report is noted. An order that was
     * written before reports had versions keeps a higher amount, unless this report is of a refund that failed.
     */
    void saveRefundProgress(PaymentState payment) {
        Document older = new Document(OrderDocuments.REFUND_VERSION, new Document("$lt", payment.version()));
        Document unversioned = new Document(OrderDocuments.REFUND_VERSION, null);
        if (payment.refundFailed() == null) {
            unversioned.append(
                    "$or",
                    List.of(
                            new Document(OrderDocuments.REFUND_PAID, null),
                            new Document(OrderDocuments.REFUND_PAID, new Document("$lte", payment.refunded()))));
        }
        // If a part was refunded by hand before the capture was known, no message but this one tells of the charge.
        Document unset = new Document(OrderDocuments.UNCHARGED, "");
        Document update = new Document("$set", OrderDocuments.refundProgress(payment)).append("$unset", unset);
        if (payment.disputes() == null) {
            unset.append(OrderDocuments.DISPUTES, "")
                    .append(OrderDocuments.DISPUTES_LOST, "")
                    .append(OrderDocuments.DISPUTES_VERSION, "");
        }
        if (isLost(payment.dispute())) {
            update.append("$min", new Document(OrderDocuments.LOST_SINCE, payment.version()));
        } else {
            unset.append(OrderDocuments.LOST_SINCE, "");
        }
        collection.updateOne(new Document("_id", payment.orderId()).append("$or", List.of(older, unversioned)), update);
    }

    private static boolean isLost(@Nullable DisputeState dispute) {
        return dispute != null && dispute.status() == DisputeState.Status.LOST;
    }

    /** Notes that what was authorized for the order is charged. */
    void setCharged(String id) {
        charges.update(new UpdateOneModel<>(
                new Document("_id", id), new Document("$unset", new Document(OrderDocuments.UNCHARGED, ""))));
    }

    /**
     * The same, and with the same write that messages of the order were published.
     *
     * @return false if there are newer messages, or these have been marked, or deleted, meanwhile; nothing is written then
     */
    boolean setCharged(String id, OutboxMark published) {
        Document guard = new Document("_id", id);
        guard.putAll(published.guard());
        guard.putAll(published.nothingElse());
        Document unset = new Document(OrderDocuments.UNCHARGED, "");
        unset.putAll(OutboxMark.settled());
        return updates.update(guard, new Document("$set", published.fields()).append("$unset", unset));
    }

    /** Writes whom the receipt is made out to; false unless the order waits for its payment. */
    public boolean setInvoiceAddress(String id, InvoiceAddress address) {
        return collection
                        .updateOne(
                                new Document("_id", id).append("status", OrderStatus.AWAITING_PAYMENT.name()),
                                Updates.set(OrderDocuments.INVOICE_TO, InvoiceAddresses.write(address)))
                        .getMatchedCount()
                == 1;
    }

    /** Notes that nothing is left to be paid back of {@code amount} minor units: nothing of them was charged. */
    void setNothingCharged(String id, long amount) {
        collection.updateOne(Filters.eq("_id", id), Updates.max(OrderDocuments.REFUND_PAID, amount));
    }
}
