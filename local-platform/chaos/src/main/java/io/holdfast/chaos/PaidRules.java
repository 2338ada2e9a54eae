package io.holdfast.chaos;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** Who was told that it is paid has tickets, or the money came back; and nothing is completed that was not paid for. */
final class PaidRules {

    private static final Set<String> NOTHING_KEPT = Set.of("VOIDED", "DECLINED", "CAPTURE_FAILED");

    private PaidRules() {}

    static void check(List<Exchange> history, FinalState state, Consumer<String> wrong) {
        Map<String, Set<String>> paymentsOf = new HashMap<>();
        Set<String> mayBePaid = new HashSet<>();
        for (Request request : Request.of(history, "pay")) {
            String order = request.subject();
            for (Exchange exchange : request.exchanges()) {
                if (exchange.status() == 201) {
                    paymentsOf
                            .computeIfAbsent(order, _ -> new HashSet<>())
                            .add(exchange.answer().path("id").asString());
                }
                // Someone with a declined card, or too late, has not paid.
                if (exchange.status() == 201 || exchange.isUndecided()) {
                    mayBePaid.add(order);
                }
            }
        }
        paymentsOf.forEach((order, payments) -> {
            if (payments.size() > 1) {
                wrong.accept("twice: order %s was paid by %s".formatted(order, payments));
            }
        });
        state.orders()
                .forEach((buyer, orders) -> orders.forEach((id, order) -> {
                    boolean completed = order.path("status").asString("").equals("COMPLETED");
                    if (completed && !mayBePaid.contains(id)) {
                        wrong.accept("unexplained: order %s of %s is completed, and every attempt to pay it was refused"
                                .formatted(id, buyer));
                    }
                    for (String payment : paymentsOf.getOrDefault(id, Set.of())) {
                        checkPaid(buyer, order, payment, state, wrong);
                    }
                }));
    }

    private static void checkPaid(
            String buyer, JsonNode order, String paymentId, FinalState state, Consumer<String> wrong) {
        String id = order.path("id").asString();
        JsonNode payment = state.payments().get(paymentId);
        if (payment == null || !payment.has("amount")) {
            wrong.accept(
                    "lost: %s was told of payment %s of order %s, which is not there".formatted(buyer, paymentId, id));
            return;
        }
        String status = payment.path("status").asString("");
        if (order.path("status").asString("").equals("COMPLETED")) {
            int tickets = state.tickets().getOrDefault(id, 0);
            if (tickets != FinalState.units(order)) {
                wrong.accept("lost: order %s of %s is paid for %d units and has %d tickets"
                        .formatted(id, buyer, FinalState.units(order), tickets));
            }
            if (!status.equals("CAPTURED")) {
                wrong.accept("money: order %s of %s is completed, its payment %s is %s"
                        .formatted(id, buyer, paymentId, status));
            }
        } else if (!NOTHING_KEPT.contains(status)
                && payment.path("refunded").asLong() != payment.path("amount").asLong()) {
            wrong.accept("money: order %s of %s is %s, its payment %s is %s with %d of %d refunded"
                    .formatted(
                            id,
                            buyer,
                            order.path("status").asString(""),
                            paymentId,
                            status,
                            payment.path("refunded").asLong(),
                            payment.path("amount").asLong()));
        }
    }
}
