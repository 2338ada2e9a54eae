package io.holdfast.check;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * What to read.
 *
 * @param everything whether to read all documents; else only those of the orders and events below
 * @param orders each with its payment, copy, timer and charges
 * @param events each with its blocks, sale, timers and availability
 */
record Scope(boolean everything, Set<String> orders, Set<String> events) {

    static final Scope EVERYTHING = new Scope(true, Set.of(), Set.of());

    /** The orders and events that these findings are about. */
    static Scope of(Collection<Finding> findings) {
        Set<String> orders = new HashSet<>();
        Set<String> events = new HashSet<>();
        findings.forEach(finding -> {
            orders.addAll(finding.orders());
            events.addAll(finding.events());
        });
        return new Scope(false, orders, events);
    }
}
