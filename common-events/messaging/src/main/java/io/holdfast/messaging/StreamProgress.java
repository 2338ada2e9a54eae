package io.holdfast.messaging;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The last message of ours that each stream has acknowledged to this process. */
final class StreamProgress {
    private final Map<String, Last> streams = new ConcurrentHashMap<>();

    void acknowledged(String stream, long sequence, String messageId) {
        Last present = streams.get(stream);
        if (present == null || present.sequence < sequence) {
            streams.merge(stream, new Last(sequence, messageId), (a, b) -> a.sequence >= b.sequence ? a : b);
        }
    }

    @Nullable
    Last get(String stream) {
        return streams.get(stream);
    }

    /** Forgets what was acknowledged with a higher sequence: the stream has lost it. */
    void forget(String stream, long above) {
        streams.computeIfPresent(stream, (name, last) -> last.sequence > above ? null : last);
    }

    record Last(long sequence, String messageId) {

        static @Nullable Last later(@Nullable Last a, @Nullable Last b) {
            if (a == null || b == null) {
                return a == null ? b : a;
            }
            return a.sequence >= b.sequence ? a : b;
        }
    }
}
