package io.holdfast.orders.receipt;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Sorts;
import io.holdfast.contracts.SellerState;
import io.holdfast.messaging.CollectionIndexes;
import io.holdfast.messaging.DatabaseErrors;
import io.holdfast.messaging.GroupedWork;
import io.holdfast.orders.inventory.BuyersFirst;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Component;

/**
 * The receipts as they are stored. A number is drawn by the insert of its receipt: it is the one after the highest number that is stored,
 * the id forbids that another receipt gets the same, and the unique fact that one thing gets two. So there is no moment at which a number
 * is drawn and its receipt is not there, and a process that is killed or gets no answer asks again.
 */
@Component
class ReceiptStore {

    static final String COLLECTION = "receipts";

    private static final Bson ORDER_OF_RECEIPTS =
            Sorts.orderBy(Sorts.descending("kind"), Sorts.ascending(ReceiptDocuments.NUMBER));

    private static final int MOST_TOGETHER = 128;

    /** How often other replicas may be faster in a row. */
    private static final int ATTEMPTS = 50;

    private final MongoCollection<Document> collection;
    private final BuyersFirst buyers;
    private final GroupedWork<Receipt, Receipt> work = new GroupedWork<>("receipts", MOST_TOGETHER, this::issueAll);

    ReceiptStore(MongoTemplate mongo, BuyersFirst buyers) {
        this.collection = mongo.getCollection(COLLECTION);
        this.buyers = buyers;
    }

    static CollectionIndexes indexes() {
        return CollectionIndexes.of(
                COLLECTION,
                new IndexModel(
                        Indexes.ascending(ReceiptDocuments.FACT),
                        new IndexOptions().name("by-fact").unique(true)),
                new IndexModel(
                        Indexes.compoundIndex(
                                Indexes.ascending(ReceiptDocuments.BOOK), Indexes.descending(ReceiptDocuments.NUMBER)),
                        new IndexOptions().name("by-number")),
                new IndexModel(Indexes.ascending(ReceiptDocuments.ORDER), new IndexOptions().name("by-order")),
                new IndexModel(Indexes.ascending(ReceiptDocuments.EVENT), new IndexOptions().name("by-event")));
    }

    /** The receipts of an order, in the order in which they were issued, receipts first. */
    List<Receipt> ofOrder(String orderId) {
        return collection
                .find(Filters.eq(ReceiptDocuments.ORDER, orderId))
                .sort(ORDER_OF_RECEIPTS)
                .map(ReceiptDocuments::read)
                .into(new ArrayList<>());
    }

    /** The receipts of some orders that are issued by now, by order, each as {@link #ofOrder}. */
    Map<String, List<Receipt>> ofOrders(Collection<String> orderIds) {
        return collection
                .find(Filters.in(ReceiptDocuments.ORDER, orderIds))
                .sort(ORDER_OF_RECEIPTS)
                .map(ReceiptDocuments::read)
                .into(new ArrayList<>())
                .stream()
                .collect(Collectors.groupingBy(Receipt::orderId));
    }

    /** How the latest receipt of a seller describes the seller. */
    Optional<SellerState> latestDetails(String seller) {
        return latest(Receipt.book(seller, Receipt.Kind.RECEIPT))
                .map(document -> ReceiptDocuments.read(document).sellerDetails());
    }

    /**
     * Issues a receipt under the next number, or finds the one that was issued of the same fact.
     *
     * @param receipt whose number is still to be drawn
     * @throws java.util.concurrent.CompletionException when it is not known whether it was issued: to be asked again
     */
    Receipt issue(Receipt receipt) {
        return work.add(receipt).join();
    }

    /** {@link #issue} for several at once; in the order in which they are asked for. */
    List<Receipt> issueAll(List<Receipt> asked) throws InterruptedException {
        long began = System.nanoTime();
        Map<String, Receipt> issued = find(asked.stream().map(Receipt::fact).toList());
        for (int attempt = 1;
                !issued.keySet().containsAll(asked.stream().map(Receipt::fact).toList());
                attempt++) {
            insert(numbered(asked, issued), attempt == ATTEMPTS);
            issued = find(asked.stream().map(Receipt::fact).toList());
        }
        Duration rest = buyers.restAfter(Duration.ofNanos(System.nanoTime() - began));
        if (rest.isPositive()) {
            Thread.sleep(rest);
        }
        Map<String, Receipt> all = issued;
        return asked.stream()
                .map(receipt -> Objects.requireNonNull(all.get(receipt.fact())))
                .toList();
    }

    private Map<String, Receipt> find(Collection<String> facts) {
        Map<String, Receipt> found = new HashMap<>();
        collection
                .find(Filters.in(ReceiptDocuments.FACT, facts))
                .map(ReceiptDocuments::read)
                .forEach(receipt -> found.put(receipt.fact(), receipt));
        return found;
    }

    /**
     * What is not issued yet, in each book under the numbers after the highest. Book after book, as at every replica: a database may take
     * an insert for one transaction, and two with the same numbers in different orders would wait for each other.
     */
    private List<Document> numbered(List<Receipt> asked, Map<String, Receipt> issued) {
        Map<String, Receipt> open = new LinkedHashMap<>();
        asked.stream()
                .filter(receipt -> !issued.containsKey(receipt.fact()))
                .forEach(receipt -> open.putIfAbsent(receipt.fact(), receipt));
        Map<String, Long> numbers = new HashMap<>();
        List<Document> documents = new ArrayList<>();
        for (Receipt receipt : open.values().stream()
                .sorted(Comparator.comparing(Receipt::book))
                .toList()) {
            long last = numbers.computeIfAbsent(
                    receipt.book(),
                    book -> latest(book)
                            .map(document -> document.getLong(ReceiptDocuments.NUMBER))
                            .orElse(0L));
            documents.add(ReceiptDocuments.write(receipt.numbered(last + 1)));
            numbers.put(receipt.book(), last + 1);
        }
        return documents;
    }

    private Optional<Document> latest(String book) {
        return Optional.ofNullable(collection
                .find(Filters.eq(ReceiptDocuments.BOOK, book))
                .sort(Sorts.descending(ReceiptDocuments.NUMBER))
                .first());
    }

    /**
     * In this order, and not beyond one that cannot be inserted: the numbers behind it would leave a gap. One that another replica was
     * faster with is found by the caller, who tries the others again.
     */
    private void insert(List<Document> documents, boolean isLastAttempt) {
        try {
            collection.insertMany(documents);
        } catch (MongoBulkWriteException e) {
            boolean isTaken = e.getWriteConcernError() == null
                    && e.getWriteErrors().stream()
                            .allMatch(error -> error.getCategory() == ErrorCategory.DUPLICATE_KEY
                                    || DatabaseErrors.isConflict(error));
            if (!isTaken || isLastAttempt) {
                throw e;
            }
        }
    }
}
