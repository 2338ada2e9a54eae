package io.holdfast.check;

import java.util.Set;

/**
 * Something that is wrong.
 *
 * @param rule that is broken: {@code I1} to {@code I13}, {@code ledger}, {@code dead-letter}, or {@code unreadable}
 * @param text one line that names everything by its id
 * @param orders whose documents must be read again to see whether it is still wrong; empty if it cannot change
 * @param events the same for events
 */
public record Finding(String rule, String text, Set<String> orders, Set<String> events) {

    @Override
    public String toString() {
        return rule + " " + text;
    }

    /** Whether it may only be the state between two writes: a contradiction between documents may, one within a document not. */
    boolean mayBeTransient() {
        return !orders.isEmpty() || !events.isEmpty();
    }
}
