package io.holdfast.check;

import io.holdfast.check.StreamLog.Published;
import java.time.Instant;
import java.util.Optional;

/** Whether messages have reached the services they are for. */
final class DeliveryCheck {

    private final Streams streams;

    DeliveryCheck(Streams streams) {
        this.streams = streams;
    }

    /**
     * Whether a consumer has acknowledged everything that an aggregate published, so that no message on its way will resolve a
     * difference between the two. Messages that the stream no longer has were acknowledged long ago.
     *
     * @param version of the aggregate
     * @param since when it became that version
     */
    boolean hasAcknowledgedAll(String stream, String consumer, String aggregate, long version, Instant since) {
        if (streams.all().isEmpty()) {
            return true;
        }
        Optional<StreamLog> log = streams.find(stream);
        if (log.isEmpty()) {
            return false;
        }
        Optional<Published> newest =
                log.get().published(aggregate).stream().reduce((a, b) -> a.version() > b.version() ? a : b);
        if (newest.isEmpty()) {
            return log.get().state().firstAt().isAfter(since)
                    && log.get().state().first() > 1;
        }
        return newest.get().version() >= version
                && log.get().isAcknowledged(consumer, newest.get().sequence());
    }
}
