package io.holdfast.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What the rules have to say about one look at the world. */
final class Verdict {

    private final List<Finding> wrong = new ArrayList<>();
    private final List<Finding> warnings = new ArrayList<>();
    private final Map<String, Integer> underway = new TreeMap<>();

    /** What one document says about itself, or what cannot change any more. */
    void wrong(String rule, String text) {
        wrong.add(new Finding(rule, text, Set.of(), Set.of()));
    }

    /** What documents say about each other: true only if it is still so when all of them are read again. */
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

    /** @param kind in the plural, as in "3 messages not heard yet" */
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
