package io.holdfast.messaging;

import java.util.List;

/**
 * Messages of one aggregate to publish.
 *
 * @param last the newest version in its outbox
 * @param old versions whose entries are deleted when these messages are marked
 */
record OutboxItem(String id, long last, List<OutboxMessage> messages, List<Long> old) {}
