package io.holdfast.orders.inventory;

import io.holdfast.contracts.AvailabilityChanged;
import io.holdfast.messaging.MessagePublisher;
import io.holdfast.runtime.ProportionalPause;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Publishes how many units of an event are left; changes within a moment become one message. */
@Component
class AvailabilityPublisher {

    private static final Logger log = LoggerFactory.getLogger(AvailabilityPublisher.class);

    /** The pause after counting an event is at least so many times as long as the counting took. */
    private static final int PAUSE_PER_COUNT = 10;

    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(200);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private static final ProportionalPause PAUSE =
            new ProportionalPause(PAUSE_PER_COUNT, SHORTEST_PAUSE, LONGEST_PAUSE);

    private static final ProportionalPause UNCERTAIN_PAUSE =
            new ProportionalPause(PAUSE_PER_COUNT, Duration.ZERO, LONGEST_PAUSE);

    /** A publication that is not acknowledged by then is repeated: the connection may have ended meanwhile. */
    private static final Duration ACKNOWLEDGED_WITHIN = Duration.ofSeconds(5);

    /**
     * A write without an answer may take effect as late as the server ends statements, after what it changes was counted. So an event is
     * counted once more after that.
     */
    private static final Duration COUNTED_AGAIN_AFTER = Duration.ofSeconds(25);

    private static final Duration REST_AFTER_FAILURE = Duration.ofSeconds(5);

    /** How long events that may not have changed are counted at a stretch. */
    private static final Duration STRETCH = Duration.ofMillis(10);

    private final TierCounter counter;
    private final MessagePublisher publisher;
    private final Clock clock;
    private final Set<String> changed = ConcurrentHashMap.newKeySet();
    private final Set<String> uncertain = ConcurrentHashMap.newKeySet();
    private final Map<String, Instant> notBefore = new ConcurrentHashMap<>();
    private final Map<String, Instant> again = new ConcurrentHashMap<>();
    private Instant uncertainNotBefore = Instant.EPOCH;

    AvailabilityPublisher(TierCounter counter, MessagePublisher publisher, Clock clock) {
        this.counter = counter;
        this.publisher = publisher;
        this.clock = clock;
    }

    /** Something of the event changed, or may have changed. */
    void changed(String eventId) {
        changed.add(eventId);
        again.put(eventId, clock.instant().plus(COUNTED_AGAIN_AFTER));
    }

    /** Other services may have missed changes of these events. They are counted one after the other, slowly, after those that changed. */
    void mayHaveChanged(Collection<String> eventIds) {
        uncertain.addAll(eventIds);
    }

    /** How many events are to be counted. */
    int waiting() {
        return changed.size() + uncertain.size();
    }

    /** Publishes the counts of the events that changed and are due; one round of a background loop. */
    void publishDue() {
        if (!publisher.isConnected()) {
            return;
        }
        Instant now = clock.instant();
        for (String eventId : List.copyOf(changed)) {
            if (now.isBefore(notBefore.getOrDefault(eventId, Instant.EPOCH)) || !changed.remove(eventId)) {
                continue;
            }
            tryToPublish(eventId);
            Instant after = clock.instant();
            pauseUntil(eventId, after.plus(PAUSE.after(Duration.between(now, after))));
        }
        notBefore.values().removeIf(now::isAfter);
        again.entrySet().removeIf(due -> now.isAfter(due.getValue()) && uncertain.add(due.getKey()));
        publishUncertain();
    }

    private void pauseUntil(String eventId, Instant time) {
        notBefore.merge(eventId, time, (known, other) -> known.isAfter(other) ? known : other);
    }

    /** In a small share of the time, so that counting many events does not slow sales down. */
    private void publishUncertain() {
        Instant start = clock.instant();
        if (start.isBefore(uncertainNotBefore)) {
            return;
        }
        Instant now = start;
        for (String eventId : uncertain) {
            if (!now.isBefore(start.plus(STRETCH))) {
                break;
            }
            tryToPublish(eventId);
            now = clock.instant();
        }
        uncertainNotBefore = now.plus(UNCERTAIN_PAUSE.after(Duration.between(start, now)));
    }

    private void tryToPublish(String eventId) {
        uncertain.remove(eventId);
        try {
            publish(eventId);
        } catch (RuntimeException e) {
            failed(eventId, e);
        }
    }

    private void failed(String eventId, Throwable failure) {
        log.warn("Could not publish what is left of event {}: {}", eventId, failure.toString());
        changed.add(eventId);
    }

    private void publish(String eventId) {
        Instant asOf = clock.instant();
        TierCounter.Counts counts = counter.count(eventId);
        if (counts.tiers().isEmpty()) {
            return;
        }
        AvailabilityChanged message = new AvailabilityChanged(eventId, counts.tiers(), asOf, counts.version());
        CompletableFuture<Long> _ = publisher
                .publish(message)
                .orTimeout(ACKNOWLEDGED_WITHIN.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(failure -> {
                    pauseUntil(eventId, clock.instant().plus(REST_AFTER_FAILURE));
                    failed(eventId, failure);
                    return 0L;
                });
    }
}
