package io.holdfast.webclient.backend;

import org.jspecify.annotations.Nullable;

/** A ticket: whoever shows its code is let in. */
public record Ticket(
        String id,
        String code,
        String tier,
        @Nullable String seat,
        @Nullable String holder) {}
