package io.holdfast.messaging;

import java.util.List;

/**
 * An aggregate's announcements on their way.
 *
 * @param last the newest version in its outbox
 * @param old versions to forget at this opportunity
 */
record OutboxItem(String id, long last, List<Announcement> announcements, List<Long> old) {

    static OutboxItem of(Outboxed aggregate, List<Announcement> announcements) {
        return new OutboxItem(aggregate.id(), aggregate.outbox().last(), announcements, List.of());
    }
}
