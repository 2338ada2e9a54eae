package io.holdfast.messaging;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A message on its way out of an outbox. */
record Announcement(
        String aggregateId,
        long version,
        String subject,
        String body,
        Instant at,
        @Nullable String trace) {

    /** The id JetStream recognises repetitions by. */
    String messageId() {
        return aggregateId + ":" + version;
    }

    /** The stream it goes to: the first token of its subject. */
    String stream() {
        return subject.substring(0, subject.indexOf('.'));
    }

    byte[] bytes() {
        return body.getBytes(StandardCharsets.UTF_8);
    }
}
