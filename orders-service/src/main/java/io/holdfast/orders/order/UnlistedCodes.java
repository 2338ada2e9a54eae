package io.holdfast.orders.order;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.UpdateOneModel;
import io.holdfast.contracts.OrderStatus;
import io.holdfast.messaging.Migration;
import io.holdfast.messaging.SortedBulkWrites;
import io.holdfast.orders.inventory.BuyersFirst;
import io.holdfast.runtime.BackgroundLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Component;

/**
 * Orders of earlier versions do not list the codes of their tickets, nor all forms of the words that they are found by. This lists them,
 * once for a database; until that is done, what is in no list is looked for in all orders of its event.
 */
@Component
class UnlistedCodes {

    /** That codes are listed, as an earlier version did; it listed words in one form. */
    static final String CODES_LISTED = "listed-codes-and-names";

    /** As the next one did; it did not list Arabic and Hebrew names without their article. */
    static final String FORMS_LISTED = "listed-codes-and-forms-of-names";

    private static final String ALL_LISTED = "listed-codes-and-names-without-article";

    private final MongoTemplate mongo;
    private final MongoCollection<Document> orders;
    private final Migration migration;
    private volatile boolean codesMayBeMissing = true;
    private volatile boolean wordsMayBeMissing = true;

    UnlistedCodes(MongoTemplate mongo, BuyersFirst buyers) {
        this.mongo = mongo;
        this.orders = mongo.getCollection(OrderStore.COLLECTION);
        this.migration = new Migration(
                ALL_LISTED,
                mongo,
                OrderStore.COLLECTION,
                Projections.include(
                        "version",
                        "status",
                        "holder",
                        "email",
                        "tickets.code",
                        OrderDocuments.CODES,
                        OrderDocuments.NAMES),
                buyers::restAfter,
                this::list);
    }

    /** Whether there may be orders that do not list the codes of their tickets. */
    boolean codesMayBeMissing() {
        return codesMayBeMissing;
    }

    /** Whether there may be orders that do not list all words that they are found by. */
    boolean wordsMayBeMissing() {
        return wordsMayBeMissing;
    }

    /** Lists what the next orders are found by; returns when to go on. */
    Duration listNext() {
        if (codesMayBeMissing && (Migration.isDone(mongo, CODES_LISTED) || Migration.isDone(mongo, FORMS_LISTED))) {
            codesMayBeMissing = false;
        }
        Duration next = migration.next();
        if (next.equals(BackgroundLoop.DONE)) {
            codesMayBeMissing = false;
            wordsMayBeMissing = false;
        }
        return next;
    }

    /** An order that changes meanwhile lists them by that, and one whose buyer is forgotten meanwhile stays without words. */
    private void list(List<Document> found) {
        List<UpdateOneModel<Document>> updates = new ArrayList<>();
        for (Document order : found) {
            Document lists = unlisted(order);
            if (!lists.isEmpty()) {
                updates.add(new UpdateOneModel<>(
                        new Document("_id", order.getString("_id"))
                                .append("version", order.get("version"))
                                .append("holder", order.get("holder"))
                                .append("email", order.get("email")),
                        new Document("$set", lists)));
            }
        }
        SortedBulkWrites.update(orders, updates);
    }

    private static Document unlisted(Document order) {
        Document lists = new Document();
        List<Document> tickets = order.getList("tickets", Document.class, List.of());
        if (!tickets.isEmpty() && !order.containsKey(OrderDocuments.CODES)) {
            lists.append(
                    OrderDocuments.CODES,
                    tickets.stream().map(ticket -> ticket.getString("code")).toList());
        }
        String holder = order.getString("holder");
        boolean isHeld = OrderStatus.AWAITING_PAYMENT.name().equals(order.getString("status"));
        // A void id has no buyer.
        if (holder != null && !isHeld) {
            List<String> words = BuyerNames.of(holder, order.getString("email"));
            if (!words.equals(order.getList(OrderDocuments.NAMES, String.class))) {
                lists.append(OrderDocuments.NAMES, words);
            }
        }
        return lists;
    }
}
