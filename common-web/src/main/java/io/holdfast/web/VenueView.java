package io.holdfast.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.holdfast.contracts.VenueState;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Where an event takes place.
 *
 * @param name for people only if it is known: otherwise the same English words in every language
 * @param toBeAnnounced true while its name is not known; absent otherwise
 */
public record VenueView(
        String name,
        @Nullable String address,
        @Nullable String city,
        @Nullable String country,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Schema(requiredMode = Schema.RequiredMode.NOT_REQUIRED) @Nullable
        Boolean toBeAnnounced) {

    /** How a venue is shown. */
    public static VenueView of(VenueState venue) {
        return new VenueView(
                venue.name(), venue.address(), venue.city(), venue.country(), venue.hasName() ? null : Boolean.TRUE);
    }
}
