package io.holdfast.orders.sale;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.cursor.TimeoutMode;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import io.holdfast.contracts.EventPublished;
import io.holdfast.contracts.EventState;
import io.holdfast.messaging.MessageJson;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Component;

/**
 * Stores this service's copy of the published events.
 *
 * <pre>{ _id: event, version, endsAt, stocked, body }</pre>
 *
 * {@code body} is the event as an {@link EventPublished} message; {@code stocked} tells whether its units exist.
 */
@Component
class SaleStore {

    private final MongoCollection<Document> collection;

    SaleStore(MongoTemplate mongo) {
        this.collection = mongo.getCollection("sales");
    }

    Optional<Sale> find(String eventId) {
        return Optional.ofNullable(collection.find(Filters.eq("_id", eventId)).first())
                .map(SaleStore::read);
    }

    private static Sale read(Document document) {
        byte[] body = document.getString("body").getBytes(StandardCharsets.UTF_8);
        EventState event = MessageJson.read(EventPublished.class, body).event();
        return new Sale(event, document.getBoolean("stocked", false));
    }

    /** Ids of the events that end after {@code time}. */
    List<String> endingAfter(Instant time) {
        return collection
                .find(Filters.gt("endsAt", time))
                .projection(new Document("_id", 1))
                .timeoutMode(TimeoutMode.ITERATION)
                .map(document -> document.getString("_id"))
                .into(new ArrayList<>());
    }

    /** Stores an event whose units exist, unless the same version or a newer one is stored already. */
    void save(EventState event) {
        String body = new String(MessageJson.write(new EventPublished(event)), StandardCharsets.UTF_8);
        try {
            collection.updateOne(
                    new Document("_id", event.id()).append("version", new Document("$lt", event.version())),
                    Updates.combine(
                            Updates.set("version", event.version()),
                            Updates.set("endsAt", event.endsAt()),
                            Updates.set("stocked", true),
                            Updates.set("body", body)),
                    new UpdateOptions().upsert(true));
        } catch (MongoWriteException e) {
            if (e.getError().getCategory() != ErrorCategory.DUPLICATE_KEY) {
                throw e;
            }
        }
    }
}
