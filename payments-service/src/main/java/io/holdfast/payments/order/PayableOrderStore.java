package io.holdfast.payments.order;

import static org.springframework.data.mongodb.core.query.Criteria.where;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.holdfast.contracts.OrderState;
import io.holdfast.messaging.Arrivals;
import io.holdfast.messaging.ChangeWaiter;
import io.holdfast.messaging.GroupedInserts;
import io.holdfast.messaging.GroupedReads;
import io.holdfast.messaging.GuardedUpdates;
import io.holdfast.payments.PaymentsProperties;
import io.holdfast.web.ProblemException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.bson.Document;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.BasicQuery;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.stereotype.Component;

/** The copies of orders. */
@Component
public class PayableOrderStore {

    private static final String COLLECTION = "orders";

    /** Of the messages that the copies are made from. */
    private static final String STREAM = "orders";

    /** How many requests may wait at once for an order's first message. */
    private static final int MAX_WAITING = 256;

    private static final Duration RECENT = Duration.ofSeconds(5);
    private static final Duration AT_ONCE = Duration.ofMillis(200);

    /** There is no copy yet when an order's first version comes, unless its message is repeated or late. */
    private static final long FIRST_VERSION = 1;

    private static final List<String> REPLACED =
            List.of("buyerId", "status", "total", "currency", "expiresAt", "paymentId", "refunded", "version");

    /** What a message of an earlier version does not say is kept. */
    private static final List<String> KEPT = List.of("eventId", "organizerId");

    private final MongoOperations mongo;
    private final GroupedReads<Document> reads;
    private final GroupedInserts inserts;
    private final GuardedUpdates updates;
    private final PaymentsProperties properties;
    private final Arrivals arrivals;
    private final ChangeWaiter changes = new ChangeWaiter();
    private final Semaphore waiting = new Semaphore(MAX_WAITING);

    /** What messages brought here lately. Another replica may have stored something newer. */
    private final Cache<String, PayableOrder> recent =
            Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(RECENT).build();

    PayableOrderStore(MongoOperations mongo, PaymentsProperties properties, Arrivals arrivals) {
        this.mongo = mongo;
        this.reads = GroupedReads.of(mongo.getCollection(COLLECTION));
        this.inserts = new GroupedInserts(mongo.getCollection(COLLECTION));
        this.updates = new GuardedUpdates(mongo.getCollection(COLLECTION));
        this.properties = properties;
        this.arrivals = arrivals;
    }

    /**
     * Keeps a copy of an order, unless the stored one is as new as this or newer. Repeating it changes nothing.
     *
     * @return the copy; empty if another one may be newer
     */
    public Optional<PayableOrder> save(OrderState state) {
        PayableOrder order = PayableOrder.of(state);
        Document document = document(order);
        boolean saved = order.version() == FIRST_VERSION
                ? inserts.insert(document)
                : updates.update(olderThan(order), replacement(document));
        if (saved) {
            recent.asMap().merge(order.id(), order, (one, other) -> one.version() > other.version() ? one : other);
        } else {
            recent.invalidate(order.id());
            replaceOlder(order, document);
        }
        changes.changed(order.id());
        return saved ? Optional.of(order) : Optional.empty();
    }

    private Document document(PayableOrder order) {
        Document document = new Document();
        mongo.getConverter().write(order, document);
        return document;
    }

    private static Document olderThan(PayableOrder order) {
        return new Document("_id", order.id()).append("version", new Document("$lt", order.version()));
    }

    private static Document replacement(Document document) {
        Document set = new Document();
        REPLACED.forEach(field -> set.put(field, document.get(field)));
        KEPT.stream().filter(document::containsKey).forEach(field -> set.put(field, document.get(field)));
        return new Document("$set", set);
    }

    private void replaceOlder(PayableOrder order, Document document) {
        Query older = new BasicQuery(olderThan(order));
        Update update = Update.fromDocument(replacement(document));
        try {
            mongo.upsert(older, update, PayableOrder.class, COLLECTION);
        } catch (DuplicateKeyException e) {
            // There is a copy, and it was not older. If another message inserted it meanwhile, it may be older now: try
            // once more.
            mongo.updateFirst(older, update, PayableOrder.class, COLLECTION);
        }
    }

    /** The orders with these ids of which there is a copy. */
    public List<PayableOrder> findAll(Collection<String> ids) {
        return mongo.find(Query.query(where("_id").in(ids)), PayableOrder.class, COLLECTION);
    }

    public Optional<PayableOrder> find(String id) {
        return reads.find(id).map(document -> mongo.getConverter().read(PayableOrder.class, document));
    }

    /**
     * Finds an order of a buyer, waiting for its first message up to {@link PaymentsProperties#orderWait} if there is no copy yet. It may
     * have changed in the last seconds: to be read again before anything is decided by it.
     *
     * @throws ProblemException with {@code 503} when there is no copy, and its message may not have arrived
     */
    public Optional<PayableOrder> await(String id, String buyerId) {
        return remembered(id, buyerId)
                .or(() ->
                        awaitStored(id, buyerId).filter(order -> order.buyerId().equals(buyerId)));
    }

    private Optional<PayableOrder> remembered(String id, String buyerId) {
        return Optional.ofNullable(recent.getIfPresent(id))
                .filter(order -> order.isAwaitingPayment() && order.buyerId().equals(buyerId));
    }

    private Optional<PayableOrder> awaitStored(String id, String buyerId) {
        if (!waiting.tryAcquire()) {
            return Optional.of(find(id).orElseThrow(this::notArrived));
        }
        try {
            Supplier<Optional<PayableOrder>> look =
                    () -> remembered(id, buyerId).or(() -> find(id));
            // Most arrive at once, before it is worth asking the broker.
            Optional<PayableOrder> soon = changes.await(id, AT_ONCE, look);
            return soon.isPresent() ? soon : awaitArrival(id, look);
        } finally {
            waiting.release();
        }
    }

    private Optional<PayableOrder> awaitArrival(String id, Supplier<Optional<PayableOrder>> look) {
        Arrivals.Moment asked = arrivals.now(STREAM);
        Optional<PayableOrder> arrived = changes.await(id, properties.orderWait(), look);
        if (arrived.isPresent()) {
            return arrived;
        }
        if (!arrivals.areHandled(asked)) {
            throw notArrived();
        }
        // Once more: it may have come between the last look and the question.
        return look.get();
    }

    private ProblemException notArrived() {
        return ProblemException.unavailable(
                "Your order may not have arrived here yet. Nothing was charged.", properties.retryAfter());
    }
}
