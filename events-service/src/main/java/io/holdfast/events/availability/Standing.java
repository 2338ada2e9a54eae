package io.holdfast.events.availability;

import io.holdfast.contracts.EventState;
import org.jspecify.annotations.Nullable;

/**
 * What is known about an event's places: which there are, and how many of them are left.
 *
 * @param counts null as long as the inventory said nothing
 */
record Standing(Places places, @Nullable Counts counts) {

    Availability availability() {
        return Availability.of(places, counts);
    }

    /** The newer of both, part by part. */
    Standing newest(Standing other) {
        Standing known = newest(other.counts);
        return known.places.version() < other.places.version() ? new Standing(other.places, known.counts) : known;
    }

    Standing newest(@Nullable Counts news) {
        if (news == null || (counts != null && counts.version() >= news.version())) {
            return this;
        }
        return new Standing(places, news);
    }

    Standing newest(@Nullable EventState news) {
        if (news == null || places.version() >= news.version()) {
            return this;
        }
        return new Standing(places.at(news), counts);
    }
}
