package io.holdfast.messaging;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message to publish.
 *
 * @param at when the aggregate changed
 * @param trace W3C {@code traceparent} of the request that caused it; null for none
 */
record OutboxMessage(
        String aggregateId,
        long version,
        String subject,
        String body,
        Instant at,
        @Nullable String trace) {

    /** The id by which JetStream recognises duplicates. */
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
