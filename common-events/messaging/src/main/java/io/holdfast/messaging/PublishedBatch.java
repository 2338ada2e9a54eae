package io.holdfast.messaging;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What became of an {@link OutgoingBatch}.
 *
 * @param sentAt when it was sent
 * @param connection {@link Broker#connects} when it was sent
 */
record PublishedBatch(OutgoingBatch batch, List<PublishResult> results, Instant sentAt, long connection) {

    /** Whether every message was acknowledged. */
    boolean isComplete() {
        return results.stream().allMatch(PublishResult::isComplete);
    }

    /** The highest sequence in the stream of its messages; 0 if there is none. */
    long sequence() {
        return results.stream().mapToLong(PublishResult::sequence).max().orElse(0);
    }

    /** The same with no acknowledgement: while there was no connection the broker may have lost what it had acknowledged. */
    PublishedBatch unacknowledged() {
        List<PublishResult> none = results.stream()
                .map(result -> new PublishResult(result.item(), Map.of()))
                .toList();
        return new PublishedBatch(batch, none, sentAt, connection);
    }

    /** The same with only some of its results. */
    PublishedBatch with(List<PublishResult> some) {
        return new PublishedBatch(batch, some, sentAt, connection);
    }

    /** Whether one of its messages was {@linkplain OutboxItem#isDelayed delayed}, if it is marked at this time. */
    boolean isDelayed(Instant marked) {
        return results.stream().anyMatch(result -> result.item().isDelayed(marked));
    }

    /** When the first of these was sent. */
    static Instant firstSentAt(List<PublishedBatch> published) {
        return published.stream()
                .map(PublishedBatch::sentAt)
                .min(Instant::compareTo)
                .orElse(Instant.EPOCH);
    }
}
