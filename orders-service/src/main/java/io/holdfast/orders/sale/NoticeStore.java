package io.holdfast.orders.sale;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.PushOptions;
import com.mongodb.client.model.Updates;
import io.holdfast.contracts.EventStatus;
import io.holdfast.messaging.CollectionIndexes;
import io.holdfast.orders.OrdersProperties;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Component;

/**
 * Which events changed their name, date or place and have buyers to tell. In the document of the sale:
 *
 * <ul>
 *   <li>{@code noticeDueAt}: when buyers are to be told, set by the write that stores the changed event. The replica that begins moves
 *       it forward first, and again while it goes on; if it dies, another one takes over.
 *   <li>{@code noticeSince}: when the first change was made that is in no notice yet. It is there as long as there is such a change, also if
 *       that was taken back: who was mailed in between knows something else. A mail that was on its way meanwhile counts as a change.
 *   <li>{@code telling}: the event as they are being told. Begun once, it is told to all of them, also when the event changes meanwhile:
 *       otherwise some would be told that it changed, and not that it changed back.
 *   <li>{@code told}: the event as they were last told.
 *   <li>{@code tellingAt}, {@code toldAt}: when it was begun to tell the two. What buyers were mailed after that may be older, and is what they know.
 *   <li>{@code buyersTold}: when it was begun to tell what some buyer did not know, the last {@value #SHOWN} times.
 * </ul>
 */
@Component
public class NoticeStore {

    private static final String DUE = "noticeDueAt";
    private static final String SINCE = "noticeSince";
    private static final String TELLING = "telling";
    private static final String TELLING_AT = "tellingAt";
    private static final String TOLD = "told";
    private static final String TOLD_AT = "toldAt";
    private static final String BUYERS_TOLD = "buyersTold";

    private static final int SHOWN = 50;

    private final MongoCollection<Document> sales;
    private final OrdersProperties properties;
    private final Clock clock;

    NoticeStore(MongoTemplate mongo, OrdersProperties properties, Clock clock) {
        this.sales = mongo.getCollection(SaleStore.COLLECTION);
        this.properties = properties;
        this.clock = clock;
    }

    /**
     * What buyers are being told of an event.
     *
     * @param now the event as they are told
     * @param begunAt when it was begun; null in what earlier releases stored
     * @param told the event as they were told before; null if they never were
     * @param toldAt when that was begun; null if never, and in what earlier releases stored
     */
    public record Notice(
            String eventId,
            EventSummary now,
            @Nullable Instant begunAt,
            @Nullable EventSummary told,
            @Nullable Instant toldAt) {

        /** What the buyer of this order knows of the event by it and by earlier notices. */
        public EventSummary knownTo(EventSummary ordered) {
            return told == null ? ordered : ordered.newer(told);
        }

        /** Tells it from other notices of the event: of the same state buyers are told once more after a mail that was on its way longer. */
        public String id() {
            String state = eventId + ":" + now.version();
            boolean repeated = told != null && told.version() == now.version();
            return repeated && begunAt != null ? state + ":" + begunAt.toEpochMilli() : state;
        }

        /** Whether what was mailed at this time was mailed after all of that. */
        public boolean isAfterTold(Instant at) {
            return toldAt != null && at.isAfter(toldAt);
        }
    }

    static IndexModel index() {
        return CollectionIndexes.partial(DUE, "notice-due");
    }

    /** The fields that make a notice due a while after the last of several changes, but not too long after the first. */
    static Document due(Document stored, Instant now, OrdersProperties properties) {
        Date first = stored.getDate(SINCE);
        Instant since = first == null ? now : first.toInstant();
        Instant quiet = now.plus(properties.noticeAfter());
        Instant latest = since.plus(properties.noticeAtLatest());
        return new Document(SINCE, Date.from(since)).append(DUE, Date.from(quiet.isBefore(latest) ? quiet : latest));
    }

    /** Has buyers told of the event as it is, as if it had changed just now: a mail may have told one of them something else meanwhile. */
    public void tellAgain(String eventId) {
        update(
                eventId,
                found -> SaleDocuments.read(found).isCancelled()
                        ? null
                        : new Document("$set", due(found, clock.instant(), properties)));
    }

    /** @param change what is to be written to the sale as it is; null for nothing. Asked again if the sale changes meanwhile */
    private void update(String eventId, Function<Document, @Nullable Bson> change) {
        boolean written;
        do {
            Document found = sales.find(Filters.eq("_id", eventId)).first();
            Bson wanted = found == null ? null : change.apply(found);
            written = found == null
                    || wanted == null
                    || sales.updateOne(asRead(found), wanted).getMatchedCount() == 1;
        } while (!written);
    }

    /** With the same changes to be told of, and as long as it is being told, or not, as it was. */
    private static Document asRead(Document found) {
        return new Document("_id", found.get("_id"))
                .append("version", found.get("version"))
                .append(SINCE, found.get(SINCE))
                .append(TELLING, new Document("$exists", found.containsKey(TELLING)));
    }

    /** Events whose buyers are to be told something now. */
    public List<String> findDue() {
        return sales.find(isDue())
                .projection(new Document("_id", 1))
                .map(document -> document.getString("_id"))
                .into(new ArrayList<>());
    }

    private Document isDue() {
        return CollectionIndexes.indexed(DUE, "$lte", Date.from(clock.instant()));
    }

    /** Begins to tell the buyers of an event, or goes on with what was begun; empty if another replica does. */
    public Optional<Notice> begin(String eventId, Duration reserved) {
        Document found = sales.findOneAndUpdate(isDue().append("_id", eventId), dueAfter(reserved));
        if (found == null) {
            return Optional.empty();
        }
        if (!found.containsKey(TELLING)) {
            Sale sale = SaleDocuments.read(found);
            if (sale.event().status() == EventStatus.CANCELLED) {
                // They are told that instead.
                settle(eventId);
                return Optional.empty();
            }
            // Only as it was read: otherwise a change since would count as told. It is due again by itself.
            sales.updateOne(
                    asRead(found),
                    Updates.combine(
                            Updates.set(TELLING, EventSummaries.write(EventSummary.of(sale.event()))),
                            Updates.set(TELLING_AT, Date.from(clock.instant())),
                            Updates.unset(SINCE)));
        }
        return Optional.ofNullable(sales.find(Filters.eq("_id", eventId)).first())
                .filter(document -> document.containsKey(TELLING))
                .map(NoticeStore::read);
    }

    private static Notice read(Document document) {
        Document told = document.get(TOLD, Document.class);
        return new Notice(
                document.getString("_id"),
                EventSummaries.read(document.get(TELLING, Document.class)),
                instant(document, TELLING_AT),
                told == null ? null : EventSummaries.read(told),
                instant(document, TOLD_AT));
    }

    private static @Nullable Instant instant(Document document, String field) {
        @Nullable Date at = document.getDate(field);
        return at == null ? null : at.toInstant();
    }

    /** Keeps other replicas from it for so long. */
    public void goOn(Notice notice, Duration reserved) {
        sales.updateOne(isTelling(notice), dueAfter(reserved));
    }

    /** There is a buyer to be told of this. Before the first mail is kept: so no mail is without it, however often it is begun again. */
    public void noteBuyers(Notice notice) {
        if (notice.begunAt() != null) {
            Date begun = Date.from(notice.begunAt());
            // Not a set, which would grow with every change of the event.
            sales.updateOne(
                    isTelling(notice).append(BUYERS_TOLD, new Document("$ne", begun)),
                    Updates.pushEach(BUYERS_TOLD, List.of(begun), new PushOptions().slice(-SHOWN)));
        }
    }

    /** When buyers of an event were told what changed of it, the last {@value #SHOWN} times. */
    public List<Instant> toldBuyers(String eventId) {
        Document found = sales.find(Filters.eq("_id", eventId))
                .projection(new Document(BUYERS_TOLD, 1))
                .first();
        List<Date> told = found == null ? List.of() : found.getList(BUYERS_TOLD, Date.class, List.of());
        // Earlier releases kept them all.
        return told.stream()
                .skip(Math.max(0, told.size() - SHOWN))
                .map(Date::toInstant)
                .toList();
    }

    /** All buyers were told. If the event has changed since, they are told again. */
    public void finish(Notice notice) {
        sales.updateOne(
                isTelling(notice),
                Updates.combine(
                        Updates.set(TOLD, EventSummaries.write(notice.now())),
                        Updates.set(TOLD_AT, notice.begunAt() == null ? null : Date.from(notice.begunAt())),
                        Updates.unset(TELLING),
                        Updates.unset(TELLING_AT)));
        settle(notice.eventId());
    }

    private static Document isTelling(Notice notice) {
        return new Document("_id", notice.eventId())
                .append(TELLING + ".version", notice.now().version());
    }

    /** Nothing is due any more, unless the event changed since its buyers were told. */
    private void settle(String eventId) {
        update(eventId, found -> {
            if (found.containsKey(TELLING)) {
                return null;
            }
            boolean changed =
                    found.containsKey(SINCE) && !SaleDocuments.read(found).isCancelled();
            return changed
                    ? new Document("$set", due(found, clock.instant(), properties))
                    : Updates.combine(Updates.unset(DUE), Updates.unset(SINCE));
        });
    }

    private Bson dueAfter(Duration time) {
        return Updates.set(DUE, Date.from(clock.instant().plus(time)));
    }
}
