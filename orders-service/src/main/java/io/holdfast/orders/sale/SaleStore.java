package io.holdfast.orders.sale;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.cursor.TimeoutMode;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import io.holdfast.contracts.EventPublished;
import io.holdfast.contracts.EventState;
import io.holdfast.messaging.GroupedReads;
import io.holdfast.orders.OrdersProperties;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Component;

/**
 * Stores this service's copy of the published events.
 *
 * <pre>{ _id: event, version, organizer, endsAt, stocked, body, limitsSince, waitingSince?, noticeDueAt?, noticeSince?, telling?, told? }</pre>
 *
 * {@code body} is the event as an {@link EventPublished} message; {@code stocked} tells whether its units exist. {@code limitsSince} is
 * when the limits per buyer became what they are, {@code waitingSince} since when it has a waiting room: by them a check of the stored data knows the
 * orders they apply to. The last four are
 * what {@link NoticeStore} keeps: the write that changes name, date or place is the one that makes a notice due.
 */
@Component
class SaleStore {

    static final String COLLECTION = "sales";

    static final String ORGANIZER = "organizer";

    private final MongoCollection<Document> collection;
    private final GroupedReads<Sale> reads;
    private final OrdersProperties properties;
    private final Clock clock;

    SaleStore(MongoTemplate mongo, OrdersProperties properties, Clock clock) {
        this.collection = mongo.getCollection(COLLECTION);
        this.reads = new GroupedReads<>(collection, null, SaleDocuments::read);
        this.properties = properties;
        this.clock = clock;
    }

    Optional<Sale> find(String eventId) {
        return reads.find(eventId);
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

    /** Which of these events end after {@code time}. */
    List<String> endingAfter(Instant time, Collection<String> eventIds) {
        return collection
                .find(Filters.and(Filters.in("_id", eventIds), Filters.gt("endsAt", time)))
                .projection(new Document("_id", 1))
                .map(document -> document.getString("_id"))
                .into(new ArrayList<>());
    }

    /** For {@link #ofOrganizer}. */
    static IndexModel organizerIndex() {
        return new IndexModel(
                Indexes.compoundIndex(Indexes.ascending(ORGANIZER), Indexes.descending("endsAt")),
                new IndexOptions().name("by-organizer"));
    }

    /** The events of an organizer, those that end last first, without the first {@code skipped}. */
    List<Sale> ofOrganizer(String organizer, int skipped, int limit) {
        return collection
                .find(Filters.eq(ORGANIZER, organizer))
                .sort(Sorts.orderBy(Sorts.descending("endsAt"), Sorts.ascending("_id")))
                .skip(skipped)
                .limit(limit)
                .map(SaleDocuments::read)
                .into(new ArrayList<>());
    }

    /** Notes of these events whose they are, which never changes. */
    void nameOrganizers(Collection<String> eventIds) {
        for (String id : eventIds) {
            find(id).ifPresent(sale -> collection.updateOne(
                    Filters.eq("_id", id), Updates.set(ORGANIZER, sale.event().organizerId())));
        }
    }

    /** Stores an event whose units exist, unless the same version or a newer one is stored already. */
    void save(EventState event) {
        boolean settled;
        do {
            Document stored = collection.find(Filters.eq("_id", event.id())).first();
            settled = (stored != null && stored.getLong("version") >= event.version()) || save(event, stored);
        } while (!settled);
    }

    /** False if another replica has stored a version since {@code stored} was read. */
    private boolean save(EventState event, @Nullable Document stored) {
        EventState known = stored == null ? null : SaleDocuments.read(stored).event();
        Date limitsSince = stored != null && known != null && limits(known).equals(limits(event))
                ? stored.getDate("limitsSince")
                : null;
        Document update = new Document("version", event.version())
                .append(ORGANIZER, event.organizerId())
                .append("endsAt", event.endsAt())
                .append("stocked", true)
                .append("body", SaleDocuments.body(event))
                .append("limitsSince", limitsSince == null ? Date.from(clock.instant()) : limitsSince);
        update.append("waitingSince", waitingSince(event, stored));
        if (stored != null && known != null && !EventSummary.of(event).tellsTheSameAs(EventSummary.of(known))) {
            update.putAll(NoticeStore.due(stored, clock.instant(), properties));
        }
        try {
            if (stored == null) {
                collection.insertOne(update.append("_id", event.id()));
                return true;
            }
            return collection
                            .updateOne(
                                    new Document("_id", event.id()).append("version", stored.get("version")),
                                    new Document("$set", update))
                            .getMatchedCount()
                    == 1;
        } catch (MongoWriteException e) {
            if (e.getError().getCategory() != ErrorCategory.DUPLICATE_KEY) {
                throw e;
            }
            return false;
        }
    }

    /** Since when the event has a waiting room; null when it has none. */
    private @Nullable Date waitingSince(EventState event, @Nullable Document stored) {
        if (event.terms().waitingRoom() == null) {
            return null;
        }
        Date since = stored == null ? null : stored.getDate("waitingSince");
        return since == null ? Date.from(clock.instant()) : since;
    }

    /** The most units that a buyer may have, by tier; of all tiers together under the empty name. */
    private static Map<String, Integer> limits(EventState event) {
        Map<String, Integer> limits = new HashMap<>();
        Optional.ofNullable(event.terms().maxPerBuyer()).ifPresent(most -> limits.put("", most));
        event.tiers()
                .forEach(
                        tier -> Optional.ofNullable(tier.maxPerBuyer()).ifPresent(most -> limits.put(tier.id(), most)));
        return limits;
    }
}
