package io.holdfast.orders.organizer;

import com.mongodb.client.MongoCollection;
import io.holdfast.contracts.DisputeState;
import io.holdfast.contracts.OrderStatus;
import io.holdfast.orders.TimedCache;
import io.holdfast.orders.order.OrderStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Component;

/** Sums over the orders of an event, made by the database and at most a few seconds old. */
@Component
public class EventFigures {

    private static final Set<OrderStatus> EVER_SOLD =
            Set.of(OrderStatus.COMPLETED, OrderStatus.SOLD_BACK, OrderStatus.REFUNDED);

    /** In BSON the difference of two dates is a number of milliseconds. */
    private static final Date EPOCH = Date.from(Instant.EPOCH);

    private final MongoCollection<Document> orders;
    private final Clock clock;
    private final TimedCache<Figures> cache;

    EventFigures(MongoTemplate mongo, Clock clock) {
        this.orders = mongo.getCollection(OrderStore.COLLECTION);
        this.clock = clock;
        this.cache = new TimedCache<>(this::count);
    }

    /**
     * The orders of one status and reason.
     *
     * @param reason why they are over, such as {@code event-cancelled}; null where there is none
     * @param orders how many there are
     * @param tickets how many valid tickets they have
     * @param admitted how many of these were admitted
     * @param total minor units
     * @param refundDue minor units that the buyers are to have back
     * @param ordersPaidBack how many of the buyers have all of their money back, by refunds or from their bank
     */
    public record Group(
            OrderStatus status,
            @Nullable String reason,
            long orders,
            long tickets,
            long admitted,
            long total,
            long refundDue,
            long ordersPaidBack) {

        /** Whether they were ever paid. */
        public boolean wereSold() {
            return EVER_SOLD.contains(status);
        }
    }

    /**
     * What was ever sold of one tier within one span of time, whether or not it was given back later.
     *
     * @param from when that span begins
     * @param takings minor units, before refunds
     */
    public record Sold(String tierId, String tierName, Instant from, long units, long takings) {}

    /**
     * @param span the length of each span of {@code sold}
     * @param asOf when this was counted
     */
    public record Figures(List<Group> groups, List<Sold> sold, Duration span, Instant asOf) {

        /** The sum of {@code value} over the groups that match. */
        public long sum(Predicate<Group> matching, ToLongFunction<Group> value) {
            return groups.stream().filter(matching).mapToLong(value).sum();
        }
    }

    public Figures of(String eventId) {
        return cache.get(eventId);
    }

    private Figures count(String eventId) {
        Instant asOf = clock.instant();
        List<Document> found = orders.aggregate(byStatusAndReason(eventId)).into(new ArrayList<>());
        List<Group> groups = found.stream().map(EventFigures::group).toList();
        List<Document> sold =
                found.stream().filter(document -> group(document).wereSold()).toList();
        if (sold.isEmpty()) {
            return new Figures(groups, List.of(), Duration.ofMinutes(1), asOf);
        }
        Duration span = Spans.between(
                Collections.min(dates(sold, "first")).toInstant(),
                Collections.max(dates(sold, "last")).toInstant());
        return new Figures(groups, sold(eventId, span), span, asOf);
    }

    private static List<Document> byStatusAndReason(String eventId) {
        return List.of(
                new Document("$match", new Document("eventId", eventId)),
                new Document(
                        "$group",
                        new Document("_id", new Document("status", "$status").append("reason", "$reason"))
                                .append("orders", sum(1))
                                .append("tickets", sum(new Document("$size", "$tickets")))
                                .append("admitted", sum("$admitted"))
                                .append("total", sum("$total"))
                                .append("refundDue", sum("$refunded"))
                                .append("ordersPaidBack", sum(oneIfPaidBack()))
                                .append("first", new Document("$min", completedAt()))
                                .append("last", new Document("$max", completedAt()))));
    }

    private static Group group(Document found) {
        Document id = found.get("_id", Document.class);
        return new Group(
                OrderStatus.valueOf(id.getString("status")),
                id.getString("reason"),
                number(found, "orders"),
                number(found, "tickets"),
                number(found, "admitted"),
                number(found, "total"),
                number(found, "refundDue"),
                number(found, "ordersPaidBack"));
    }

    private List<Sold> sold(String eventId, Duration span) {
        return orders.aggregate(byTierAndSpan(eventId, span))
                .map(EventFigures::sold)
                .into(new ArrayList<>());
    }

    private static List<Document> byTierAndSpan(String eventId, Duration span) {
        List<String> everSold = EVER_SOLD.stream().map(OrderStatus::name).toList();
        Document millis = new Document("$subtract", List.of(completedAt(), EPOCH));
        Document millisIntoSpan = new Document("$mod", List.of(millis, span.toMillis()));
        Document from = new Document("$subtract", List.of(millis, millisIntoSpan));
        Document price = new Document("$multiply", List.of("$lines.unitPrice", "$lines.quantity"));
        return List.of(
                new Document(
                        "$match", new Document("eventId", eventId).append("status", new Document("$in", everSold))),
                new Document("$unwind", "$lines"),
                new Document(
                        "$group",
                        new Document("_id", new Document("tier", "$lines.tier").append("from", from))
                                .append("name", new Document("$first", "$lines.name"))
                                .append("units", sum("$lines.quantity"))
                                .append("takings", sum(price))));
    }

    private static Sold sold(Document found) {
        Document id = found.get("_id", Document.class);
        return new Sold(
                id.getString("tier"),
                found.getString("name"),
                Instant.ofEpochMilli(number(id, "from")),
                number(found, "units"),
                number(found, "takings"));
    }

    /** Orders of earlier versions do not have it. */
    private static Document completedAt() {
        return new Document("$ifNull", List.of("$completedAt", "$createdAt"));
    }

    private static Document oneIfPaidBack() {
        Document paid = new Document("$ifNull", List.of("$moneyBack", 0L));
        Document isLost = new Document("$eq", List.of("$dispute.status", DisputeState.Status.LOST.name()));
        Document byTheBank = new Document("$cond", List.of(isLost, "$dispute.amount", 0L));
        // Of several disputes; of one it is not stored, nor by a release that does not know of several.
        Document storedWith = new Document("$ifNull", List.of("$disputesVersion", -1L));
        Document ofThisReport = new Document("$eq", List.of(storedWith, "$moneyBackVersion"));
        Document byAll = new Document("$cond", List.of(ofThisReport, "$disputesLost", byTheBank));
        Document otherwise = new Document("$ifNull", List.of("$refundEnded", 0L));
        Document back = new Document("$add", List.of(paid, byAll, otherwise));
        return new Document("$cond", List.of(new Document("$gte", List.of(back, "$total")), 1, 0));
    }

    private static Document sum(Object what) {
        return new Document("$sum", what);
    }

    private static long number(Document document, String field) {
        return document.get(field, Number.class).longValue();
    }

    private static List<Date> dates(List<Document> documents, String field) {
        return documents.stream().map(document -> document.getDate(field)).toList();
    }
}
