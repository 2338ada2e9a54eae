package io.holdfast.messaging;

import io.nats.client.Message;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages of types that this version does not know. While a newer one is rolled out they are handed back, for a replica of it that shares
 * the consumer, or for this service when it is its turn. Used by one thread.
 */
final class UnknownMessages {
    private static final Logger log = LoggerFactory.getLogger(UnknownMessages.class);

    /** After which such a message comes again. */
    static final Duration DELAY = Duration.ofSeconds(10);

    /** From its publication; longer than a new version takes to be everywhere. Then nobody will handle it. */
    static final Duration PATIENCE = Duration.ofHours(1);

    /**
     * Handed back at most within the delay: the broker delivers no more than {@link Listener#MAX_ACK_PENDING} to all replicas before some are
     * acknowledged.
     */
    static final int MOST = 100;

    private final String consumer;
    private final Clock clock;
    private final Deque<Instant> handedBack = new ArrayDeque<>();
    private final Set<String> givenUp = new HashSet<>();

    UnknownMessages(String consumer, Clock clock) {
        this.consumer = consumer;
        this.clock = clock;
    }

    /** Whether this is to be delivered again after {@link #DELAY}, and not to be acknowledged. */
    boolean isHandedBack(Message message) {
        Instant now = clock.instant();
        while (!handedBack.isEmpty() && !handedBack.getFirst().plus(DELAY).isAfter(now)) {
            handedBack.removeFirst();
        }
        Instant published = message.metaData().timestamp().toInstant();
        if (handedBack.size() < MOST && published.plus(PATIENCE).isAfter(now)) {
            handedBack.addLast(now);
            return true;
        }
        if (givenUp.add(kind(message.getSubject()))) {
            log.warn(
                    "{} leaves out messages like {}, which this version does not know", consumer, message.getSubject());
        }
        return false;
    }

    /** A subject without the aggregate's id. */
    private static String kind(String subject) {
        int end = subject.indexOf('.', subject.indexOf('.') + 1);
        return end < 0 ? subject : subject.substring(0, end);
    }
}
