package io.holdfast.messaging;

import java.util.List;

/** What became of an {@link OutgoingBatch}. */
record PublishedBatch(OutgoingBatch batch, List<PublishResult> results) {

    /** Whether every message was acknowledged. */
    boolean isComplete() {
        return results.stream().allMatch(PublishResult::isComplete);
    }

    /** The highest sequence in the stream of its messages; 0 if there is none. */
    long sequence() {
        return results.stream().mapToLong(PublishResult::sequence).max().orElse(0);
    }
}
