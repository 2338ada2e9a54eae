package io.holdfast.orders.order;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import io.holdfast.contracts.OrderStatus;
import io.holdfast.language.OrderNumbers;
import io.holdfast.messaging.CollectionIndexes;
import io.holdfast.messaging.LongReads;
import io.holdfast.orders.OrdersProperties;
import io.holdfast.orders.ticket.TicketCodes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Component;

/**
 * Finds orders of an event by what people say of them: the number, the code of a ticket, or the beginnings of words of the buyer's name and
 * address. Words are listed in an order, and in an index, once it is paid or over: placing an order costs no more for it. Held ones
 * are read instead, which are those of the last minutes.
 */
@Component
public class OrderSearch {

    /** More orders than these are taken from the list of all orders of the event, the newest first, and not sorted here. */
    private static final int FEW = 1000;

    private static final int MOST_OF_A_NUMBER = 50;

    /** Held orders are looked for among so many of the newest orders. */
    private static final int MOST_RECENT = 5000;

    /** How much longer than usual an order may be held, because a bank asks the buyer, or because it was not expired yet. */
    private static final Duration LONGEST_PROLONGATION = Duration.ofHours(1);

    /** Of an address: words have letters and digits only. */
    private static final Pattern NOT_LITERAL = Pattern.compile("[^\\p{L}\\p{M}\\p{N}]");

    private static final Comparator<OrderCursor> NEWEST_FIRST = Comparator.comparing(OrderCursor::createdAt)
            .thenComparing(OrderCursor::id)
            .reversed();

    private final MongoCollection<Document> orders;
    private final OrderStore store;
    private final UnlistedCodes unlisted;
    private final OrdersProperties properties;
    private final Clock clock;

    OrderSearch(
            MongoTemplate mongo, OrderStore store, UnlistedCodes unlisted, OrdersProperties properties, Clock clock) {
        this.orders = mongo.getCollection(OrderStore.COLLECTION);
        this.store = store;
        this.unlisted = unlisted;
        this.properties = properties;
        this.clock = clock;
    }

    /** The order of this event; empty if there is none of this id, or it is another event's. */
    public Optional<Order> find(String eventId, String id) {
        return store.find(id).filter(order -> order.terms().eventId().equals(eventId));
    }

    /**
     * Up to {@code limit} orders of an event, the newest first.
     *
     * @param typed a number, a code, or beginnings of words, all of which the order has to have
     * @param status null for all
     * @param after null for the beginning
     */
    public List<Order> find(
            String eventId, String typed, @Nullable OrderStatus status, int limit, @Nullable OrderCursor after) {
        Bson listed = listed(eventId, status, after);
        List<OrderCursor> found = new ArrayList<>();
        OrderNumbers.read(typed).ifPresent(start -> found.addAll(withNumber(start, eventId)));
        TicketCodes.read(typed)
                .flatMap(code -> store.findByTicketCode(eventId, code))
                .ifPresent(order -> found.add(OrderCursor.after(order)));
        List<List<String>> wanted = BuyerNames.wanted(typed);
        if (!wanted.isEmpty()) {
            found.addAll(named(wanted, listed, limit));
            found.addAll(heldBy(wanted, eventId));
        }
        List<String> ids = found.stream()
                .filter(position -> after == null || NEWEST_FIRST.compare(after, position) < 0)
                .distinct()
                .sorted(NEWEST_FIRST)
                .map(OrderCursor::id)
                .toList();
        return read(ids, status, limit);
    }

    private static Bson listed(String eventId, @Nullable OrderStatus status, @Nullable OrderCursor after) {
        List<Bson> filters = new ArrayList<>(List.of(Filters.eq("eventId", eventId)));
        if (status != null) {
            filters.add(Filters.eq("status", status.name()));
        }
        if (after != null) {
            filters.add(OrderLists.isAfter(after));
        }
        return Filters.and(filters);
    }

    /** Without the event in the filter: a database might prefer the index by event, and read all of its orders. */
    private List<OrderCursor> withNumber(String start, String eventId) {
        return orders
                .find(Filters.and(Filters.gte("_id", start), Filters.lt("_id", start + '~')))
                .projection(Projections.include("eventId", "createdAt"))
                .limit(MOST_OF_A_NUMBER)
                .into(new ArrayList<>())
                .stream()
                .filter(document -> eventId.equals(document.getString("eventId")))
                .map(OrderSearch::position)
                .toList();
    }

    private List<OrderCursor> named(List<List<String>> wanted, Bson listed, int limit) {
        List<Bson> filters = new ArrayList<>(List.of(listed));
        wanted.forEach(forms -> filters.add(hasWord(forms)));
        Bson filter = Filters.and(filters);
        List<OrderCursor> few = positions(filter, null, FEW + 1);
        if (few.size() < limit && unlisted.wordsMayBeMissing()) {
            return read(listed, wanted, limit);
        }
        return few.size() <= FEW ? few : positions(filter, OrderLists.NEWEST_FIRST, limit);
    }

    /** In one of its forms. */
    static Bson hasWord(List<String> forms) {
        List<Bson> ways = forms.stream().map(OrderSearch::hasWord).toList();
        return ways.size() == 1 ? ways.getFirst() : Filters.or(ways);
    }

    /**
     * A beginning is looked for by a regular expression, which databases turn into bounds of the index; {@code $elemMatch} with bounds ends DocumentDB's whole server.
     */
    private static Bson hasWord(String beginning) {
        String literally = NOT_LITERAL.matcher(beginning).replaceAll("\\\\$0");
        return CollectionIndexes.indexed(OrderDocuments.NAMES, "$regex", "^" + literally);
    }

    private List<OrderCursor> positions(Bson filter, @Nullable Bson sort, int limit) {
        return orders.find(filter)
                .sort(sort)
                .projection(Projections.include("createdAt"))
                .limit(limit)
                .map(OrderSearch::position)
                .into(new ArrayList<>());
    }

    private List<OrderCursor> heldBy(List<List<String>> wanted, String eventId) {
        Instant since = clock.instant().minus(properties.hold()).minus(LONGEST_PROLONGATION);
        Bson recent = Filters.and(Filters.eq("eventId", eventId), Filters.gte("createdAt", Date.from(since)));
        List<OrderCursor> held = new ArrayList<>();
        orders.find(recent)
                .sort(OrderLists.NEWEST_FIRST)
                .limit(MOST_RECENT)
                .projection(Projections.include("createdAt", "status", "holder", "email"))
                .forEach(document -> {
                    if (OrderStatus.AWAITING_PAYMENT.name().equals(document.getString("status"))
                            && hasWords(document, wanted)) {
                        held.add(position(document));
                    }
                });
        return held;
    }

    /** Reads the orders of the event until there are enough, if those that list the words are not: those of earlier releases do not list all their words yet. */
    private List<OrderCursor> read(Bson listed, List<List<String>> wanted, int limit) {
        try (Stream<Document> all = LongReads.stream(orders.find(listed)
                .sort(OrderLists.NEWEST_FIRST)
                .projection(Projections.include("createdAt", "holder", "email")))) {
            return all.filter(document -> hasWords(document, wanted))
                    .limit(limit)
                    .map(OrderSearch::position)
                    .toList();
        }
    }

    private static boolean hasWords(Document order, List<List<String>> wanted) {
        return BuyerNames.match(wanted, order.getString("holder"), order.getString("email"));
    }

    private static OrderCursor position(Document document) {
        return new OrderCursor(document.getDate("createdAt").toInstant(), document.getString("_id"));
    }

    /** Those that have the status now. */
    private List<Order> read(List<String> sortedIds, @Nullable OrderStatus status, int limit) {
        List<Order> found = new ArrayList<>();
        for (int from = 0; from < sortedIds.size() && found.size() < limit; from += limit) {
            List<String> some = sortedIds.subList(from, Math.min(from + limit, sortedIds.size()));
            Map<String, @Nullable Order> read = new LinkedHashMap<>(store.findAll(some));
            some.stream()
                    .map(read::get)
                    .filter(Objects::nonNull)
                    .filter(order -> status == null || order.status() == status)
                    .limit((long) limit - found.size())
                    .forEach(found::add);
        }
        return found;
    }
}
