package io.holdfast.orders.inventory;

import io.holdfast.contracts.AvailabilityChanged;
import io.holdfast.messaging.MessagePublisher;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Tells the others how much of an event is left: what changed within a moment is told as one. */
@Component
class AvailabilityPublisher {

    private static final Logger log = LoggerFactory.getLogger(AvailabilityPublisher.class);

    /** Counting may take at most this share of the time, however large the event. */
    private static final int PAUSE_PER_COUNT = 10;

    private static final Duration AT_MOST_EVERY = Duration.ofMillis(200);

    private final TierCounter tierCounter;
    private final MessagePublisher publisher;
    private final Clock clock;
    private final Set<String> changed = ConcurrentHashMap.newKeySet();
    private final Map<String, Instant> notBefore = new ConcurrentHashMap<>();

    AvailabilityPublisher(TierCounter tierCounter, MessagePublisher publisher, Clock clock) {
        this.tierCounter = tierCounter;
        this.publisher = publisher;
        this.clock = clock;
    }

    void changed(String eventId) {
        changed.add(eventId);
    }

    /** Announces what has changed, as far as it is due. */
    void announceDue() {
        if (!publisher.isConnected()) {
            return;
        }
        Instant now = clock.instant();
        for (String eventId : List.copyOf(changed)) {
            if (now.isBefore(notBefore.getOrDefault(eventId, Instant.EPOCH)) || !changed.remove(eventId)) {
                continue;
            }
            try {
                announce(eventId);
            } catch (RuntimeException e) {
                log.warn("Could not announce what is left of event {}: {}", eventId, e.toString());
                changed.add(eventId);
            }
            Instant after = clock.instant();
            Duration pause = Duration.between(now, after).multipliedBy(PAUSE_PER_COUNT);
            notBefore.put(eventId, after.plus(pause.compareTo(AT_MOST_EVERY) > 0 ? pause : AT_MOST_EVERY));
        }
        notBefore.values().removeIf(now::isAfter);
    }

    private void announce(String eventId) {
        Instant asOf = clock.instant();
        TierCounter.Counts counts = tierCounter.count(eventId);
        if (counts.tiers().isEmpty()) {
            return;
        }
        AvailabilityChanged message = new AvailabilityChanged(eventId, counts.tiers(), asOf, counts.version());
        var _ = publisher.publish(message).exceptionally(failure -> {
            changed.add(eventId);
            return 0L;
        });
    }
}
