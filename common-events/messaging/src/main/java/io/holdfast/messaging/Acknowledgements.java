package io.holdfast.messaging;

import io.nats.client.Message;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the broker what became of a consumer's messages. What it cannot tell, because the broker is away, the broker finds out by
 * waiting: it delivers the message again. Does nothing for a consumer that does not acknowledge.
 */
final class Acknowledgements {
    /** How long the broker waits for an acknowledgement. */
    static final Duration WAIT = Duration.ofSeconds(6);

    private static final Logger log = LoggerFactory.getLogger(Acknowledgements.class);
    private static final Duration PROGRESS_EVERY = WAIT.dividedBy(3);

    private final boolean wanted;
    private final Set<Message> inProgress = ConcurrentHashMap.newKeySet();
    private long reportedAt = System.nanoTime();

    /** @param wanted false for a consumer that does not acknowledge */
    Acknowledgements(boolean wanted) {
        this.wanted = wanted;
    }

    /** The message waits to be handled, or is being handled, until it is {@linkplain #ended ended}. */
    void began(Message message) {
        inProgress.add(message);
    }

    void ended(Message message) {
        inProgress.remove(message);
    }

    void acknowledge(Message message) {
        if (wanted) {
            try {
                message.ack();
            } catch (RuntimeException e) {
                log.debug("Not acknowledged, will be delivered again: {}", e.toString());
            }
        }
    }

    /** Has the message delivered again after {@code delay}. */
    void redeliver(Message message, Duration delay) {
        if (wanted) {
            try {
                if (delay.isZero()) {
                    message.nak();
                } else {
                    message.nakWithDelay(delay);
                }
            } catch (RuntimeException e) {
                log.debug("Will be delivered again after the broker's own delay: {}", e.toString());
            }
        }
    }

    /**
     * Tells the broker from time to time which messages are in progress: those that wait or work for longer than {@link #WAIT} would
     * otherwise be delivered a second time meanwhile. Called by one thread.
     */
    void reportProgress() {
        if (wanted && System.nanoTime() - reportedAt > PROGRESS_EVERY.toNanos()) {
            reportedAt = System.nanoTime();
            for (Message message : inProgress) {
                try {
                    message.inProgress();
                } catch (RuntimeException e) {
                    log.debug("Broker does not know that {} is being handled", message.getSubject(), e);
                }
            }
        }
    }
}
