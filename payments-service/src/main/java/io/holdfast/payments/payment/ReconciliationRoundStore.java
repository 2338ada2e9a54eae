package io.holdfast.payments.payment;

import static org.springframework.data.mongodb.core.query.Criteria.where;

import io.holdfast.messaging.Ids;
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
        String claim = Ids.random();
        Document claimed = mongo.findAndModify(
                Query.query(where("_id").is(ID).and("dueAt").lte(now)),
                new Update().set("dueAt", leaseEnd()).set("claim", claim),
                FindAndModifyOptions.options().returnNew(true),
                Document.class,
                COLLECTION);
        if (claimed != null) {
            return Optional.of(new Round(claim, claimed));
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

    private Date leaseEnd() {
        return Date.from(clock.instant().plus(LEASE));
    }

    private Instant next() {
        return clock.instant().plus(properties.reconcile());
    }

    /** A round that is claimed until its lease is over. */
    final class Round {

        private final Optional<PaymentCursor> cursor;
        private final String claim;

        private Round(String claim, Document document) {
            this.claim = claim;
            this.cursor = Optional.ofNullable(document.getDate("changedAt"))
                    .map(at -> new PaymentCursor(at.toInstant(), document.getString("payment")));
        }

        /** Where the round was interrupted; empty when it is a new one. */
        Optional<PaymentCursor> cursor() {
            return cursor;
        }

        /** Stores how far the round got and extends the lease; false when another replica has claimed the round. */
        boolean advance(PaymentCursor reached) {
            return write(new Update()
                    .set("dueAt", leaseEnd())
                    .set("changedAt", Date.from(reached.changedAt()))
                    .set("payment", reached.payment()));
        }

        void finish() {
            write(new Update()
                    .set("dueAt", Date.from(next()))
                    .unset("claim")
                    .unset("changedAt")
                    .unset("payment"));
        }

        private boolean write(Update update) {
            return mongo.updateFirst(
                                    Query.query(where("_id").is(ID).and("claim").is(claim)), update, COLLECTION)
                            .getMatchedCount()
                    == 1;
        }
    }
}
