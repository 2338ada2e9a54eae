package io.holdfast.simulation.world;

import io.holdfast.simulation.machine.Machine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What clients were told, and what contradicts it at once. */
final class History {

    private final Machine machine;
    private final List<String> wrong = new ArrayList<>();
    private final Set<String> placed = new LinkedHashSet<>();
    private final Set<String> paid = new LinkedHashSet<>();
    private final Set<String> capturedByHand = new HashSet<>();
    private final Map<String, String> over = new HashMap<>();
    /** Tickets that buyers looked at, by order, each with the code that is shown at the door. */
    private final Map<String, Map<String, String>> tickets = new HashMap<>();

    /** Tickets of which a client was told that they were given back by themselves, by order. */
    private final Map<String, Set<String>> ended = new LinkedHashMap<>();

    private final Map<String, String> ordersByKey = new HashMap<>();
    private final Map<String, Integer> admissions = new HashMap<>();
    private final Map<String, Integer> counts = new HashMap<>();

    History(Machine machine) {
        this.machine = machine;
    }

    void wrong(String what) {
        machine.trace().say(machine, () -> "WRONG: " + what);
        wrong.add(what);
    }

    List<String> wrong() {
        return wrong;
    }

    void count(String what) {
        counts.merge(what, 1, Integer::sum);
    }

    Map<String, Integer> counts() {
        return counts;
    }

    /** A buyer was told that an order is placed. */
    void placed(String orderId) {
        placed.add(orderId);
    }

    /** A buyer was told that the request with this key placed an order, or had. */
    void placed(String buyer, String key, String orderId) {
        placed(orderId);
        String other = ordersByKey.putIfAbsent(buyer + "/" + key, orderId);
        if (other != null && !other.equals(orderId)) {
            wrong("I7 %s got two orders for %s: %s and %s".formatted(buyer, key, other, orderId));
        }
    }

    /** A buyer was told that an order is paid. */
    void paid(String orderId) {
        paid.add(orderId);
    }

    /** A person at the provider captures what is to be voided, for this order. Returns false if that is known. */
    boolean capturedByHand(String orderId) {
        return capturedByHand.add(orderId);
    }

    /** It was voided before. */
    void notCapturedByHand(String orderId) {
        capturedByHand.remove(orderId);
    }

    /** Whether a charge for an order, if that is over, does not mean that it was paid: a person captured one that was to be voided. */
    boolean isCapturedByHand(String orderId) {
        return capturedByHand.contains(orderId);
    }

    /** A client was told that an order is over. */
    void over(String orderId, String status) {
        over.put(orderId, status);
    }

    /** Whether a client was told that the order, or its ticket with this code, is over. */
    boolean isOver(String orderId, String code) {
        return over.containsKey(orderId)
                || ended.getOrDefault(orderId, Set.of()).stream()
                        .anyMatch(ticket -> code.equals(tickets(orderId).get(ticket)));
    }

    /** A buyer looked at a ticket of an order. */
    void ticket(String orderId, String ticket, String code) {
        tickets.computeIfAbsent(orderId, _ -> new LinkedHashMap<>()).put(ticket, code);
    }

    /** The codes of the tickets of an order that its buyer looked at, by their ids. */
    Map<String, String> tickets(String orderId) {
        return tickets.getOrDefault(orderId, Map.of());
    }

    /** A client was told that a ticket was given back, and the rest of its order was not. */
    void ended(String orderId, String ticket) {
        ended.computeIfAbsent(orderId, _ -> new LinkedHashSet<>()).add(ticket);
    }

    Map<String, Set<String>> ended() {
        return ended;
    }

    /** A door was told to let a guest in. */
    void admitted(String code, String orderId, boolean overBefore) {
        if (overBefore) {
            wrong("I9 ticket %s of order %s was admitted after it was over".formatted(code, orderId));
        }
        if (admissions.merge(code, 1, Integer::sum) > 1) {
            wrong("I9 ticket %s of order %s admitted two guests".formatted(code, orderId));
        }
    }

    Set<String> placed() {
        return placed;
    }

    Set<String> paid() {
        return paid;
    }

    Map<String, String> over() {
        return over;
    }

    Map<String, Integer> admissions() {
        return admissions;
    }
}
