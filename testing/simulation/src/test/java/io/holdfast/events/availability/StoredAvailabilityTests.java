package io.holdfast.events.availability;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.AvailabilityChanged;
import io.holdfast.contracts.TierAvailability;
import io.holdfast.simulation.documents.Effects;
import io.holdfast.simulation.documents.SimulatedDatabase;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoTemplate;

/** The newest counts of an event are shown, in whatever order they come. */
class StoredAvailabilityTests {

    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
    private static final TierCapacities CAPACITIES =
            new TierCapacities("event1", List.of(new TierCapacities.Tier("hall", 10)), NOON, 1);

    private final SimulatedDatabase database = new SimulatedDatabase(() -> NOON);
    private final AvailabilityStore counts = store(Effects.NONE);

    private AvailabilityStore store(Effects effects) {
        return new AvailabilityStore(new MongoTemplate(database.factory("events", effects, "events")));
    }

    private static AvailabilityChanged counted(int free, long version) {
        return new AvailabilityChanged(
                "event1", List.of(new TierAvailability("hall", 10, free, 0, 10 - free)), NOON, version);
    }

    private int free() {
        return counts.of(CAPACITIES).tier("hall").available();
    }

    @Test
    void olderCountsChangeNothing() {
        counts.apply(counted(3, 2));
        counts.apply(counted(7, 1));
        assertThat(free()).isEqualTo(3);
        assertThat(counts.version("event1")).isEqualTo(2);

        counts.apply(counted(2, 3));
        assertThat(free()).isEqualTo(2);
    }

    /** Two replicas write the first ones of an event, and the older ones are first. */
    @Test
    void newerCountsThatMeetTheFirstOnesReplaceThem() {
        AtomicBoolean inserted = new AtomicBoolean();
        AvailabilityStore other = store(operation -> {
            if (operation.name().equals("insert") && inserted.compareAndSet(false, true)) {
                counts.apply(counted(7, 1));
            }
            operation.perform();
        });

        other.apply(counted(3, 2));

        assertThat(inserted).isTrue();
        assertThat(free()).isEqualTo(3);
    }
}
