package io.holdfast.messaging;

import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.api.MessageInfo;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Messages that this service could not handle, on a stream of its own under {@code <stream>.<consumer>.<original subject>}, with
 * the reason in their headers.
 */
final class DeadLetters {
    private static final int LONGEST_ERROR = 1000;

    private final Broker broker;
    private final String stream;
    private final Clock clock;

    DeadLetters(Broker broker, MessagingProperties properties, Clock clock) {
        this.stream = Streams.deadLetters(properties);
        this.broker = broker;
        this.clock = clock;
    }

    /** Stores a message; when this returns, the broker has it. */
    void add(Message message, String consumer, int attempts, Throwable error)
            throws IOException, JetStreamApiException {
        String origin = message.metaData().getStream();
        long sequence = message.metaData().streamSequence();
        Headers headers = new Headers(message.getHeaders());
        // An id of its own: one that failed for two consumers, or again after it was sent again, must not be dropped as
        // a duplicate.
        headers.put(
                MessageHeaders.MESSAGE_ID,
                String.join(":", consumer, origin, Long.toString(sequence), Long.toString(clock.millis())));
        copy(message.getHeaders(), MessageHeaders.MESSAGE_ID, headers, MessageHeaders.ORIGINAL_ID);
        headers.put(MessageHeaders.ORIGINAL_SUBJECT, message.getSubject())
                .put(MessageHeaders.ORIGINAL_STREAM, origin)
                .put(MessageHeaders.ORIGINAL_SEQUENCE, Long.toString(sequence))
                .put(MessageHeaders.CONSUMER, consumer)
                .put(MessageHeaders.ATTEMPTS, Integer.toString(attempts))
                .put(MessageHeaders.FAILED_AT, clock.instant().toString())
                .put(MessageHeaders.ERROR, describe(error));
        broker.jetStream().publish(subject(consumer, message.getSubject()), headers, message.getData());
    }

    /** The oldest ones that {@code consumers} could not handle, at most {@code limit} of each. */
    List<DeadLetter> list(Collection<String> consumers, int limit) throws IOException, JetStreamApiException {
        List<DeadLetter> letters = new ArrayList<>();
        for (String consumer : consumers) {
            long next = 1;
            for (int i = 0; i < limit; i++) {
                Optional<DeadLetter> letter = next(consumer, next);
                if (letter.isEmpty()) {
                    break;
                }
                letters.add(letter.get());
                next = letter.get().sequence() + 1;
            }
        }
        return letters;
    }

    Optional<DeadLetter> find(long sequence) throws IOException, JetStreamApiException {
        try {
            return Optional.of(DeadLetter.of(broker.management().getMessage(stream, sequence)));
        } catch (JetStreamApiException e) {
            return noneIfNotFound(e);
        }
    }

    void delete(long sequence) throws IOException, JetStreamApiException {
        broker.management().deleteMessage(stream, sequence);
    }

    private Optional<DeadLetter> next(String consumer, long from) throws IOException, JetStreamApiException {
        try {
            return Optional.of(DeadLetter.of(broker.management().getNextMessage(stream, from, subject(consumer, ">"))));
        } catch (JetStreamApiException e) {
            return noneIfNotFound(e);
        }
    }

    private static Optional<DeadLetter> noneIfNotFound(JetStreamApiException e) throws JetStreamApiException {
        if (e.getErrorCode() == Streams.NOT_FOUND) {
            return Optional.empty();
        }
        throw e;
    }

    private String subject(String consumer, String original) {
        return stream + "." + consumer + "." + original;
    }

    private static void copy(@Nullable Headers from, String name, Headers to, String as) {
        String value = from == null ? null : from.getFirst(name);
        if (value != null) {
            to.put(as, value);
        }
    }

    /** As one line of ASCII, which a header has to be. */
    private static String describe(Throwable error) {
        String text = error.toString().replaceAll("[^\\x20-\\x7e]+", " ").strip();
        return text.length() <= LONGEST_ERROR ? text : text.substring(0, LONGEST_ERROR);
    }

    /**
     * A message that could not be handled.
     *
     * @param sequence in the stream of dead letters; identifies it
     * @param subject where it was published
     */
    record DeadLetter(
            long sequence,
            String consumer,
            String stream,
            String subject,
            @Nullable String messageId,
            @Nullable String error,
            @Nullable String attempts,
            @Nullable Instant failedAt,
            @Nullable String trace,
            String body) {
        static DeadLetter of(MessageInfo info) {
            Headers headers = info.getHeaders() == null ? new Headers() : info.getHeaders();
            String failedAt = headers.getFirst(MessageHeaders.FAILED_AT);
            byte[] data = info.getData();
            return new DeadLetter(
                    info.getSeq(),
                    orEmpty(headers.getFirst(MessageHeaders.CONSUMER)),
                    orEmpty(headers.getFirst(MessageHeaders.ORIGINAL_STREAM)),
                    orEmpty(headers.getFirst(MessageHeaders.ORIGINAL_SUBJECT)),
                    headers.getFirst(MessageHeaders.ORIGINAL_ID),
                    headers.getFirst(MessageHeaders.ERROR),
                    headers.getFirst(MessageHeaders.ATTEMPTS),
                    failedAt == null ? null : Instant.parse(failedAt),
                    headers.getFirst(MessageHeaders.TRACE),
                    data == null ? "" : new String(data, StandardCharsets.UTF_8));
        }

        private static String orEmpty(@Nullable String value) {
            return value == null ? "" : value;
        }
    }
}
