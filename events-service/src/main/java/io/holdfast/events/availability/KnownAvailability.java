package io.holdfast.events.availability;

import io.holdfast.contracts.EventState;
import org.jspecify.annotations.Nullable;

/**
 * The newest that is known here about an event: its capacities, and how many units of them are free.
 *
 * @param counts null as long as orders-service has published none
 */
record KnownAvailability(
        TierCapacities capacities, @Nullable Counts counts) {

    Availability availability() {
        return Availability.of(capacities, counts);
    }

    /** The newer capacities and the newer counts of both. */
    KnownAvailability newest(KnownAvailability other) {
        KnownAvailability known = newest(other.counts);
        return known.capacities.version() < other.capacities.version()
                ? new KnownAvailability(other.capacities, known.counts)
                : known;
    }

    KnownAvailability newest(@Nullable Counts other) {
        if (other == null || (counts != null && counts.version() >= other.version())) {
            return this;
        }
        return new KnownAvailability(capacities, other);
    }

    KnownAvailability newest(@Nullable EventState event) {
        if (event == null || capacities.version() >= event.version()) {
            return this;
        }
        return new KnownAvailability(capacities.at(event), counts);
    }
}
