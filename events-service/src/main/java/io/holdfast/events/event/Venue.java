package io.holdfast.events.event;

import io.holdfast.contracts.VenueState;
import org.jspecify.annotations.Nullable;

/** Where an event takes place. */
record Venue(
        String name,
        @Nullable String address,
        @Nullable String city,
        @Nullable String country) {

    static final Venue TO_BE_ANNOUNCED = new Venue(VenueState.TO_BE_ANNOUNCED, null, null, null);

    VenueState state() {
        return new VenueState(name, address, city, country);
    }
}
