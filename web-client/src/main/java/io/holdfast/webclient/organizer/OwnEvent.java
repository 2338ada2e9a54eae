package io.holdfast.webclient.organizer;

import io.holdfast.webclient.backend.Event;
import org.jspecify.annotations.Nullable;

/**
 * A line of the organizer's list.
 *
 * @param state the word for where it is
 * @param figures null while nobody can tell
 */
public record OwnEvent(Event event, String state, @Nullable Figures figures) {}
