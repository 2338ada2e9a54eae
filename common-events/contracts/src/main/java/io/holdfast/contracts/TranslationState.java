package io.holdfast.contracts;

import org.jspecify.annotations.Nullable;

/**
 * What an event is called and how it is described in a further language.
 *
 * @param name null: as in the event's own texts; likewise {@code description}
 */
public record TranslationState(
        @Nullable String name, @Nullable String description) {}
