package io.holdfast.payments.settlement;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import io.holdfast.messaging.CollectionIndexes;
import io.holdfast.messaging.LongReads;
import io.holdfast.messaging.SortedBulkWrites;
import io.holdfast.payments.payment.OwnBooks.Line;
import io.holdfast.payments.provider.ProviderTransaction.Kind;
import io.holdfast.payments.settlement.Difference.Side;
import io.holdfast.payments.settlement.Difference.What;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.stereotype.Component;

/**
 * What the last comparison of each payment with the provider's books found. A document is one payment, or what the provider has without
 * one: {@code { _id, touches, dueAt, orderId, eventId, organizerId, currency, ledger: [{kind, amount, at}], differences: [{of, what,
 * ledger, provider}], differsSince }}. {@code dueAt} is there as long as it has to be compared; {@code touches} counts what may have
 * changed, and guards what a comparison writes.
 */
@Component
class SettlementStore {

    static final String COLLECTION = "settlements";
    static final String EVENT = "eventId";
    static final String DUE_AT = "dueAt";
    static final String DIFFERS_SINCE = "differsSince";
    static final String ORGANIZER = "organizerId";
    private static final String TOUCHES = "touches";
    private static final int READ_TOGETHER = 500;

    private final MongoCollection<Document> collection;

    SettlementStore(MongoOperations mongo) {
        this.collection = mongo.getCollection(COLLECTION);
    }

    /** @param touches guards what is written of it */
    record Due(String id, long touches) {}

    /**
     * @param again when it is to be compared again; null for not until something changes
     */
    record Compared(
            Due due, Settlement settlement, @Nullable Instant again) {}

    /**
     * A payment, as it was compared last.
     *
     * @param orderId null for what the provider has without a payment here
     * @param eventId null if it is not known; likewise {@code organizerId}
     * @param ledger what the ledger has
     * @param differsSince when a difference was found; null if there is none
     */
    record Settlement(
            String id,
            @Nullable String orderId,
            @Nullable String eventId,
            @Nullable String organizerId,
            String currency,
            List<Line> ledger,
            List<Difference> differences,
            @Nullable Instant differsSince) {

        Settlement {
            ledger = List.copyOf(ledger);
            differences = List.copyOf(differences);
        }
    }

    /** These are to be compared, now. */
    void touch(Collection<String> ids, Instant now) {
        Document update =
                new Document("$inc", new Document(TOUCHES, 1)).append("$set", new Document(DUE_AT, Date.from(now)));
        UpdateOptions upsert = new UpdateOptions().upsert(true);
        List<UpdateOneModel<Document>> updates = ids.stream()
                .distinct()
                .map(id -> new UpdateOneModel<Document>(new Document("_id", id), update, upsert))
                .toList();
        if (!updates.isEmpty()) {
            SortedBulkWrites.update(collection, updates);
        }
    }

    /** Those that are to be compared, the longest due first. */
    List<Due> findDue(Instant now, int limit) {
        Document due = CollectionIndexes.indexed(DUE_AT, "$lte", Date.from(now));
        return collection
                .find(due)
                .projection(Projections.include(TOUCHES))
                .sort(Sorts.ascending(DUE_AT))
                .limit(limit)
                .map(found -> new Due(
                        found.getString("_id"), found.get(TOUCHES, Number.class).longValue()))
                .into(new ArrayList<>());
    }

    /** Writes what comparisons found, except where something has changed since it was due. */
    void write(Collection<Compared> compared) {
        List<UpdateOneModel<Document>> updates =
                compared.stream().map(SettlementStore::update).toList();
        if (!updates.isEmpty()) {
            SortedBulkWrites.update(collection, updates);
        }
    }

    private static UpdateOneModel<Document> update(Compared compared) {
        Settlement settlement = compared.settlement();
        Document set = new Document("currency", settlement.currency())
                .append(
                        "ledger",
                        settlement.ledger().stream()
                                .map(SettlementStore::document)
                                .toList())
                .append(
                        "differences",
                        settlement.differences().stream()
                                .map(SettlementStore::document)
                                .toList());
        Document unset = new Document();
        put("orderId", settlement.orderId(), set, unset);
        put(EVENT, settlement.eventId(), set, unset);
        put(ORGANIZER, settlement.organizerId(), set, unset);
        put(DIFFERS_SINCE, date(settlement.differsSince()), set, unset);
        put(DUE_AT, date(compared.again()), set, unset);
        Document update = new Document("$set", set);
        if (!unset.isEmpty()) {
            update.append("$unset", unset);
        }
        Due due = compared.due();
        return new UpdateOneModel<>(new Document("_id", due.id()).append(TOUCHES, due.touches()), update);
    }

    private static void put(String field, @Nullable Object value, Document set, Document unset) {
        if (value == null) {
            unset.append(field, "");
        } else {
            set.append(field, value);
        }
    }

    private static @Nullable Date date(@Nullable Instant at) {
        return at == null ? null : Date.from(at);
    }

    private static Document document(Line line) {
        return new Document("kind", line.kind().name())
                .append("amount", line.amount())
                .append("at", Date.from(line.at()));
    }

    private static Document document(Difference difference) {
        return new Document("of", difference.of().name())
                .append("what", difference.what().name())
                .append("ledger", difference.ledger())
                .append("provider", difference.provider());
    }

    /** Those with these ids that were compared before. */
    List<Settlement> find(Collection<String> ids) {
        return collection
                .find(Filters.and(Filters.in("_id", ids), Filters.exists("currency")))
                .map(SettlementStore::read)
                .into(new ArrayList<>());
    }

    /** Whether this account organizes the event, as orders say that were paid. Anyone may ask, so it reads one settlement at most. */
    boolean isOrganizer(String eventId, String account) {
        return collection
                        .find(ofEventOnly(eventId).append(ORGANIZER, account))
                        .projection(Projections.include("_id"))
                        .limit(1)
                        .first()
                != null;
    }

    /** All of an event. The caller closes the stream. */
    Stream<Settlement> ofEvent(String eventId) {
        return LongReads.stream(collection.find(ofEventOnly(eventId)).batchSize(READ_TOGETHER))
                .map(SettlementStore::read);
    }

    private static Document ofEventOnly(String eventId) {
        return CollectionIndexes.indexed(EVENT, "$eq", eventId);
    }

    /** Those that differ, the longest first. */
    List<Settlement> findDiffering(int limit) {
        return collection
                .find(Filters.exists(DIFFERS_SINCE))
                .sort(Sorts.ascending(DIFFERS_SINCE))
                .limit(limit)
                .map(SettlementStore::read)
                .into(new ArrayList<>());
    }

    long countDiffering() {
        return collection.countDocuments(Filters.exists(DIFFERS_SINCE));
    }

    private static Settlement read(Document document) {
        Date since = document.getDate(DIFFERS_SINCE);
        return new Settlement(
                document.getString("_id"),
                document.getString("orderId"),
                document.getString(EVENT),
                document.getString(ORGANIZER),
                document.getString("currency"),
                document.getList("ledger", Document.class).stream()
                        .map(line -> new Line(
                                Kind.valueOf(line.getString("kind")),
                                line.getLong("amount"),
                                line.getDate("at").toInstant()))
                        .toList(),
                document.getList("differences", Document.class).stream()
                        .map(difference -> new Difference(
                                Side.valueOf(difference.getString("of")),
                                What.valueOf(difference.getString("what")),
                                difference.getLong("ledger"),
                                difference.getLong("provider")))
                        .toList(),
                since == null ? null : since.toInstant());
    }
}
