package io.holdfast.events.seller;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOptions;
import io.holdfast.messaging.CollectionIndexes;
import io.holdfast.messaging.Inserts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Component;

/**
 * The sellers in the database, each under the organizer's id. One that was described is due until some minutes later: so long it is
 * written to the organizer's events again and again, since an event may have been created meanwhile by a request that had read the
 * description before. An organizer who is forgotten leaves the mark that this is so, which no description replaces, and is due for as long:
 * what such a request wrote is removed again.
 */
@Component
public class SellerStore {

    /** Longer than a request lasts. */
    private static final Duration DUE = Duration.ofMinutes(2);

    private static final String COLLECTION = "sellers";
    private static final String DUE_UNTIL = "dueUntil";
    private static final String FORGOTTEN = "forgotten";
    private static final int MOST = 100;

    private final MongoCollection<Document> sellers;

    SellerStore(MongoTemplate mongo) {
        this.sellers = mongo.getCollection(COLLECTION);
    }

    public static CollectionIndexes indexes() {
        return CollectionIndexes.of(COLLECTION, CollectionIndexes.partial(DUE_UNTIL, "due"));
    }

    /**
     * What may not be in all events of the organizer yet.
     *
     * @param seller null if the organizer is forgotten
     */
    public record Due(String organizerId, @Nullable Seller seller, Instant until) {}

    public Optional<Seller> find(String organizerId) {
        return stored(organizerId).filter(document -> !isForgotten(document)).map(SellerStore::read);
    }

    private Optional<Document> stored(String organizerId) {
        return Optional.ofNullable(sellers.find(Filters.eq("_id", organizerId)).first());
    }

    private static boolean isForgotten(Document document) {
        return document.getBoolean(FORGOTTEN, false);
    }

    /**
     * Stores what an organizer says; what says nothing new changes nothing.
     *
     * @return the description that is stored then; empty if the organizer is forgotten
     */
    Optional<Seller> put(String organizerId, SellerRequest request, Instant now) {
        while (true) {
            Document stored = stored(organizerId).orElse(null);
            if (stored != null && isForgotten(stored)) {
                return Optional.empty();
            }
            Seller before = stored == null ? null : read(stored);
            Seller seller = request.seller(before == null ? 1 : before.version() + 1);
            if (before != null && before.tellsTheSameAs(seller)) {
                return Optional.of(before);
            }
            if (before == null
                    ? Inserts.insertIfAbsent(sellers, write(organizerId, seller, now))
                    : replace(organizerId, before, seller, now)) {
                return Optional.of(seller);
            }
        }
    }

    private boolean replace(String organizerId, Seller before, Seller seller, Instant now) {
        Document unchanged = new Document("_id", organizerId).append("version", before.version());
        return sellers.replaceOne(unchanged, write(organizerId, seller, now)).getMatchedCount() == 1;
    }

    /** Those that may not be in all events of their organizers yet. */
    public List<Due> due() {
        return sellers.find(new Document(DUE_UNTIL, new Document("$exists", true)))
                .limit(MOST)
                .map(document -> new Due(
                        document.getString("_id"),
                        isForgotten(document) ? null : read(document),
                        document.getDate(DUE_UNTIL).toInstant()))
                .into(new ArrayList<>());
    }

    /** All events have it, and no older request is under way. */
    public void settle(Due due) {
        Seller seller = due.seller();
        Document unchanged = new Document("_id", due.organizerId())
                .append("version", seller == null ? null : (Long) seller.version());
        sellers.updateOne(unchanged, new Document("$unset", new Document(DUE_UNTIL, "")));
    }

    /** Removes the description of an organizer for good. */
    public void forget(String organizerId, Instant now) {
        sellers.replaceOne(
                Filters.eq("_id", organizerId),
                new Document(FORGOTTEN, true).append(DUE_UNTIL, Date.from(now.plus(DUE))),
                new ReplaceOptions().upsert(true));
    }

    private static Document write(String organizerId, Seller seller, Instant now) {
        return new Document("_id", organizerId)
                .append("name", seller.name())
                .append("street", seller.street())
                .append("postalCode", seller.postalCode())
                .append("city", seller.city())
                .append("country", seller.country())
                .append("taxId", seller.taxId())
                .append("email", seller.email())
                .append("receiptsByMail", seller.receiptsByMail())
                .append("electronicInvoices", seller.electronicInvoices())
                .append("version", seller.version())
                .append(DUE_UNTIL, Date.from(now.plus(DUE)));
    }

    private static Seller read(Document document) {
        return new Seller(
                text(document, "name"),
                text(document, "street"),
                optional(document, "postalCode"),
                text(document, "city"),
                text(document, "country"),
                optional(document, "taxId"),
                text(document, "email"),
                document.getBoolean("receiptsByMail", false),
                document.getBoolean("electronicInvoices"),
                document.getLong("version"));
    }

    private static String text(Document document, String field) {
        return Objects.requireNonNull(optional(document, field), field);
    }

    private static @Nullable String optional(Document document, String field) {
        return document.getString(field);
    }
}
