package io.holdfast.messaging;

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
}
