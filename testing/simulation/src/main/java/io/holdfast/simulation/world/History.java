package io.holdfast.simulation.world;

import io.holdfast.simulation.machine.Machine;
import java.util.ArrayList;
import java.util.HashMap;
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
    private final Map<String, String> over = new HashMap<>();
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

    /** A client was told that an order is over. */
    void over(String orderId, String status) {
        over.put(orderId, status);
    }

    boolean isOver(String orderId) {
        return over.containsKey(orderId);
    }

    /** A door was told to let a guest in. */
    void admitted(String code, String orderId, boolean overBefore) {
        if (overBefore) {
            wrong("I9 ticket %s of order %s was admitted after the order was over".formatted(code, orderId));
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
