package io.holdfast.chaos;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** No seat in two orders, no more units than there are, no buyer with more than the limit; and the capacity that was answered last. */
final class StockRules {

    private final List<Exchange> history;
    private final FinalState state;
    private final Consumer<String> wrong;

    private StockRules(List<Exchange> history, FinalState state, Consumer<String> wrong) {
        this.history = history;
        this.state = state;
        this.wrong = wrong;
    }

    static void check(List<Exchange> history, FinalState state, Consumer<String> wrong) {
        StockRules rules = new StockRules(history, state, wrong);
        rules.checkSeats();
        rules.checkCapacities();
        state.orders().forEach(rules::checkLimits);
        rules.checkEdits();
        rules.checkCancellations();
    }

    /** How many units the only tier of an event has. */
    static int capacity(@Nullable JsonNode event) {
        return event == null ? 0 : event.path("tiers").path(0).path("capacity").asInt(0);
    }

    private void checkSeats() {
        Map<String, List<String>> owners = new HashMap<>();
        state.living()
                .forEach(order -> order.path("items")
                        .forEach(item -> item.path("seats")
                                .forEach(seat -> owners.computeIfAbsent(
                                                seat.asString() + " of event "
                                                        + order.path("eventId").asString(),
                                                _ -> new ArrayList<>())
                                        .add(order.path("id").asString()))));
        owners.forEach((seat, orders) -> {
            if (orders.size() > 1) {
                wrong.accept("twice: seat %s belongs to the orders %s".formatted(seat, orders));
            }
        });
    }

    private void checkCapacities() {
        Map<String, Integer> units = new HashMap<>();
        state.living()
                .forEach(order -> units.merge(order.path("eventId").asString(), FinalState.units(order), Integer::sum));
        units.forEach((event, living) -> {
            int capacity = capacity(state.events().get(event));
            if (living > capacity) {
                wrong.accept(
                        "twice: event %s has %d units, and living orders have %d".formatted(event, capacity, living));
            }
        });
    }

    /** @param orders of this buyer, by id */
    private void checkLimits(String buyer, Map<String, JsonNode> orders) {
        Map<String, Integer> units = new HashMap<>();
        orders.values().stream()
                .filter(order -> FinalState.LIVING.contains(order.path("status").asString("")))
                .forEach(order -> units.merge(order.path("eventId").asString(), FinalState.units(order), Integer::sum));
        units.forEach((event, living) -> {
            JsonNode known = state.events().get(event);
            int limit = known == null ? 0 : known.path("maxPerBuyer").asInt(0);
            if (limit > 0 && living > limit) {
                wrong.accept(
                        "limit: %s has %d units of event %s, which allows %d".formatted(buyer, living, event, limit));
            }
        });
    }

    /** The capacity is that of the last edit that was answered, or of one after it whose outcome its organizer does not know. */
    private void checkEdits() {
        Map<String, Set<Integer>> possible = new HashMap<>();
        for (Exchange exchange : history) {
            if (exchange.is("publish", 201)) {
                possible.put(
                        exchange.answer().path("id").asString(), new HashSet<>(Set.of(capacity(exchange.answer()))));
            } else if (exchange.is("edit", 200)) {
                possible.put(exchange.subject(), new HashSet<>(Set.of(capacity(exchange.request()))));
            } else if (exchange.act().equals("edit") && exchange.isUndecided()) {
                possible.computeIfAbsent(exchange.subject(), _ -> new HashSet<>())
                        .add(capacity(exchange.request()));
            }
        }
        possible.forEach((event, capacities) -> {
            int now = capacity(state.events().get(event));
            if (!capacities.contains(now)) {
                wrong.accept("lost: event %s has a capacity of %d, and was told %s".formatted(event, now, capacities));
            }
        });
    }

    private void checkCancellations() {
        for (Request request : Request.of(history, "cancel-event")) {
            JsonNode event = state.events().get(request.subject());
            if (request.has(200) && !isCancelled(event)) {
                wrong.accept("lost: event %s was cancelled and is not".formatted(request.subject()));
            }
        }
        state.living()
                .filter(order ->
                        isCancelled(state.events().get(order.path("eventId").asString())))
                .forEach(order -> wrong.accept("stuck: order %s is %s, and its event %s is cancelled"
                        .formatted(
                                order.path("id").asString(),
                                order.path("status").asString(),
                                order.path("eventId").asString())));
    }

    private static boolean isCancelled(@Nullable JsonNode event) {
        return event != null && event.path("status").asString("").equals("cancelled");
    }
}
