package io.holdfast.messaging;

import java.time.Instant;
import java.util.List;
import java.util.function.BiPredicate;

/** One kind of outbox of a collection: messages that are stored in the database until they are published. */
interface PendingMessages {

    /** The indexes that find them. */
    CollectionIndexes indexes();

    /** Publishes what has been pending since before {@code time}; returns when it is published and marked. */
    void sweep(Instant time);

    /** Remembers messages that could not be published, or marked, now. */
    void postpone(OutgoingBatch batch);

    /**
     * Publishes what was {@linkplain #postpone postponed}.
     *
     * @return whether more was postponed than was remembered, so that a {@link #sweep} is due
     */
    boolean publishPostponed();

    /**
     * Publishes again what a stream has lost, and what is pending of the same aggregates.
     *
     * @param since outboxes that were last written before this, and not published long after, are left out
     * @param lost whether an entry that was acknowledged with this sequence, at this time, is lost
     * @return whether everything was published
     */
    boolean republish(String stream, Instant since, BiPredicate<Long, Instant> lost);

    /** Told what was published before it is to be marked, some time later. */
    default void published(PublishedBatch published) {}

    /** What of this is to be marked by the caller: all but what a write of the aggregate has taken since. */
    default PublishedBatch takeToMark(PublishedBatch published) {
        return published;
    }

    /** Records in the database what was published, and {@linkplain #postpone postpones} what was not. */
    void mark(List<PublishedBatch> published);

    /** How much is pending, and since when. */
    Backlog backlog(int mostCounted);

    /** Outbox entries that were written before this time may be deleted, unless they are pending themselves. */
    Instant trimmableBefore();

    /** Deletes some of what was published before {@code time}. True if there may be more. */
    boolean trim(Instant time);
}
