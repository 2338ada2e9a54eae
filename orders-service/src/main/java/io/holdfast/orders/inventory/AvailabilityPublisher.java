package io.holdfast.orders.inventory;

import io.holdfast.contracts.AvailabilityChanged;
import io.holdfast.messaging.MessagePublisher;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
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

    private final TierCounter counter;
    private final MessagePublisher publisher;
    private final Clock clock;
    private final Set<String> changed = ConcurrentHashMap.newKeySet();
    private final Map<String, Instant> notBefore = new ConcurrentHashMap<>();

    AvailabilityPublisher(TierCounter counter, MessagePublisher publisher, Clock clock) {
        this.counter = counter;
        this.publisher = publisher;
        this.clock = clock;
    }

    /** Something of the event changed, or may have changed. */
    void changed(String eventId) {
        changed.add(eventId);
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
            try {
                publish(eventId);
            } catch (RuntimeException e) {
                log.warn("Could not publish what is left of event {}: {}", eventId, e.toString());
                changed.add(eventId);
            }
            Instant after = clock.instant();
            Duration pause = Duration.between(now, after).multipliedBy(PAUSE_PER_COUNT);
            notBefore.put(eventId, after.plus(pause.compareTo(SHORTEST_PAUSE) > 0 ? pause : SHORTEST_PAUSE));
        }
        notBefore.values().removeIf(now::isAfter);
    }

    private void publish(String eventId) {
        Instant asOf = clock.instant();
        TierCounter.Counts counts = counter.count(eventId);
        if (counts.tiers().isEmpty()) {
            return;
        }
        AvailabilityChanged message = new AvailabilityChanged(eventId, counts.tiers(), asOf, counts.version());
        CompletableFuture<Long> _ = publisher.publish(message).exceptionally(failure -> {
            changed.add(eventId);
            return 0L;
        });
    }
}
