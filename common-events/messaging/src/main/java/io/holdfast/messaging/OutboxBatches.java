package io.holdfast.messaging;

import java.util.Collection;

/**
 * Publishes the messages of aggregates that are inserted many at once, and marks them together: marking one aggregate costs a
 * database more than inserting it.
 */
public final class OutboxBatches {

    /** Aggregates that are about to be written together. */
    public record Batch(String id) {}

    private final ListedOutboxes listed;

    OutboxBatches(ListedOutboxes listed) {
        this.listed = listed;
    }

    /**
     * Lists aggregates. Once this has returned they may be written, with outboxes that
     * {@linkplain Outbox#leaveToBatch() leave publishing to a batch}.
     *
     * @param about what all of them are about, for the {@link AbsenceCheck}
     * @throws com.mongodb.MongoException then none of them may be written
     */
    public Batch open(String about, Collection<String> ids) {
        return new Batch(listed.open(about, ids));
    }

    /**
     * Publishes the messages of the aggregates of a batch that were written. Returns at once, never throws. While it is unknown
     * whether others of the batch were written this must not be called: the batch is then left to a sweep.
     */
    public void publish(Batch batch, Collection<? extends Outboxed> written) {
        listed.publish(batch.id(), written);
    }
}
