package io.holdfast.contracts;

import org.jspecify.annotations.Nullable;

/** Where an event takes place. */
public record VenueState(
        String name,
        @Nullable String address,
        @Nullable String city,
        @Nullable String country) {}
