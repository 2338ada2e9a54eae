package io.holdfast.messaging;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which messages of an aggregate were acknowledged.
 *
 * @param sequences their sequences in the stream, by version; without those that were not acknowledged
 */
record PublishResult(OutboxItem item, Map<Long, Long> sequences) {

    boolean isComplete() {
        return sequences.size() == item.messages().size();
    }

    /** Whether everything was acknowledged, and all that {@code other} was to publish and to delete is part of it. */
    boolean includes(PublishResult other) {
        return isComplete()
                && other.item.messages().stream().map(OutboxMessage::version).allMatch(sequences::containsKey)
                && item.old().containsAll(other.item.old());
    }

    /** This and what was published of the same aggregate before or after, some of it perhaps twice. */
    PublishResult and(PublishResult other) {
        Map<Long, OutboxMessage> messages = new TreeMap<>();
        item.messages().forEach(message -> messages.put(message.version(), message));
        other.item.messages().forEach(message -> messages.put(message.version(), message));
        Set<Long> old = new TreeSet<>(item.old());
        old.addAll(other.item.old());
        Map<Long, Long> both = new TreeMap<>(sequences);
        other.sequences.forEach((version, sequence) -> both.merge(version, sequence, Math::max));
        return new PublishResult(
                new OutboxItem(
                        item.id(),
                        Math.max(item.last(), other.item.last()),
                        List.copyOf(messages.values()),
                        item.markedAt().isAfter(other.item.markedAt()) ? item.markedAt() : other.item.markedAt(),
                        List.copyOf(old)),
                both);
    }

    /** The highest of the sequences; 0 if there is none. */
    long sequence() {
        return sequences.values().stream().mapToLong(Long::longValue).max().orElse(0);
    }
}
