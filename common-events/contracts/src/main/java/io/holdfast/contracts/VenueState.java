package io.holdfast.contracts;

import org.jspecify.annotations.Nullable;

/**
 * Where an event takes place.
 *
 * @param name {@link #TO_BE_ANNOUNCED} while it is not known
 */
public record VenueState(
        String name,
        @Nullable String address,
        @Nullable String city,
        @Nullable String country) {

    /**
     * The name of a venue that has none yet, in every language: in messages, in what is stored, and for clients, some of which send it back
     * with an edit. Where people read it, words of their language take its place.
     */
    public static final String TO_BE_ANNOUNCED = "To be announced";

    /** Whether its name is known. */
    public boolean hasName() {
        return !name.equals(TO_BE_ANNOUNCED);
    }
}
