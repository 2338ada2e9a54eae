package io.holdfast.chaos;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Nothing lost, nothing twice: every order has one request, and every request that was told of an order finds it. */
final class OrderRules {

    /** What may follow a state. A completed order is cancelled when its payment cannot be captured. */
    private static final Map<String, Set<String>> AFTER = Map.of(
            "COMPLETED",
            Set.of("COMPLETED", "CANCELLED", "SOLD_BACK", "REFUNDED"),
            "CANCELLED",
            Set.of("CANCELLED"),
            "EXPIRED",
            Set.of("EXPIRED"),
            "SOLD_BACK",
            Set.of("SOLD_BACK"),
            "REFUNDED",
            Set.of("REFUNDED"));

    private final List<Exchange> history;
    private final FinalState state;
    private final Consumer<String> wrong;

    private OrderRules(List<Exchange> history, FinalState state, Consumer<String> wrong) {
        this.history = history;
        this.state = state;
        this.wrong = wrong;
    }

    static void check(List<Exchange> history, FinalState state, Consumer<String> wrong) {
        OrderRules rules = new OrderRules(history, state, wrong);
        Set<String> buyers = new TreeSet<>(state.orders().keySet());
        for (String act : Request.ORDERING) {
            Request.of(history, act).forEach(request -> buyers.add(request.actor()));
        }
        buyers.forEach(buyer -> rules.checkOrdersOf(buyer, state.orders().getOrDefault(buyer, Map.of())));
        rules.checkStates();
    }

    /** @param orders of this buyer in the end, by id */
    private void checkOrdersOf(String buyer, Map<String, JsonNode> orders) {
        Map<String, String> keyOf = new HashMap<>();
        Map<String, Integer> open = new HashMap<>();
        for (String act : Request.ORDERING) {
            for (Request request : Request.of(history, act)) {
                if (request.actor().equals(buyer)) {
                    Set<String> ids = confirmed(request);
                    ids.forEach(id -> checkConfirmed(request, id, orders.get(id), keyOf));
                    if (ids.size() > 1) {
                        wrong.accept("twice: the request %s of %s became the orders %s"
                                .formatted(request.key(), buyer, ids));
                    }
                    if (ids.isEmpty() && request.mayHaveHappened()) {
                        open.merge(selection(request.body()), 1, Integer::sum);
                    }
                }
            }
        }
        orders.forEach((id, order) -> {
            if (!keyOf.containsKey(id) && !takeOne(open, order)) {
                wrong.accept(
                        "unexplained: %s has the order %s (%s, %s), and no request without an answer that it could be of"
                                .formatted(buyer, id, order.path("status").asString(""), selection(order)));
            }
            if (order.path("status").asString("").equals("AWAITING_PAYMENT")) {
                wrong.accept("stuck: order %s of %s still awaits its payment".formatted(id, buyer));
            }
        });
    }

    private static Set<String> confirmed(Request request) {
        Set<String> ids = new TreeSet<>();
        for (Exchange exchange : request.exchanges()) {
            if (exchange.status() == 201) {
                ids.add(exchange.answer().path("id").asString());
            }
        }
        return ids;
    }

    private void checkConfirmed(Request request, String id, @Nullable JsonNode order, Map<String, String> keyOf) {
        String other = keyOf.put(id, request.key());
        if (other != null) {
            wrong.accept("twice: order %s was the answer to %s and to %s".formatted(id, other, request.key()));
        }
        if (order == null) {
            wrong.accept("lost: %s was told of order %s (request %s), which is not there"
                    .formatted(request.actor(), id, request.key()));
        } else if (!matches(request.body(), order)) {
            wrong.accept("other: order %s is not what %s asked for with %s: %s instead of %s"
                    .formatted(id, request.actor(), request.key(), selection(order), selection(request.body())));
        }
    }

    /** An order always names its seats; a request need not. */
    private static boolean matches(JsonNode request, JsonNode order) {
        return selection(request).equals(selection(order)) || selection(request).equals(withoutSeats(order));
    }

    private static boolean takeOne(Map<String, Integer> open, JsonNode order) {
        for (String selection : List.of(selection(order), withoutSeats(order))) {
            int left = open.getOrDefault(selection, 0);
            if (left > 0) {
                open.put(selection, left - 1);
                return true;
            }
        }
        return false;
    }

    /** What was ordered, in a word: the event, and for each tier the seats or how many. */
    private static String selection(JsonNode order) {
        return selection(order, true);
    }

    private static String withoutSeats(JsonNode order) {
        return selection(order, false);
    }

    private static String selection(JsonNode order, boolean withSeats) {
        List<String> items = new ArrayList<>();
        for (JsonNode item : order.path("items")) {
            Set<String> seats = new TreeSet<>();
            if (withSeats) {
                item.path("seats").forEach(seat -> seats.add(seat.asString()));
            }
            items.add(item.path("tierId").asString()
                    + (seats.isEmpty() ? " " + item.path("quantity").asInt(1) : " " + seats));
        }
        return order.path("eventId").asString() + " " + items;
    }

    /** An order that was seen in some state is in the end in one that may follow it, with no lower a version. */
    private void checkStates() {
        Map<String, JsonNode> all = new HashMap<>();
        state.orders().values().forEach(all::putAll);
        Set<String> reported = new HashSet<>();
        for (Exchange exchange : history) {
            JsonNode seen = exchange.answer();
            JsonNode order = all.get(seen.path("id").asString(""));
            String status = seen.path("status").asString("");
            if (order == null || exchange.status() / 100 != 2 || !seen.has("expiresAt")) {
                continue;
            }
            String now = order.path("status").asString("");
            boolean older =
                    order.path("version").asLong() < seen.path("version").asLong();
            if ((older || !AFTER.getOrDefault(status, Set.of(now)).contains(now))
                    && reported.add(order.path("id").asString())) {
                wrong.accept("taken back: order %s was shown to %s as %s (version %d) and is %s (version %d)"
                        .formatted(
                                order.path("id").asString(),
                                exchange.actor(),
                                status,
                                seen.path("version").asLong(),
                                now,
                                order.path("version").asLong()));
            }
        }
    }
}
