package io.holdfast.messaging;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Messages of one aggregate to publish.
 *
 * @param last the newest version in its outbox
 * @param markedAt the latest time with which one of the messages was already marked when this was read; {@link Instant#EPOCH} if none was
 * @param old versions whose entries are deleted when these messages are marked; none of the messages is among them, since an update
 *     cannot set a part of an entry and delete the entry
 */
record OutboxItem(String id, long last, List<OutboxMessage> messages, Instant markedAt, List<Long> old) {

    /**
     * What is marked later than this after it was written is noted as such. Less than what {@link StreamWatch} looks back further for what
     * was written than for what was published.
     */
    private static final Duration AT_ONCE = Duration.ofSeconds(20);

    OutboxItem {
        if (!old.isEmpty()) {
            Set<Long> marked = messages.stream().map(OutboxMessage::version).collect(Collectors.toSet());
            old = old.stream().filter(version -> !marked.contains(version)).toList();
        }
    }

    /**
     * Marks later than this were made after {@code sentAt}, by who sent the messages again. After a clock was set back the mark that was read
     * may be later than what is sent now, and gives way.
     */
    Instant unlessMarkedAfter(Instant sentAt) {
        return markedAt.isAfter(sentAt) ? markedAt : sentAt;
    }

    /**
     * Whether a message, when it is marked for the first time, was written so long ago that this no longer tells when it was published: the
     * broker was away. What is marked anew was found by when it was written, or marked first, and would be found once more if that moved.
     */
    boolean isDelayed(Instant marked) {
        return markedAt.equals(Instant.EPOCH)
                && messages.stream().anyMatch(message -> message.at().isBefore(marked.minus(AT_ONCE)));
    }
}
