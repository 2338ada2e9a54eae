package io.holdfast.payments.payment;

import static org.springframework.data.mongodb.core.query.Criteria.where;

import io.holdfast.messaging.ChangeWaiter;
import io.holdfast.messaging.Outbox;
import io.holdfast.messaging.OutboxRelay;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bson.Document;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.FindAndModifyOptions;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.index.Index;
import org.springframework.data.mongodb.core.mapping.MongoPersistentProperty;
import org.springframework.data.mongodb.core.query.BasicQuery;
import org.springframework.data.mongodb.core.query.BasicUpdate;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.stereotype.Component;

/**
 * The payments. Every write is guarded by the revision that was read, and carries the message that announces it and the
 * steps of money that the ledger is derived from.
 */
@Component
class PaymentStore {

    static final String COLLECTION = "payments";

    private final MongoOperations mongo;
    private final OutboxRelay relay;
    private final LedgerWriter bookkeeper;
    private final PaymentMeters meters;
    private final Clock clock;
    private final ChangeWaiter awaiting = new ChangeWaiter();

    PaymentStore(
            MongoOperations mongo,
            OutboxRelay paymentsOutbox,
            LedgerWriter bookkeeper,
            PaymentMeters meters,
            Clock clock) {
        this.mongo = mongo;
        this.relay = paymentsOutbox;
        this.bookkeeper = bookkeeper;
        this.meters = meters;
        this.clock = clock;
    }

    /** Creates what the queries need; repeating it changes nothing. */
    void prepare() {
        mongo.indexOps(COLLECTION).createIndex(new Index("work.dueAt", Sort.Direction.ASC).sparse());
        mongo.indexOps(COLLECTION).createIndex(new Index("unbooked", Sort.Direction.ASC).sparse());
        mongo.indexOps(COLLECTION)
                .createIndex(new Index("changedAt", Sort.Direction.ASC).on("_id", Sort.Direction.ASC));
    }

    Optional<Payment> find(String id) {
        return Optional.ofNullable(mongo.findById(id, Payment.class, COLLECTION));
    }

    /** Waits for {@code look} to find something in the payment, whoever changes it. */
    <T> Optional<T> await(String id, Duration limit, Supplier<Optional<T>> look) {
        return awaiting.await(id, limit, look);
    }

    /** The payments whose work may be taken up, the longest due first. */
    List<String> due(Instant now, int limit) {
        Query query = Query.query(where("work.dueAt").lte(now))
                .with(Sort.by("work.dueAt"))
                .limit(limit);
        query.fields().include("_id");
        return mongo.find(query, Document.class, COLLECTION).stream()
                .map(found -> found.getString("_id"))
                .toList();
    }

    /** How many have something left to do. */
    long open() {
        return mongo.count(Query.query(where("work.dueAt").exists(true)), COLLECTION);
    }

    /** How many of those were tried this often, or could have been taken up since then and were not. */
    long stuck(int tries, Instant since) {
        return mongo.count(
                Query.query(where("work.dueAt")
                        .exists(true)
                        .orOperator(
                                where("work.tries").gte(tries),
                                where("work.dueAt").lt(since))),
                COLLECTION);
    }

    /** All of them, in the order of their ids. To be closed. */
    Stream<Payment> all() {
        return mongo.stream(new Query().with(Sort.by("_id")), Payment.class, COLLECTION);
    }

    /** The payments last written after {@code position} and not after {@code until}, the first so written first. */
    List<Payment> changed(Position position, Instant until, int limit) {
        Date at = Date.from(position.changedAt());
        Document after = new Document(
                "$or",
                List.of(
                        new Document("changedAt", new Document("$gt", at).append("$lte", Date.from(until))),
                        new Document("changedAt", at).append("_id", new Document("$gt", position.payment()))));
        Query query = new BasicQuery(after).with(Sort.by("changedAt", "_id")).limit(limit);
        return mongo.find(query, Payment.class, COLLECTION);
    }

    /** A place in the order of writes. */
    record Position(Instant changedAt, String payment) {

        static Position of(Payment payment) {
            return new Position(payment.changedAt(), payment.id());
        }
    }

    /** The payment as it is stored now; empty when somebody else began it first. */
    Optional<Payment> insert(Payment payment) {
        try {
            Payment inserted = mongo.insert(payment, COLLECTION);
            meters.begun();
            return Optional.of(inserted);
        } catch (DuplicateKeyException e) {
            return Optional.empty();
        }
    }

    /** The payment as it is stored now; empty when somebody else changed it since it was read. */
    Optional<Payment> save(Payment payment) {
        Document set = new Document();
        mongo.getConverter().write(payment, set);
        set.remove("_id");
        set.remove("outbox");
        set.remove("_class");
        set.put("revision", payment.revision() + 1);
        set.put("changedAt", Date.from(clock.instant()));
        Document unset = new Document();
        for (MongoPersistentProperty property :
                mongo.getConverter().getMappingContext().getRequiredPersistentEntity(Payment.class)) {
            String field = property.getFieldName();
            if (!set.containsKey(field) && !field.equals("_id") && !field.equals("outbox")) {
                unset.put(field, "");
            }
        }
        payment.unsaid().ifPresent(message -> set.putAll(Outbox.announcing(message, clock.instant())));
        Document update = new Document("$set", set);
        if (!unset.isEmpty()) {
            update.put("$unset", unset);
        }
        Optional<Payment> saved = Optional.ofNullable(mongo.findAndModify(
                Query.query(where("_id").is(payment.id()).and("revision").is(payment.revision())),
                new BasicUpdate(update),
                FindAndModifyOptions.options().returnNew(true),
                Payment.class,
                COLLECTION));
        saved.flatMap(_ -> payment.unsaid()).ifPresent(meters::said);
        saved.filter(_ -> payment.unsaid().isPresent()).ifPresent(relay::publish);
        saved.ifPresent(bookkeeper::book);
        awaiting.changed(payment.id());
        return saved;
    }
}
