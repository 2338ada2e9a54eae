package io.holdfast.orders.organizer;

import com.mongodb.client.MongoCollection;
import io.holdfast.contracts.OrderStatus;
import io.holdfast.orders.Remembered;
import io.holdfast.orders.order.OrderStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Component;

/** What the orders of an event come to, counted by the database and at most a few seconds old. */
@Component
public class EventFigures {

    private static final Set<OrderStatus> EVER_SOLD =
            Set.of(OrderStatus.COMPLETED, OrderStatus.SOLD_BACK, OrderStatus.REFUNDED);

    /** In BSON the difference of two dates is a number, with which one can reckon. */
    private static final Date EPOCH = Date.from(Instant.EPOCH);

    private final MongoCollection<Document> orders;
    private final Clock clock;
    private final Remembered<Figures> remembered;

    EventFigures(MongoTemplate mongo, Clock clock) {
        this.orders = mongo.getCollection(OrderStore.COLLECTION);
        this.clock = clock;
        this.remembered = new Remembered<>(this::count, clock);
    }

    /**
     * Orders that are alike.
     *
     * @param reason why they are over, such as {@code event-cancelled}; null when nobody said
     * @param tickets that are valid
     * @param admitted tickets of these that somebody was let in with
     * @param total minor units
     * @param refunded minor units that are to come back to the buyers
     * @param moneyBack how many of these orders have all of their money back
     */
    public record Group(
            OrderStatus status,
            @Nullable String reason,
            long orders,
            long tickets,
            long admitted,
            long total,
            long refunded,
            long moneyBack) {}

    /**
     * What was ever sold of one tier within one span of time, whether or not it came back later.
     *
     * @param from when that span begins
     * @param takings minor units, before refunds
     */
    public record Sold(String tierId, String tierName, Instant from, long units, long takings) {}

    /**
     * @param span how long each of the spans of {@code sold} is
     * @param asOf when this was counted
     */
    public record Figures(List<Group> groups, List<Sold> sold, Duration span, Instant asOf) {

        /** A sum over the groups that are asked for. */
        public long sum(Predicate<Group> which, ToLongFunction<Group> what) {
            return groups.stream().filter(which).mapToLong(what).sum();
        }
    }

    public Figures of(String eventId) {
        return remembered.get(eventId);
    }

    private Figures count(String eventId) {
        Instant asOf = clock.instant();
        List<Group> groups = new ArrayList<>();
        Instant first = Instant.MAX;
        Instant last = Instant.MIN;
        for (Document found : orders.aggregate(List.of(
                new Document("$match", new Document("eventId", eventId)),
                new Document(
                        "$group",
                        new Document("_id", new Document("status", "$status").append("reason", "$reason"))
                                .append("orders", sum(1))
                                .append("tickets", sum(new Document("$size", "$tickets")))
                                .append("admitted", sum("$admitted"))
                                .append("total", sum("$total"))
                                .append("refunded", sum("$refunded"))
                                .append("moneyBack", sum(oneIfMoneyIsBack()))
                                .append("first", new Document("$min", completedAt()))
                                .append("last", new Document("$max", completedAt())))))) {
            Group group = group(found);
            groups.add(group);
            if (EVER_SOLD.contains(group.status())) {
                first = min(first, found.getDate("first").toInstant());
                last = max(last, found.getDate("last").toInstant());
            }
        }
        if (last.isBefore(first)) {
            return new Figures(groups, List.of(), Duration.ofMinutes(1), asOf);
        }
        Duration span = Spans.between(first, last);
        return new Figures(groups, sold(eventId, span), span, asOf);
    }

    private List<Sold> sold(String eventId, Duration span) {
        Document millis = new Document("$subtract", List.of(completedAt(), EPOCH));
        Document into = new Document("$mod", List.of(millis, span.toMillis()));
        List<Sold> sold = new ArrayList<>();
        for (Document found : orders.aggregate(List.of(
                new Document(
                        "$match",
                        new Document("eventId", eventId)
                                .append(
                                        "status",
                                        new Document(
                                                "$in",
                                                EVER_SOLD.stream()
                                                        .map(OrderStatus::name)
                                                        .toList()))),
                new Document("$unwind", "$lines"),
                new Document(
                        "$group",
                        new Document(
                                        "_id",
                                        new Document("tier", "$lines.tier")
                                                .append("from", new Document("$subtract", List.of(millis, into))))
                                .append("name", new Document("$first", "$lines.name"))
                                .append("units", sum("$lines.quantity"))
                                .append(
                                        "takings",
                                        sum(new Document(
                                                "$multiply", List.of("$lines.unitPrice", "$lines.quantity")))))))) {
            Document id = found.get("_id", Document.class);
            sold.add(new Sold(
                    id.getString("tier"),
                    found.getString("name"),
                    Instant.ofEpochMilli(number(id, "from")),
                    number(found, "units"),
                    number(found, "takings")));
        }
        return sold;
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
                number(found, "refunded"),
                number(found, "moneyBack"));
    }

    /** Orders of earlier versions do not say when they were completed. */
    private static Document completedAt() {
        return new Document("$ifNull", List.of("$completedAt", "$createdAt"));
    }

    private static Document oneIfMoneyIsBack() {
        Document back = new Document("$ifNull", List.of("$moneyBack", 0L));
        return new Document("$cond", List.of(new Document("$gte", List.of(back, "$total")), 1, 0));
    }

    private static Document sum(Object what) {
        return new Document("$sum", what);
    }

    private static long number(Document document, String field) {
        return document.get(field, Number.class).longValue();
    }

    private static Instant min(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    private static Instant max(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
