package io.holdfast.messaging;

import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.bson.Document;

/**
 * Tells that messages of an aggregate were published, for a write of its document that is to be made anyway; see
 * {@link OutboxRelay#writeWithMark}.
 */
public final class OutboxMark {

    /** The time from taking a mark until it is written, or will not be. */
    static final class Writing {

        private final CompletableFuture<Void> end = new CompletableFuture<>();

        void end() {
            end.complete(null);
        }

        void awaitEnd() {
            end.join();
        }
    }

    private final PublishResult result;
    private final Instant sentAt;
    private final Instant takenAt;
    private final long connection;
    private final Writing written;

    /**
     * @param sentAt what was marked later than this was sent again since, and keeps that mark
     * @param takenAt the time that it marks with, by the clock of {@code sentAt}: replicas compare the two
     * @param written ended when the mark is written, or will not be
     */
    OutboxMark(PublishResult result, Instant sentAt, Instant takenAt, long connection, Writing written) {
        this.result = result;
        this.sentAt = sentAt;
        this.takenAt = takenAt;
        this.connection = connection;
        this.written = written;
    }

    OutboxMark and(OutboxMark other) {
        return new OutboxMark(
                result.and(other.result),
                sentAt.isBefore(other.sentAt) ? sentAt : other.sentAt,
                takenAt,
                connection,
                written);
    }

    /** The outbox with this mark; the one that is given stays as it is. */
    public Outbox on(Outbox outbox) {
        return outbox.marked(result.sequences(), takenAt);
    }

    /** The conditions of a write that marks, besides those it has: the entries are as they were published. */
    public Document guard() {
        return OutboxMarks.guard(null, result.sequences().keySet(), sentAt, false);
    }

    /** Whether it tells of the message of this version, and none is newer than those that it tells of. */
    public boolean isUpTo(long version) {
        return result.item().last() == version && result.sequences().containsKey(version);
    }

    /** The condition under which nothing is pending once this is marked, so that the write may {@linkplain #settled say so}. */
    public Document nothingElse() {
        return new Document(Outbox.FIELD + ".last", result.item().last());
    }

    /** The fields that mark, for the {@code $set} of a write. */
    public Document fields() {
        Document set = new Document();
        Date at = Date.from(takenAt);
        result.sequences().forEach((version, sequence) -> OutboxMarks.putMark(set, version, sequence, at));
        return set;
    }

    /** The field that a write which leaves nothing pending removes, for its {@code $unset}. */
    public static Document settled() {
        return new Document(Outbox.PENDING, "");
    }

    PublishedBatch batch() {
        OutgoingBatch one = new OutgoingBatch(List.of(result.item()), null);
        return new PublishedBatch(one, List.of(result), sentAt, connection);
    }

    Writing written() {
        return written;
    }
}
