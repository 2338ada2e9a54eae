package io.holdfast.check;

import java.util.Set;

/**
 * Something that is not as it must be.
 *
 * @param rule what it breaks: {@code I1} to {@code I7}, {@code ledger}, {@code dead-letter}, or {@code unreadable}
 * @param text one line that names everything by its id
 * @param orders whose documents would have to be read again to see whether it is still so
 * @param events the same for events
 */
public record Finding(String rule, String text, Set<String> orders, Set<String> events) {

    @Override
    public String toString() {
        return rule + " " + text;
    }

    /** Whether reading again may show something else: what one document says about itself is never between two writes. */
    boolean mayPass() {
        return !orders.isEmpty() || !events.isEmpty();
    }
}
