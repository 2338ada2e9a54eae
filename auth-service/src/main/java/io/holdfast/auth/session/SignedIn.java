package io.holdfast.auth.session;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a session's bearer needs.
 *
 * @param token a fresh token; null when the one that came is good for a while yet
 * @param remaining how long the session lasts
 */
public record SignedIn(
        String userId,
        String email,
        @Nullable String name,
        @Nullable String token,
        Duration remaining) {}
