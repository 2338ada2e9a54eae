package io.holdfast.orders.sale;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import io.holdfast.contracts.EventMessage;
import io.holdfast.contracts.EventPublished;
import io.holdfast.contracts.EventState;
import io.holdfast.messaging.MessageJson;
import io.holdfast.orders.OrdersProperties;
import io.holdfast.orders.inventory.Inventory;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.bson.Document;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Component;

/** This service's copy of what is for sale, kept by the messages of the catalogue. */
@Component
public class Sales {

    /** How long a copy in memory may serve: another replica may have heard something newer. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    private static final Duration POLL = Duration.ofMillis(40);
    private static final int MAX_CACHED = 10_000;

    private record Cached(Sale sale, Instant at) {}

    private final MongoCollection<Document> collection;
    private final Inventory<?, ?> inventory;
    private final Duration arrival;
    private final Clock clock;
    private final Map<String, Cached> cache = new ConcurrentHashMap<>();
    /** Waiting for an event that may not exist must not cost more than this many requests at a time. */
    private final Semaphore waiting = new Semaphore(256);

    Sales(MongoTemplate mongo, Inventory<?, ?> inventory, OrdersProperties properties, Clock clock) {
        this.collection = mongo.getCollection("sales");
        this.inventory = inventory;
        this.arrival = properties.arrival();
        this.clock = clock;
    }

    /** Takes over what the catalogue says, unless something newer is known, and stocks the shelves. */
    public void apply(EventMessage message) {
        EventState event = message.event();
        boolean known = find(event.id())
                .filter(sale -> sale.stocked() && sale.event().version() >= event.version())
                .isPresent();
        if (!known) {
            // First the shelves: nobody may look for units that are not there yet.
            inventory.stock(event.id(), event.tiers());
            upsert(event);
        }
        cache.remove(event.id());
        inventory.announce(event.id());
    }

    private void upsert(EventState event) {
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
            // The same or a newer version is here already.
        }
    }

    /** The sale of an event, stocked; waits a moment for one that was published just now. */
    public Optional<Sale> await(String eventId) {
        Optional<Sale> sale = cached(eventId);
        if (sale.isPresent() || !waiting.tryAcquire()) {
            return sale;
        }
        try {
            Instant deadline = clock.instant().plus(arrival);
            while (sale.isEmpty() && clock.instant().isBefore(deadline)) {
                Thread.sleep(POLL);
                sale = cached(eventId);
            }
            return sale;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            waiting.release();
        }
    }

    private Optional<Sale> cached(String eventId) {
        Instant now = clock.instant();
        Cached cached = cache.get(eventId);
        if (cached != null && now.isBefore(cached.at().plus(FRESH))) {
            return Optional.of(cached.sale());
        }
        Optional<Sale> sale = find(eventId).filter(Sale::stocked);
        sale.ifPresent(found -> {
            if (cache.size() >= MAX_CACHED) {
                cache.clear();
            }
            cache.put(eventId, new Cached(found, now));
        });
        return sale;
    }

    /** The sale of an event, whether or not its shelves are stocked. */
    public Optional<Sale> find(String eventId) {
        return Optional.ofNullable(collection.find(Filters.eq("_id", eventId)).first())
                .map(Sales::read);
    }

    /** After a start nobody knows what was still to be said of the events that have not ended yet. */
    @EventListener(ApplicationReadyEvent.class)
    void announceAll() {
        current().forEach(inventory::announce);
    }

    private List<String> current() {
        return collection
                .find(Filters.gt("endsAt", clock.instant()))
                .projection(new Document("_id", 1))
                .map(document -> document.getString("_id"))
                .into(new ArrayList<>());
    }

    private static Sale read(Document document) {
        byte[] body = document.getString("body").getBytes(StandardCharsets.UTF_8);
        EventState event = MessageJson.read(EventPublished.class, body).event();
        return new Sale(event, document.getBoolean("stocked", false));
    }
}
