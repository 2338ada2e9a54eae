package io.holdfast.webclient.backend;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An account as operators see it. */
public record OperatedAccount(
        String id,
        String email,
        @Nullable String name,
        boolean proven,
        boolean operator,
        Instant createdAt,
        @Nullable Instant suspendedAt,
        @Nullable String reason) {}
