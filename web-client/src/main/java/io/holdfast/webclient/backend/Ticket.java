package io.holdfast.webclient.backend;

import org.jspecify.annotations.Nullable;

/** A ticket, which admits its holder by its code. */
public record Ticket(
        String id,
        String code,
        String tier,
        @Nullable String seat,
        @Nullable String holder,
        @Nullable String tierId) {}
