package io.holdfast.payments.settlement;

import static org.springframework.data.mongodb.core.query.Criteria.where;

import io.holdfast.messaging.Ids;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Optional;
import java.util.function.Supplier;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.mongodb.core.FindAndModifyOptions;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.stereotype.Component;

/** How far the provider's books were read. It is one document, so that one replica reads them and another can go on. */
@Component
class ReadingStore {

    private static final String COLLECTION = "settlement_reading";
    private static final String ID = "reading";
    private static final String DUE_AT = "dueAt";
    private static final String CLAIM = "claim";

    private final MongoOperations mongo;

    ReadingStore(MongoOperations mongo) {
        this.mongo = mongo;
    }

    /** @param by what the claim is known by */
    record Claimed(Reading reading, String by) {}

    /**
     * Claims the next step, if it is due.
     *
     * @param until when another replica may take it over
     * @param first what the reading begins with, if there was none before
     * @param firstDue when that is due
     */
    Optional<Claimed> claim(Instant now, Instant until, Supplier<Reading> first, Instant firstDue) {
        String claim = Ids.random();
        Document claimed = mongo.findAndModify(
                Query.query(where("_id").is(ID).and(DUE_AT).lte(now)),
                Update.update(DUE_AT, until).set(CLAIM, claim),
                FindAndModifyOptions.options().returnNew(true),
                Document.class,
                COLLECTION);
        if (claimed != null) {
            return Optional.of(new Claimed(read(claimed), claim));
        }
        if (mongo.findById(ID, Document.class, COLLECTION) == null) {
            insert(first.get(), firstDue);
        }
        return Optional.empty();
    }

    /** How far the books were read; empty before the first step. */
    Optional<Reading> find() {
        return Optional.ofNullable(mongo.findById(ID, Document.class, COLLECTION))
                .map(ReadingStore::read);
    }

    /** Has the next step made at once. */
    void makeDue(Instant now) {
        mongo.updateFirst(Query.query(where("_id").is(ID)), Update.update(DUE_AT, now), COLLECTION);
    }

    /** Stores how far a step came, unless another replica has taken over. */
    void finish(Claimed claimed, Reading reached, Instant nextStep) {
        Document document = document(reached).append(DUE_AT, Date.from(nextStep));
        Update update = new Update().unset(CLAIM);
        document.forEach(update::set);
        for (String field : Reading.OPTIONAL) {
            if (!document.containsKey(field)) {
                update.unset(field);
            }
        }
        mongo.updateFirst(Query.query(where("_id").is(ID).and(CLAIM).is(claimed.by())), update, COLLECTION);
    }

    private void insert(Reading first, Instant due) {
        try {
            mongo.insert(document(first).append("_id", ID).append(DUE_AT, Date.from(due)), COLLECTION);
        } catch (DuplicateKeyException e) {
            // Another replica inserted it.
        }
    }

    private static Document document(Reading reading) {
        Document document = new Document("since", Date.from(reading.since()))
                .append("roundBegan", Date.from(reading.roundBegan()))
                .append("paymentsAt", Date.from(reading.paymentsAt()))
                .append("upTo", Date.from(reading.upTo()))
                .append("booksRead", reading.booksRead())
                .append("failures", reading.failures());
        if (reading.lastPayment() != null) {
            document.append("lastPayment", reading.lastPayment());
        }
        Reading.Window window = reading.window();
        if (window != null) {
            document.append("from", Date.from(window.from())).append("to", Date.from(window.to()));
            if (window.after() != null) {
                document.append("after", window.after());
            }
        }
        return document;
    }

    private static Reading read(Document document) {
        return new Reading(
                instant(document, "since"),
                instant(document, "roundBegan"),
                instant(document, "paymentsAt"),
                document.getString("lastPayment"),
                instant(document, "upTo"),
                window(document),
                document.getBoolean("booksRead"),
                document.get("failures", Number.class).intValue());
    }

    private static Reading.@Nullable Window window(Document document) {
        return document.containsKey("from")
                ? new Reading.Window(instant(document, "from"), instant(document, "to"), document.getString("after"))
                : null;
    }

    private static Instant instant(Document document, String field) {
        return document.getDate(field).toInstant().truncatedTo(ChronoUnit.MILLIS);
    }
}
