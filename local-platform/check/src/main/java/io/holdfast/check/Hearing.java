package io.holdfast.check;

import io.holdfast.check.StreamLog.Said;
import java.time.Instant;
import java.util.Optional;

/** Whether news have reached those they concern. */
final class Hearing {

    private final Streams streams;

    Hearing(Streams streams) {
        this.streams = streams;
    }

    /**
     * Whether a consumer has acknowledged everything an aggregate has to say, so that a difference is not on its way to be
     * mended. What the stream no longer has was heard long ago.
     *
     * @param version of the aggregate
     * @param since when it became that version
     */
    boolean allHeard(String stream, String consumer, String aggregate, long version, Instant since) {
        if (streams.all().isEmpty()) {
            return true;
        }
        Optional<StreamLog> log = streams.find(stream);
        if (log.isEmpty()) {
            return false;
        }
        Optional<Said> newest = log.get().said(aggregate).stream().reduce((a, b) -> a.version() > b.version() ? a : b);
        if (newest.isEmpty()) {
            return log.get().state().firstAt().isAfter(since)
                    && log.get().state().first() > 1;
        }
        return newest.get().version() >= version
                && log.get().heard(consumer, newest.get().sequence());
    }
}
