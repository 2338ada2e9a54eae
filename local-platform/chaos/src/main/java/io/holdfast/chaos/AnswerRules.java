package io.holdfast.chaos;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Every answer is one that the interface documents for such a request, whatever fails behind it: never an error of the server's own. */
final class AnswerRules {

    private static final Set<String> ALWAYS = Set.of("nothing", "503", "429");

    private static final Map<String, Set<String>> EXPECTED = Map.ofEntries(
            Map.entry("publish", Set.of("201")),
            Map.entry("first-order", Set.of("201", "404")),
            Map.entry("first-look", Set.of("200", "404")),
            Map.entry("last-order", Set.of("201", "409")),
            Map.entry("order", Set.of("201", "409")),
            Map.entry("page-order", Set.of("201", "409")),
            Map.entry("waiting-order", Set.of("201", "409", "428")),
            Map.entry("enter", Set.of("200", "201")),
            Map.entry("draw", Set.of("200", "409")),
            Map.entry("pay", Set.of("201", "402", "404", "409", "410")),
            Map.entry("cancel", Set.of("200", "409")),
            Map.entry("sell", Set.of("200", "409")),
            Map.entry("tickets", Set.of("200", "409")),
            Map.entry("check-in", Set.of("200", "409")),
            Map.entry("read-event", Set.of("200")),
            Map.entry("edit", Set.of("200", "409")),
            Map.entry("cancel-event", Set.of("200")));

    private AnswerRules() {}

    static void check(List<Exchange> history, Consumer<String> wrong) {
        checkKnownOrders(history, wrong);
        Map<String, Integer> counts = new TreeMap<>();
        Map<String, Exchange> examples = new TreeMap<>();
        for (Exchange exchange : history) {
            String status = exchange.status() == 0 ? "nothing" : String.valueOf(exchange.status());
            Set<String> expected = EXPECTED.getOrDefault(exchange.act(), Set.of("200"));
            if (!expected.contains(status) && !ALWAYS.contains(status)) {
                String kind = "%s was answered %s".formatted(exchange.act(), exchange.outcome());
                counts.merge(kind, 1, Integer::sum);
                examples.putIfAbsent(kind, exchange);
            }
        }
        counts.forEach((kind, count) -> {
            Exchange example = examples.get(kind);
            wrong.accept("answer: %s, %d times, the first time to %s (number %d in the history)"
                    .formatted(
                            kind,
                            count,
                            example == null ? "" : example.actor(),
                            example == null ? 0 : example.number()));
        });
    }

    /** Once payments-service has answered about an order, it knows it for good. */
    private static void checkKnownOrders(List<Exchange> history, Consumer<String> wrong) {
        Map<String, Long> knownSince = new HashMap<>();
        for (Exchange exchange : history) {
            if (exchange.act().equals("pay") && !exchange.isUndecided()) {
                knownSince.merge(exchange.subject(), exchange.answered(), Math::min);
            }
        }
        for (Exchange exchange : history) {
            if (exchange.isNotKnownYet()
                    && knownSince.getOrDefault(exchange.subject(), Long.MAX_VALUE) < exchange.asked()) {
                wrong.accept(
                        "lost: payments-service had answered about order %s, and did not know it later (number %d in the history)"
                                .formatted(exchange.subject(), exchange.number()));
            }
        }
    }
}
