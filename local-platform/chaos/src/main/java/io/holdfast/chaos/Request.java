package io.holdfast.chaos;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * One wish of a client: the same request, repeated with the same Idempotency-Key until it was decided or given up.
 *
 * @param exchanges in the order of time; at least one
 */
record Request(List<Exchange> exchanges) {

    /** The acts that place an order. */
    static final List<String> ORDERING = List.of("order", "first-order", "last-order", "page-order", "waiting-order");

    Request {
        exchanges = List.copyOf(exchanges);
    }

    /** All requests of some act, of which those with the same caller and key are one. Those without a key are each one. */
    static List<Request> of(List<Exchange> history, String act) {
        Map<String, List<Exchange>> byKey = new LinkedHashMap<>();
        for (Exchange exchange : history) {
            if (exchange.act().equals(act)) {
                String key = exchange.key().isEmpty() ? "number " + exchange.number() : exchange.key();
                byKey.computeIfAbsent(exchange.actor() + " " + key, _ -> new ArrayList<>())
                        .add(exchange);
            }
        }
        return byKey.values().stream().map(Request::new).toList();
    }

    Exchange first() {
        return exchanges.getFirst();
    }

    String actor() {
        return first().actor();
    }

    String key() {
        return first().key();
    }

    String subject() {
        return first().subject();
    }

    JsonNode body() {
        return first().request();
    }

    long asked() {
        return first().asked();
    }

    long answered() {
        return exchanges.getLast().answered();
    }

    /** The answer with this status, if there is one. */
    Optional<Exchange> answer(int status) {
        return exchanges.stream()
                .filter(exchange -> exchange.status() == status)
                .findFirst();
    }

    boolean has(int status) {
        return answer(status).isPresent();
    }

    /** Whether it was never carried out as far as answers tell, and yet may have been: one of its exchanges had no answer that decides. */
    boolean mayHaveHappened() {
        return exchanges.stream().noneMatch(exchange -> exchange.status() / 100 == 2)
                && exchanges.stream().anyMatch(Exchange::isUndecided);
    }
}
