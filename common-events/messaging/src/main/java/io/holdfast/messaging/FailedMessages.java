package io.holdfast.messaging;

import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides whether a message that could not be handled is delivered again, and when, or goes to the dead letters. */
final class FailedMessages {
    private static final Logger log = LoggerFactory.getLogger(FailedMessages.class);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(30);

    /**
     * A message is given up after this many deliveries for each attempt it may have, even if no process has counted as many failures: each
     * counts from zero when it starts. Not at the first failure here: what was delivered again and again while the database was away has
     * failed once.
     */
    private static final int DELIVERIES_PER_ATTEMPT = 5;

    private static final int MAX_COUNTED = 10_000;

    private final String consumer;
    private final int attempts;
    private final DeadLetters deadLetters;
    private final Acknowledgements acknowledgements;

    /** By sequence in the stream. */
    private final Map<Long, Integer> failures = new ConcurrentHashMap<>();

    /** @param attempts how often a message may fail */
    FailedMessages(String consumer, int attempts, DeadLetters deadLetters, Acknowledgements acknowledgements) {
        this.consumer = consumer;
        this.attempts = attempts;
        this.deadLetters = deadLetters;
        this.acknowledgements = acknowledgements;
    }

    void handled(Message message) {
        failures.remove(message.metaData().streamSequence());
    }

    void failed(Message message, Throwable error) {
        long deliveries = message.metaData().deliveredCount();
        if (DatabaseErrors.isTransient(error)) {
            // The message did not cause it, so it does not count as an attempt.
            log.warn("{} cannot handle {} now: {}", consumer, message.getSubject(), error.toString());
            acknowledgements.redeliver(message, delay(deliveries));
            return;
        }
        if (failures.size() > MAX_COUNTED) {
            failures.clear();
        }
        int failed = failures.merge(message.metaData().streamSequence(), 1, Integer::sum);
        boolean hopeless = error instanceof UnprocessableMessageException
                || failed >= attempts
                || (failed > 1 && deliveries >= (long) attempts * DELIVERIES_PER_ATTEMPT);
        if (hopeless) {
            giveUp(message, failed, error);
        } else {
            log.warn("{} failed with {}, attempt {} of {}", consumer, message.getSubject(), failed, attempts, error);
            acknowledgements.redeliver(message, delay(failed));
        }
    }

    private void giveUp(Message message, int failed, Throwable error) {
        try {
            deadLetters.add(message, consumer, failed, error);
            log.error("{} gave {} up: it is among the dead letters", consumer, message.getSubject(), error);
            handled(message);
            acknowledgements.acknowledge(message);
        } catch (IOException | JetStreamApiException | RuntimeException e) {
            log.warn("No dead letter for {} yet: {}", message.getSubject(), e.toString());
            acknowledgements.redeliver(message, delay(failed));
        }
    }

    /** Grows with the number of failures, from 100 milliseconds to {@link #LONGEST_DELAY}. */
    private static Duration delay(long failures) {
        long millis = 100L << Math.clamp((failures - 1) * 3 / 2, 0, 20);
        return Duration.ofMillis(Math.min(millis, LONGEST_DELAY.toMillis()));
    }
}
