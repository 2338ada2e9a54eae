package io.holdfast.payments.order;

import static org.springframework.data.mongodb.core.query.Criteria.where;

import io.holdfast.contracts.OrderState;
import io.holdfast.messaging.ChangeWaiter;
import io.holdfast.messaging.GroupedInserts;
import io.holdfast.payments.PaymentsProperties;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.bson.Document;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.stereotype.Component;

/** The copies of orders. */
@Component
public class PayableOrders {

    private static final String COLLECTION = "orders";
    private static final int WAITERS = 256;

    /** An order's first version finds no copy, unless it is said twice or late. */
    private static final long FIRST = 1;

    private final MongoOperations mongo;
    private final GroupedInserts inserts;
    private final PaymentsProperties properties;
    private final ChangeWaiter awaiting = new ChangeWaiter();
    private final Semaphore waiters = new Semaphore(WAITERS);

    PayableOrders(MongoOperations mongo, PaymentsProperties properties) {
        this.mongo = mongo;
        this.inserts = new GroupedInserts(mongo.getCollection(COLLECTION));
        this.properties = properties;
    }

    /** Remembers an order, unless it is already known as new as this or newer. Repeating it changes nothing. */
    public void remember(OrderState state) {
        PayableOrder order = PayableOrder.of(state);
        if (order.version() > FIRST || !inserts.insert(document(order))) {
            replace(order);
        }
        awaiting.changed(order.id());
    }

    private Document document(PayableOrder order) {
        Document document = new Document();
        mongo.getConverter().write(order, document);
        return document;
    }

    private void replace(PayableOrder order) {
        Update update = new Update()
                .set("buyerId", order.buyerId())
                .set("status", order.status())
                .set("total", order.total())
                .set("currency", order.currency())
                .set("expiresAt", order.expiresAt())
                .set("paymentId", order.paymentId())
                .set("refunded", order.refunded())
                .set("version", order.version());
        Query older = Query.query(where("_id").is(order.id()).and("version").lt(order.version()));
        try {
            mongo.upsert(older, update, PayableOrder.class, COLLECTION);
        } catch (DuplicateKeyException e) {
            // It is there, and not older. When two first messages raced, the loser may be the newer one: look once
            // more.
            mongo.updateFirst(older, update, PayableOrder.class, COLLECTION);
        }
    }

    public Optional<PayableOrder> find(String id) {
        return Optional.ofNullable(mongo.findById(id, PayableOrder.class, COLLECTION));
    }

    /** Waits a moment for an order that was placed just now, for its message may still be on its way. */
    public Optional<PayableOrder> await(String id) {
        Optional<PayableOrder> known = find(id);
        if (known.isPresent() || !waiters.tryAcquire()) {
            return known;
        }
        try {
            return awaiting.await(id, properties.orderWait(), () -> find(id));
        } finally {
            waiters.release();
        }
    }
}
