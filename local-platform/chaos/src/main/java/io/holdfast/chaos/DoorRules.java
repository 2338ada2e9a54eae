package io.holdfast.chaos;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A ticket admits one guest: of all requests to admit it, one at most was granted. */
final class DoorRules {

    private DoorRules() {}

    static void check(List<Exchange> history, FinalState state, Consumer<String> wrong) {
        Map<String, List<Request>> byCode = new HashMap<>();
        for (Request request : Request.of(history, "check-in")) {
            byCode.computeIfAbsent(request.subject(), _ -> new ArrayList<>()).add(request);
        }
        Map<String, String> statusOf = statuses(history, state);
        byCode.forEach((code, requests) -> {
            List<String> admitted = requests.stream()
                    .filter(request -> request.has(200))
                    .map(Request::key)
                    .toList();
            if (admitted.size() > 1) {
                wrong.accept("twice: ticket %s was admitted for %s".formatted(code, admitted));
            }
            for (Request request : requests) {
                checkRefusal(code, request, requests, wrong);
            }
            String status = statusOf.getOrDefault(code, "");
            if (!admitted.isEmpty() && status.equals("SOLD_BACK")) {
                wrong.accept("money: ticket %s was admitted for %s, and sold back".formatted(code, admitted));
            }
        });
    }

    /** Another guest was first only if another request for the same ticket had been sent by then. */
    private static void checkRefusal(String code, Request request, List<Request> all, Consumer<String> wrong) {
        request.answer(409)
                .filter(answer -> answer.code().equals("already-admitted"))
                .ifPresent(answer -> {
                    boolean another = all.stream()
                            .anyMatch(other -> !other.key().equals(request.key())
                                    && other.asked() <= answer.answered()
                                    && (other.has(200) || other.mayHaveHappened()));
                    if (!another) {
                        wrong.accept("refused: ticket %s (%s) counted as admitted, and no other request had shown it"
                                .formatted(code, request.key()));
                    }
                });
    }

    /** The state of the order of each ticket whose code a buyer was shown. */
    private static Map<String, String> statuses(List<Exchange> history, FinalState state) {
        Map<String, String> statusOfOrder = new HashMap<>();
        state.orders()
                .values()
                .forEach(orders -> orders.forEach((id, order) ->
                        statusOfOrder.put(id, order.path("status").asString(""))));
        Map<String, String> statuses = new HashMap<>();
        for (Exchange exchange : history) {
            if (exchange.is("tickets", 200)) {
                exchange.answer()
                        .forEach(ticket -> statuses.put(
                                ticket.path("code").asString(), statusOfOrder.getOrDefault(exchange.subject(), "")));
            }
        }
        return statuses;
    }
}
