package io.holdfast.messaging;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Messages of one aggregate to publish.
 *
 * @param last the newest version in its outbox
 * @param old versions whose entries are deleted when these messages are marked; none of the messages is among them, since an update
 *     cannot set a part of an entry and delete the entry
 */
record OutboxItem(String id, long last, List<OutboxMessage> messages, List<Long> old) {

    OutboxItem {
        if (!old.isEmpty()) {
            Set<Long> marked = messages.stream().map(OutboxMessage::version).collect(Collectors.toSet());
            old = old.stream().filter(version -> !marked.contains(version)).toList();
        }
    }
}
