package io.holdfast.chaos;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * What clients can see when everything has been handled.
 *
 * @param orders of each buyer by name, by their ids
 * @param payments by their ids
 * @param tickets how many the completed orders have, by the order's id
 * @param events by their ids
 */
record FinalState(
        Map<String, Map<String, JsonNode>> orders,
        Map<String, JsonNode> payments,
        Map<String, Integer> tickets,
        Map<String, JsonNode> events) {

    static final int ATTEMPTS = 100;

    /** The states of an order that has units. */
    static final Set<String> LIVING = Set.of("AWAITING_PAYMENT", "COMPLETED");

    /**
     * Asks the public interface for all of it.
     *
     * @param clients everyone who ordered
     * @param history so far
     */
    static FinalState read(List<Client> clients, List<Exchange> history) throws InterruptedException {
        Map<String, Map<String, JsonNode>> orders = new HashMap<>();
        Map<String, Integer> tickets = new HashMap<>();
        Map<String, JsonNode> payments = new HashMap<>();
        for (Client client : clients) {
            Map<String, JsonNode> own = orders(client);
            orders.put(client.name(), own);
            for (String payment : payments(client.name(), own, history)) {
                payments.put(payment, get(client, "final-payment", "/api/payments/" + payment));
            }
            for (JsonNode order : own.values()) {
                if (order.path("status").asString("").equals("COMPLETED")) {
                    String id = order.path("id").asString();
                    tickets.put(
                            id,
                            get(client, "final-tickets", "/api/orders/" + id + "/tickets")
                                    .size());
                }
            }
        }
        Map<String, JsonNode> events = new HashMap<>();
        for (Request publishing : Request.of(history, "publish")) {
            publishing
                    .answer(201)
                    .ifPresent(answer -> events.put(answer.answer().path("id").asString(), answer.answer()));
        }
        for (String event : List.copyOf(events.keySet())) {
            events.put(event, get(clients.getFirst(), "final-event", "/api/events/" + event));
        }
        return new FinalState(orders, payments, tickets, events);
    }

    /** All orders of a client, page by page. */
    static Map<String, JsonNode> orders(Client client) throws InterruptedException {
        Map<String, JsonNode> orders = new LinkedHashMap<>();
        String cursor = "";
        do {
            JsonNode page = get(client, "final-orders", "/api/orders?size=100" + cursor);
            page.path("items").forEach(order -> orders.put(order.path("id").asString(), order));
            JsonNode next = page.path("nextCursor");
            cursor = next.isString() ? "&cursor=" + next.asString() : "";
        } while (!cursor.isEmpty());
        return orders;
    }

    private static Set<String> payments(String buyer, Map<String, JsonNode> orders, List<Exchange> history) {
        Stream<String> answered = history.stream()
                .filter(exchange -> exchange.actor().equals(buyer) && exchange.is("pay", 201))
                .map(exchange -> exchange.answer().path("id").asString());
        Stream<String> named =
                orders.values().stream().map(order -> order.path("paymentId").asString(""));
        return Stream.concat(answered, named).filter(id -> !id.isEmpty()).collect(Collectors.toSet());
    }

    private static JsonNode get(Client client, String act, String path) throws InterruptedException {
        Exchange answer = client.askUntilDecided(ATTEMPTS, act, "", "GET", path, null, null);
        // What cannot be read is reported by the rules, which miss it.
        return answer.answer();
    }

    /** The orders that have units now. */
    Stream<JsonNode> living() {
        return orders.values().stream()
                .flatMap(own -> own.values().stream())
                .filter(order -> LIVING.contains(order.path("status").asString("")));
    }

    static int units(JsonNode order) {
        int units = 0;
        for (JsonNode item : order.path("items")) {
            units += item.path("quantity").asInt();
        }
        return units;
    }
}
