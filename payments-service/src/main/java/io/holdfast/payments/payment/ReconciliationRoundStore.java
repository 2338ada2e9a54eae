package io.holdfast.payments.payment;

import static org.springframework.data.mongodb.core.query.Criteria.where;

import io.holdfast.payments.PaymentsProperties;
import io.holdfast.payments.payment.PaymentStore.Position;
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
 * When the next comparison with the provider is due, and how far the present one got: one document, so that one replica
 * makes it and another can take it over.
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

    /** The round that is due, if one is and nobody is at it. */
    Optional<Round> take() {
        Date now = Date.from(clock.instant());
        Date until = Date.from(now.toInstant().plus(LEASE));
        Document taken = mongo.findAndModify(
                Query.query(where("_id").is(ID).and("dueAt").lte(now)),
                Update.update("dueAt", until),
                FindAndModifyOptions.options().returnNew(true),
                Document.class,
                COLLECTION);
        if (taken != null) {
            return Optional.of(new Round(until, taken));
        }
        if (mongo.findById(ID, Document.class, COLLECTION) == null) {
            begin();
        }
        return Optional.empty();
    }

    private void begin() {
        try {
            mongo.insert(new Document("_id", ID).append("dueAt", Date.from(next())), COLLECTION);
        } catch (DuplicateKeyException e) {
            // Another replica did.
        }
    }

    private Instant next() {
        return clock.instant().plus(properties.reconcile());
    }

    /** A round that is ours until its lease is over. */
    final class Round {

        private final Optional<Position> position;
        private Date until;

        private Round(Date until, Document document) {
            this.until = until;
            this.position = Optional.ofNullable(document.getDate("changedAt"))
                    .map(at -> new Position(at.toInstant(), document.getString("payment")));
        }

        /** Where it was interrupted; empty when it is a new one. */
        Optional<Position> position() {
            return position;
        }

        /** Remembers how far it got; false when somebody else took it over. */
        boolean reached(Position reached) {
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
            boolean ours = mongo.updateFirst(
                                    Query.query(where("_id").is(ID).and("dueAt").is(until)), update, COLLECTION)
                            .getMatchedCount()
                    == 1;
            until = due;
            return ours;
        }
    }
}
