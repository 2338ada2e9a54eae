package io.holdfast.messaging;

import java.util.Map;

/**
 * What became of an aggregate's announcements.
 *
 * @param sequences where the stream put them, by version; those it did not acknowledge are missing
 */
record Said(OutboxItem item, Map<Long, Long> sequences) {

    boolean isComplete() {
        return sequences.size() == item.announcements().size();
    }

    /** The furthest of the places. */
    long sequence() {
        return sequences.values().stream().mapToLong(Long::longValue).max().orElse(0);
    }
}
