package io.holdfast.messaging;

import java.util.Map;

/**
 * Which messages of an aggregate were acknowledged.
 *
 * @param sequences their sequences in the stream, by version; without those that were not acknowledged
 */
record PublishResult(OutboxItem item, Map<Long, Long> sequences) {

    boolean isComplete() {
        return sequences.size() == item.messages().size();
    }

    /** The highest of the sequences; 0 if there is none. */
    long sequence() {
        return sequences.values().stream().mapToLong(Long::longValue).max().orElse(0);
    }
}
