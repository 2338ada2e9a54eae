package io.holdfast.messaging;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The furthest place on each stream where something of ours was acknowledged. */
final class StreamMarks {
    private final Map<String, Mark> marks = new ConcurrentHashMap<>();

    void acknowledged(String stream, long sequence, String messageId) {
        Mark present = marks.get(stream);
        if (present == null || present.sequence < sequence) {
            marks.merge(stream, new Mark(sequence, messageId), (a, b) -> a.sequence >= b.sequence ? a : b);
        }
    }

    @Nullable
    Mark get(String stream) {
        return marks.get(stream);
    }

    /** What the stream was before it lost its disk no longer counts. */
    void forget(String stream, long above) {
        marks.computeIfPresent(stream, (name, mark) -> mark.sequence > above ? null : mark);
    }

    record Mark(long sequence, String messageId) {}
}
