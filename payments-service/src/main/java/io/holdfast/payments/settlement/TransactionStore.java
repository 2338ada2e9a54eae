package io.holdfast.payments.settlement;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Updates;
import io.holdfast.messaging.CollectionIndexes;
import io.holdfast.messaging.GroupedInserts;
import io.holdfast.messaging.SortedBulkWrites;
import io.holdfast.payments.provider.ProviderTransaction;
import io.holdfast.payments.provider.ProviderTransaction.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.stereotype.Component;

/**
 * The provider's transactions, as far as they were read. A document is one transaction, inserted once under the provider's id: {@code {
 * _id, belongsTo, kind, at, reference, paymentId, amount, currency, settled, fee, settledCurrency, touched, payout }}. {@code touched} is
 * added once what it belongs to was touched ({@link SettlementStore#touch}). {@code payout} is added once it is known with which payout it
 * was paid out. A payout whose transactions are still to be listed has {@code toList}, and {@code after} once a part of them is.
 */
@Component
class TransactionStore {

    static final String COLLECTION = "provider_transactions";
    static final String BELONGS_TO = "belongsTo";
    static final String REFERENCE = "reference";
    static final String PAYOUT = "payout";
    static final String TO_LIST = "toList";
    private static final String AFTER = "after";
    private static final String TOUCHED = "touched";

    private final MongoCollection<Document> collection;

    TransactionStore(MongoOperations mongo) {
        this.collection = mongo.getCollection(COLLECTION);
    }

    /** @param payout with which it was paid out; null while that is not known */
    record Stored(ProviderTransaction transaction, @Nullable String payout) {}

    /** @param after where the next page of its transactions begins; null for the first */
    record Payout(String id, String reference, @Nullable String after) {}

    /**
     * Inserts those that are not stored yet; the others stay as they are.
     *
     * @return those of a payment of which it is not known that it was touched since they were stored
     */
    List<ProviderTransaction> insert(List<ProviderTransaction> transactions) {
        if (transactions.isEmpty()) {
            return List.of();
        }
        Map<String, Boolean> stored = new HashMap<>();
        collection
                .find(Filters.in("_id", ids(transactions)))
                .projection(Projections.include(TOUCHED))
                .forEach(found -> stored.put(found.getString("_id"), found.getBoolean(TOUCHED, false)));
        GroupedInserts.insertAll(
                collection,
                transactions.stream()
                        .filter(transaction -> !stored.containsKey(transaction.id()))
                        .map(TransactionStore::document)
                        .toList());
        return transactions.stream()
                .filter(transaction -> transaction.kind().isOfPayment())
                .filter(transaction -> !stored.getOrDefault(transaction.id(), false))
                .toList();
    }

    /** Records that what these belong to was touched. */
    void touched(List<ProviderTransaction> transactions) {
        SortedBulkWrites.updateAll(collection, ids(transactions), new Document(), Updates.set(TOUCHED, true));
    }

    private static List<String> ids(List<ProviderTransaction> transactions) {
        return transactions.stream().map(ProviderTransaction::id).toList();
    }

    private static Document document(ProviderTransaction transaction) {
        Document document = new Document("_id", transaction.id())
                .append(BELONGS_TO, transaction.belongsTo())
                .append("kind", transaction.kind().name())
                .append("at", Date.from(transaction.at()))
                .append("amount", transaction.amount())
                .append("currency", transaction.currency())
                .append("settled", transaction.settled())
                .append("fee", transaction.fee())
                .append("settledCurrency", transaction.settledCurrency());
        if (transaction.reference() != null) {
            document.append(REFERENCE, transaction.reference());
        }
        if (transaction.paymentId() != null) {
            document.append("paymentId", transaction.paymentId());
        }
        if (transaction.kind() == Kind.PAYOUT && transaction.reference() != null) {
            document.append(TO_LIST, true);
        }
        return document;
    }

    private static Stored read(Document document) {
        return new Stored(
                new ProviderTransaction(
                        document.getString("_id"),
                        Kind.valueOf(document.getString("kind")),
                        document.getDate("at").toInstant(),
                        document.getString(REFERENCE),
                        document.getString("paymentId"),
                        document.getLong("amount"),
                        document.getString("currency"),
                        document.getLong("settled"),
                        document.getLong("fee"),
                        document.getString("settledCurrency")),
                document.getString(PAYOUT));
    }

    /** The transactions that belong to these payments, or charges. */
    Map<String, List<Stored>> of(Collection<String> belongTo) {
        Map<String, List<Stored>> found = new HashMap<>();
        collection
                .find(Filters.in(BELONGS_TO, belongTo))
                .forEach(document -> found.computeIfAbsent(document.getString(BELONGS_TO), _ -> new ArrayList<>())
                        .add(read(document)));
        return found;
    }

    /** The payments that these charges are known to belong to, by the charge's reference. */
    Map<String, String> paymentsOf(Collection<String> references) {
        Map<String, String> found = new HashMap<>();
        collection.find(CollectionIndexes.indexed(REFERENCE, "$in", references)).forEach(document -> {
            String payment = document.getString("paymentId");
            if (payment != null) {
                found.put(document.getString(REFERENCE), payment);
            }
        });
        return found;
    }

    /** A payout whose transactions are still to be listed. */
    Optional<Payout> payoutToList() {
        return Optional.ofNullable(collection
                        .find(CollectionIndexes.indexed(TO_LIST, "$eq", true))
                        .limit(1)
                        .first())
                .map(found -> new Payout(found.getString("_id"), found.getString(REFERENCE), found.getString(AFTER)));
    }

    /** Whether it is stored that a payout did not arrive. */
    boolean hasComeBack(Payout payout) {
        return collection
                        .find(CollectionIndexes.indexed(REFERENCE, "$eq", payout.reference())
                                .append("kind", Kind.PAYOUT_REVERSAL.name()))
                        .first()
                != null;
    }

    /**
     * Records that transactions were paid out.
     *
     * @param next where the next page of them begins; null if these are the last
     */
    void paidOut(Payout payout, Collection<String> transactions, @Nullable String next) {
        SortedBulkWrites.updateAll(collection, transactions, new Document(), Updates.set(PAYOUT, payout.reference()));
        Bson listed =
                next == null ? Updates.combine(Updates.unset(TO_LIST), Updates.unset(AFTER)) : Updates.set(AFTER, next);
        collection.updateOne(Filters.eq("_id", payout.id()), listed);
    }

    /** Records that payouts did not arrive: nothing was paid out with them. */
    void cameBack(Collection<String> payouts) {
        for (String payout : payouts) {
            SortedBulkWrites.updateFound(
                    collection,
                    CollectionIndexes.indexed(TO_LIST, "$eq", true).append(REFERENCE, payout),
                    Updates.unset(TO_LIST));
            SortedBulkWrites.updateFound(
                    collection, CollectionIndexes.indexed(PAYOUT, "$eq", payout), Updates.unset(PAYOUT));
        }
    }
}
