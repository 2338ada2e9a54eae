package io.holdfast.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What the rules found in one snapshot. */
final class Findings {

    private final List<Finding> wrong = new ArrayList<>();
    private final List<Finding> warnings = new ArrayList<>();
    private final Map<String, Integer> underway = new TreeMap<>();

    /** Adds what is wrong within one document, or can no longer change. */
    void wrong(String rule, String text) {
        wrong.add(new Finding(rule, text, Set.of(), Set.of()));
    }

    /** Adds a contradiction between documents: it counts only if it is still there when all of them are read again. */
    void wrong(String rule, String text, Set<String> orders, Set<String> events) {
        wrong.add(new Finding(rule, text, orders, events));
    }

    void wrongAboutOrder(String rule, String orderId, String text) {
        wrong(rule, text, Set.of(orderId), Set.of());
    }

    void wrongAboutEvent(String rule, String eventId, String text) {
        wrong(rule, text, Set.of(), Set.of(eventId));
    }

    void warn(String rule, String text) {
        warnings.add(new Finding(rule, text, Set.of(), Set.of()));
    }

    /**
     * Counts one thing that is not done yet and will be.
     *
     * @param kind in the plural, such as "messages to be handled"
     */
    void underway(String kind) {
        underway(kind, 1);
    }

    void underway(String kind, int count) {
        underway.merge(kind, count, Integer::sum);
    }

    List<Finding> wrong() {
        return wrong;
    }

    List<Finding> warnings() {
        return warnings;
    }

    Map<String, Integer> underway() {
        return underway;
    }
}
