package io.holdfast.chaos;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/**
 * No buyer was refused a unit that was free throughout the request.
 *
 * <p>Units count as taken for as long as they may have been, by what clients know: from the moment they were asked for until after their
 * order ended, a crash in between included. If even then enough were left while a refused request was answered, the refusal was wrong.
 * So nothing is reported that could have been right.
 */
final class RefusalRules {

    /** How long after the end of an order, or of a request without an answer, its units may still be taken: until a crash is healed. */
    private static final long HEALING_MILLIS = 180_000;

    private static final Set<String> FOR_WANT_OF_UNITS = Set.of("sold-out", "not-enough-left", "all-held");

    /**
     * Units of an event that may have been taken for some time.
     *
     * @param seats their names if they are known; empty if they are not, or there are none
     */
    private record Taken(String buyer, String key, int units, Set<String> seats, long from, long until) {

        boolean overlaps(long start, long end) {
            return from <= end && until >= start;
        }
    }

    /** What the capacity of an event may have been for some time. */
    private record Capacity(int units, long from, long until) {}

    private final List<Exchange> history;
    private final FinalState state;
    private final Consumer<String> wrong;
    private final Map<String, List<Taken>> taken = new HashMap<>();
    private final Map<String, List<Capacity>> capacities = new HashMap<>();
    private final Map<String, Long> firstSale = new HashMap<>();
    private final Map<String, Long> cancelling = new HashMap<>();

    /** Buyers and events of orders that are in no answer to the request that placed them. */
    private final Set<String> unnamed = new HashSet<>();

    private RefusalRules(List<Exchange> history, FinalState state, Consumer<String> wrong) {
        this.history = history;
        this.state = state;
        this.wrong = wrong;
    }

    static void check(List<Exchange> history, FinalState state, Consumer<String> wrong) {
        RefusalRules rules = new RefusalRules(history, state, wrong);
        rules.readCapacities();
        List<Request> requests = new ArrayList<>();
        for (String act : Request.ORDERING) {
            requests.addAll(Request.of(history, act));
        }
        rules.readUnnamed(requests);
        requests.forEach(rules::readTaken);
        requests.forEach(rules::checkRefusals);
    }

    private void readCapacities() {
        for (Exchange exchange : history) {
            String event = exchange.subject();
            if (exchange.is("publish", 201)) {
                String id = exchange.answer().path("id").asString();
                capacities
                        .computeIfAbsent(id, _ -> new ArrayList<>())
                        .add(new Capacity(StockRules.capacity(exchange.answer()), 0, Long.MAX_VALUE));
            } else if (exchange.act().equals("edit")
                    && (exchange.status() == 200 || exchange.isUndecided() || exchange.status() == 409)) {
                // One that is refused may keep units from others until it is decided; one without an answer may be
                // decided later.
                long until = exchange.status() == 409 ? exchange.answered() + HEALING_MILLIS : Long.MAX_VALUE;
                capacities
                        .computeIfAbsent(event, _ -> new ArrayList<>())
                        .add(new Capacity(StockRules.capacity(exchange.request()), exchange.asked(), until));
            } else if (exchange.act().equals("cancel-event")) {
                cancelling.merge(event, exchange.asked(), Math::min);
            } else if (exchange.act().endsWith("order") && exchange.status() == 201) {
                firstSale.merge(event, exchange.answered(), Math::min);
            }
        }
    }

    private void readUnnamed(List<Request> requests) {
        Set<String> named = new HashSet<>();
        requests.forEach(request -> request.answer(201)
                .ifPresent(answer -> named.add(answer.answer().path("id").asString())));
        state.orders()
                .forEach((buyer, orders) -> orders.forEach((id, order) -> {
                    if (!named.contains(id)) {
                        unnamed.add(buyer + " " + order.path("eventId").asString());
                    }
                }));
    }

    private void readTaken(Request request) {
        int units = units(request.body());
        long until = request.answered();
        Set<String> seats = seats(request.body());
        if (request.has(201)) {
            JsonNode order = state.orders()
                    .getOrDefault(request.actor(), Map.of())
                    .get(request.answer(201)
                            .map(answer -> answer.answer().path("id").asString())
                            .orElse(""));
            until = order == null ? Long.MAX_VALUE : end(order);
            if (order != null) {
                seats = seats(order);
            }
        } else if (request.mayHaveHappened()) {
            // It may have become one of the orders that no answer names.
            until = unnamed.contains(request.actor() + " " + request.subject())
                    ? Long.MAX_VALUE
                    : request.answered() + HEALING_MILLIS;
        }
        taken.computeIfAbsent(request.subject(), _ -> new ArrayList<>())
                .add(new Taken(request.actor(), request.key(), units, seats, request.asked(), until));
    }

    private static long end(JsonNode order) {
        if (FinalState.LIVING.contains(order.path("status").asString(""))) {
            return Long.MAX_VALUE;
        }
        JsonNode steps = order.path("history");
        String at = steps.path(steps.size() - 1).path("at").asString("");
        return at.isEmpty() ? Long.MAX_VALUE : Instant.parse(at).toEpochMilli() + HEALING_MILLIS;
    }

    private void checkRefusals(Request request) {
        for (Exchange refusal : request.exchanges()) {
            if (refusal.status() == 409
                    || (refusal.status() == 404 && request.first().act().equals("order"))) {
                String reason = unjustified(request, refusal);
                if (!reason.isEmpty()) {
                    wrong.accept("refused: %s was told %s of event %s (request %s, number %d in the history), and %s"
                            .formatted(
                                    request.actor(),
                                    refusal.outcome(),
                                    request.subject(),
                                    request.key(),
                                    refusal.number(),
                                    reason));
                }
            }
        }
    }

    /** Why a refusal was wrong; empty if it may have been right. */
    private String unjustified(Request request, Exchange refusal) {
        String event = request.subject();
        if (cancelling.getOrDefault(event, Long.MAX_VALUE) <= refusal.answered()) {
            return "";
        }
        List<Taken> others = taken.getOrDefault(event, List.of()).stream()
                .filter(one -> one.overlaps(refusal.asked(), refusal.answered()))
                .filter(one ->
                        !(one.buyer().equals(request.actor()) && one.key().equals(request.key())))
                .toList();
        int wanted = units(request.body());
        int most = others.stream().mapToInt(Taken::units).sum();
        if (FOR_WANT_OF_UNITS.contains(refusal.code())) {
            int capacity = leastCapacity(event, refusal);
            return most + wanted <= capacity
                    ? "at most %d of %d units were taken, and %d were asked for".formatted(most, capacity, wanted)
                    : "";
        }
        return switch (refusal.code()) {
            case "seats-taken" -> unjustifiedSeats(request, others);
            case "limit-reached" -> {
                int limit = state.events().containsKey(event)
                        ? state.events().get(event).path("maxPerBuyer").asInt(0)
                        : 0;
                int own = others.stream()
                        .filter(one -> one.buyer().equals(request.actor()))
                        .mapToInt(Taken::units)
                        .sum();
                yield own + wanted <= limit ? "had at most %d of %d that are allowed".formatted(own, limit) : "";
            }
            case "not-found" ->
                firstSale.getOrDefault(event, Long.MAX_VALUE) < refusal.asked() ? "it had been on sale before" : "";
            default -> "its sale was not over";
        };
    }

    private static String unjustifiedSeats(Request request, List<Taken> others) {
        Set<String> free = new HashSet<>(seats(request.body()));
        for (Taken one : others) {
            if (one.seats().isEmpty()) {
                return ""; // it may have been any
            }
            free.removeAll(one.seats());
        }
        return free.equals(seats(request.body())) ? "they were not taken" : "";
    }

    private int leastCapacity(String event, Exchange refusal) {
        return capacities.getOrDefault(event, List.of()).stream()
                .filter(one -> one.from() <= refusal.answered() && one.until() >= refusal.asked())
                .mapToInt(Capacity::units)
                .min()
                .orElse(0);
    }

    private static int units(JsonNode order) {
        int units = 0;
        for (JsonNode item : order.path("items")) {
            units += item.hasNonNull("quantity")
                    ? item.path("quantity").asInt()
                    : Math.max(1, item.path("seats").size());
        }
        return units;
    }

    private static Set<String> seats(JsonNode order) {
        Set<String> seats = new HashSet<>();
        order.path("items").forEach(item -> item.path("seats").forEach(seat -> seats.add(seat.asString())));
        return seats;
    }
}
