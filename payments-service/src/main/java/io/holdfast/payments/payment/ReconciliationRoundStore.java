package io.holdfast.payments.payment;

import static org.springframework.data.mongodb.core.query.Criteria.where;

import io.holdfast.payments.PaymentsProperties;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.bson.Document;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.mongodb.core.FindAndModifyOptions;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.stereotype.Component;

/**
 * When the next regular comparison with the provider is due, and how far the present one got. It is one document, so that one replica
 * makes the comparison and another can continue it.
 */
@Component
class ReconciliationRoundStore {

    private static final String COLLECTION = "reconciliations";
    private static final String ID = "round";
    private static final Duration LEASE = Duration.ofMinutes(5);

    private final MongoOperations mongo;
    private final PaymentsProperties properties;
    private final Clock clock;

    ReconciliationRoundStore(MongoOperations mongo, PaymentsProperties properties, Clock clock) {
        this.mongo = mongo;
        this.properties = properties;
        this.clock = clock;
    }

    /** Claims the round that is due; empty when none is, or another replica has it. */
    Optional<Round> claim() {
        Date now = Date.from(clock.instant());
        Date until = Date.from(now.toInstant().plus(LEASE));
        Document claimed = mongo.findAndModify(
                Query.query(where("_id").is(ID).and("dueAt").lte(now)),
                Update.update("dueAt", until),
                FindAndModifyOptions.options().returnNew(true),
                Document.class,
                COLLECTION);
        if (claimed != null) {
            return Optional.of(new Round(until, claimed));
        }
        if (mongo.findById(ID, Document.class, COLLECTION) == null) {
            insertFirst();
        }
        return Optional.empty();
    }

    private void insertFirst() {
        try {
            mongo.insert(new Document("_id", ID).append("dueAt", Date.from(next())), COLLECTION);
        } catch (DuplicateKeyException e) {
            // Another replica inserted it.
        }
    }

    private Instant next() {
        return clock.instant().plus(properties.reconcile());
    }

    /** A round that is claimed until its lease is over. */
    final class Round {

        private final Optional<PaymentCursor> cursor;
        private Date until;

        private Round(Date until, Document document) {
            this.until = until;
            this.cursor = Optional.ofNullable(document.getDate("changedAt"))
                    .map(at -> new PaymentCursor(at.toInstant(), document.getString("payment")));
        }

        /** Where the round was interrupted; empty when it is a new one. */
        Optional<PaymentCursor> cursor() {
            return cursor;
        }

        /** Stores how far the round got and extends the lease; false when another replica has claimed the round. */
        boolean advance(PaymentCursor reached) {
            Date longer = Date.from(clock.instant().plus(LEASE));
            return write(
                    new Update()
                            .set("dueAt", longer)
                            .set("changedAt", Date.from(reached.changedAt()))
                            .set("payment", reached.payment()),
                    longer);
        }

        void finish() {
            Date due = Date.from(next());
            write(new Update().set("dueAt", due).unset("changedAt").unset("payment"), due);
        }

        private boolean write(Update update, Date due) {
            boolean claimed = mongo.updateFirst(
                                    Query.query(where("_id").is(ID).and("dueAt").is(until)), update, COLLECTION)
                            .getMatchedCount()
                    == 1;
            until = due;
            return claimed;
        }
    }
}
