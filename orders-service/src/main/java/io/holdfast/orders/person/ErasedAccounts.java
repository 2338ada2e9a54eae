package io.holdfast.orders.person;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateOptions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.function.Consumer;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Component;

/**
 * The accounts of people who are to be forgotten, or were. One is open while something of the person may be left, and is opened again when
 * something comes into it, as the orders of a guest do however late that message is.
 *
 * <pre>{ _id: account, erasedAt, open, openUntil, opened }</pre>
 *
 * {@code opened} counts how often it was opened: it is closed only by one who looked at what there is after it was opened last.
 */
@Component
public class ErasedAccounts {

    public static final String COLLECTION = "erasures";

    /** Longer than a token is valid and a request lasts: an order may be written by one that began before the account was erased. */
    private static final Duration OPEN_AT_LEAST = Duration.ofHours(1);

    private static final String OPEN = "open";
    private static final String OPENED = "opened";

    private final MongoCollection<Document> erasures;
    private final Clock clock;

    public ErasedAccounts(MongoTemplate mongo, Clock clock) {
        this.erasures = mongo.getCollection(COLLECTION);
        this.clock = clock;
    }

    /**
     * An account of which something may be left.
     *
     * @param opened how often it was opened; null in what earlier releases stored
     */
    public record Open(String account, @Nullable Long opened, Instant until) {}

    /** Notes that a person is to be forgotten. */
    public void open(String account, Instant erasedAt) {
        erasures.updateOne(
                Filters.eq("_id", account),
                opening().append("$setOnInsert", new Document("erasedAt", Date.from(erasedAt))),
                new UpdateOptions().upsert(true));
    }

    /** Something was written into an account: if it is one of these, it is looked at again. */
    void reopen(String account) {
        erasures.updateOne(Filters.eq("_id", account), opening());
    }

    private Document opening() {
        Instant until = clock.instant().plus(OPEN_AT_LEAST);
        return new Document("$set", new Document(OPEN, true).append("openUntil", Date.from(until)))
                .append("$inc", new Document(OPENED, 1L));
    }

    /** Looks at all that are open, one after the other. */
    public void forEachOpen(Consumer<String> look) {
        InTurn.forEach(erasures, Filters.eq(OPEN, true), "Forgetting account", look::accept);
    }

    /** The account, if it is open. */
    public Optional<Open> findOpen(String account) {
        return Optional.ofNullable(erasures.find(Filters.and(Filters.eq("_id", account), Filters.eq(OPEN, true)))
                        .first())
                .map(ErasedAccounts::read);
    }

    /** Nothing is left in it. It stays open if it was opened since it was read, or for too short a time. */
    public void close(Open open) {
        if (clock.instant().isAfter(open.until())) {
            erasures.updateOne(
                    new Document("_id", open.account()).append(OPENED, open.opened()),
                    new Document("$set", new Document(OPEN, false)));
        }
    }

    private static Open read(Document document) {
        @Nullable Date until = document.getDate("openUntil");
        return new Open(
                document.getString("_id"), document.getLong(OPENED), until == null ? Instant.EPOCH : until.toInstant());
    }
}
