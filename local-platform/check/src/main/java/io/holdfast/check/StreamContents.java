package io.holdfast.check;

import io.nats.client.impl.Headers;
import java.time.Instant;
import java.util.List;

/**
 * A stream that was read by other means than a connection to a broker.
 *
 * @param first sequence of the oldest message it has
 * @param firstAt when that was published
 * @param last sequence of the newest one it ever had
 * @param latestOnly whether it keeps only the newest messages of an aggregate
 */
public record StreamContents(
        String name,
        Instant created,
        long first,
        Instant firstAt,
        long last,
        boolean latestOnly,
        List<Message> messages,
        List<Consumer> consumers) {

    /** A message, without its body. */
    public record Message(long sequence, String subject, Headers headers) {}

    /**
     * A consumer.
     *
     * @param floor the sequence up to which it has acknowledged everything
     * @param caughtUp whether it has acknowledged everything there is for it
     */
    public record Consumer(String name, long floor, boolean caughtUp) {}

    public StreamContents {
        messages = List.copyOf(messages);
        consumers = List.copyOf(consumers);
    }
}
