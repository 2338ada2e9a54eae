package io.holdfast.orders.sale;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import io.holdfast.contracts.ChangeDecided;
import io.holdfast.contracts.ChangeDecided.Shortage;
import io.holdfast.contracts.EventChangeProposed;
import io.holdfast.contracts.EventMessage;
import io.holdfast.contracts.EventPublished;
import io.holdfast.contracts.EventState;
import io.holdfast.contracts.TierState;
import io.holdfast.messaging.MessageJson;
import io.holdfast.messaging.MessagePublisher;
import io.holdfast.orders.OrdersProperties;
import io.holdfast.orders.inventory.CapacityChanger;
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
import java.util.concurrent.atomic.AtomicBoolean;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Component;

/** This service's copy of what is for sale, kept by the messages of the catalogue. */
@Component
public class Sales {

    private static final Logger log = LoggerFactory.getLogger(Sales.class);

    /** How long a copy in memory may serve: another replica may have heard something newer. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    private static final Duration POLL = Duration.ofMillis(40);
    private static final int MAX_CACHED = 10_000;

    private record Cached(Sale sale, Instant at, AtomicBoolean beingRead) {}

    private final MongoCollection<Document> collection;
    private final Inventory<?, ?> inventory;
    private final CapacityChanger stocking;
    private final ChangeDecisionStore decisions;
    private final Duration arrival;
    private final Clock clock;
    private final Map<String, Cached> cache = new ConcurrentHashMap<>();
    /** Waiting for an event that may not exist must not cost more than this many requests at a time. */
    private final Semaphore waiting = new Semaphore(256);

    Sales(
            MongoTemplate mongo,
            Inventory<?, ?> inventory,
            CapacityChanger stocking,
            ChangeDecisionStore decisions,
            MessagePublisher publisher,
            OrdersProperties properties,
            Clock clock) {
        this.collection = mongo.getCollection("sales");
        this.inventory = inventory;
        this.stocking = stocking;
        this.decisions = decisions;
        this.arrival = properties.arrival();
        this.clock = clock;
        publisher.onConnected(this::announceAll);
    }

    /** Takes over what the catalogue says, unless something newer is known, and stocks the shelves. */
    public void apply(EventMessage message) {
        EventState event = message.event();
        Optional<Sale> known = find(event.id()).filter(Sale::stocked);
        if (known.isEmpty() || known.get().event().version() < event.version()) {
            // First the shelves: nobody may look for units that are not there yet.
            stock(event, known);
            upsert(event);
        }
        // Somebody with a newer version may have been faster with some of the shelves.
        find(event.id())
                .filter(newest -> newest.event().version() > event.version())
                .ifPresent(newest -> stock(newest.event(), Optional.empty()));
        cache.remove(event.id());
        inventory.announce(event.id());
    }

    private void stock(EventState event, Optional<Sale> before) {
        for (TierState tier : event.tiers()) {
            boolean fits = before.flatMap(sale -> sale.tier(tier.id()))
                    .filter(old -> old.revision() >= tier.revision())
                    .isPresent();
            if (!fits) {
                stocking.fit(event.id(), tier, stamp(tier.revision()))
                        .ifPresent(shortage -> log.error(
                                "Event {} is to have less of {} than is taken: {}", event.id(), tier.id(), shortage));
            }
        }
        before.map(sale -> sale.event().tiers()).orElse(List.of()).stream()
                .filter(old ->
                        event.tiers().stream().noneMatch(tier -> tier.id().equals(old.id())))
                .forEach(gone -> stocking.remove(event.id(), gone, stamp(event.version())));
    }

    /**
     * Decides whether an event may have fewer units: takes them off the shelves, or leaves all as it is. Deciding again what is
     * decided already changes nothing.
     */
    void decide(EventChangeProposed message) {
        apply(message);
        EventState event = message.event();
        if (!decisions.isDecided(event.id(), event.version())) {
            List<Shortage> shortages = takeOff(event, message.proposed());
            decisions.decide(new ChangeDecided(event.id(), event.version(), shortages.isEmpty(), shortages));
        }
        if (decisions.isRefused(event.id(), event.version())) {
            // What was taken off before something was found to be in the way goes back.
            event.tiers().forEach(tier -> stocking.fit(event.id(), tier, stamp(event.version()) + 1));
        }
        inventory.announce(event.id());
    }

    /** Takes off what is not to be there any more, as far as that can be; returns what is in the way. */
    private List<Shortage> takeOff(EventState event, List<TierState> proposed) {
        List<TierState> changed = proposed.stream()
                .filter(tier -> tier.revision() >= event.version())
                .filter(tier -> isIn(event.tiers(), tier))
                .toList();
        List<TierState> gone =
                event.tiers().stream().filter(tier -> !isIn(proposed, tier)).toList();
        List<Shortage> shortages = new ArrayList<>();
        changed.forEach(tier -> stocking.obstacle(event.id(), tier).ifPresent(shortages::add));
        gone.forEach(tier -> stocking.obstacleToRemoval(event.id(), tier).ifPresent(shortages::add));
        if (shortages.isEmpty()) {
            long stamp = stamp(event.version());
            changed.forEach(tier -> stocking.fit(event.id(), tier, stamp).ifPresent(shortages::add));
            gone.forEach(tier -> stocking.remove(event.id(), tier, stamp).ifPresent(shortages::add));
        }
        return shortages;
    }

    private static boolean isIn(List<TierState> tiers, TierState tier) {
        return tiers.stream().anyMatch(other -> other.id().equals(tier.id()));
    }

    /** Two for each version: one to carry out what it proposes, and one to take it back. */
    private static long stamp(long version) {
        return 2 * version;
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
        Optional<Sale> sale = recent(eventId);
        if (sale.isPresent() || !waiting.tryAcquire()) {
            return sale;
        }
        try {
            Instant deadline = clock.instant().plus(arrival);
            while (sale.isEmpty() && clock.instant().isBefore(deadline)) {
                Thread.sleep(POLL);
                sale = recent(eventId);
            }
            return sale;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            waiting.release();
        }
    }

    /** The sale of an event, stocked, as it was at most a second ago. */
    public Optional<Sale> recent(String eventId) {
        Instant now = clock.instant();
        Cached cached = cache.get(eventId);
        // While one reads it again, the others go on with what there is: in a rush that is everybody.
        if (cached != null
                && (now.isBefore(cached.at().plus(FRESH)) || !cached.beingRead().compareAndSet(false, true))) {
            return Optional.of(cached.sale());
        }
        try {
            Optional<Sale> sale = find(eventId).filter(Sale::stocked);
            sale.ifPresent(found -> remember(found, now));
            return sale;
        } finally {
            if (cached != null) {
                cached.beingRead().set(false);
            }
        }
    }

    private void remember(Sale sale, Instant now) {
        if (cache.size() >= MAX_CACHED) {
            cache.clear();
        }
        cache.put(sale.eventId(), new Cached(sale, now, new AtomicBoolean()));
    }

    /** The sale of an event as it is now, whether or not its shelves are stocked. */
    public Optional<Sale> find(String eventId) {
        return Optional.ofNullable(collection.find(Filters.eq("_id", eventId)).first())
                .map(Sales::read);
    }

    /** After a start, or without the broker, nobody knows what the others have heard of the events that have not ended yet. */
    private void announceAll() {
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
