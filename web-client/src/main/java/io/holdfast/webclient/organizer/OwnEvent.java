package io.holdfast.webclient.organizer;

import io.holdfast.webclient.backend.Event;
import org.jspecify.annotations.Nullable;

/**
 * An event in the organizer's list.
 *
 * @param state its state in message keys
 * @param figures null while orders-service is away
 */
public record OwnEvent(Event event, String state, @Nullable Figures figures) {}
