package io.holdfast.auth.session;

import io.holdfast.web.Caller;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A user with a session.
 *
 * @param sessionId the id of the session
 * @param token a new token; null when the present one need not be renewed yet
 * @param remaining how much longer the session lasts
 * @param confirmed whether it was begun with a second factor
 * @param guest whether it is a guest's, who has no account
 * @param rights what the token says, or the one that need not be renewed
 */
public record SignedIn(
        String sessionId,
        String userId,
        String email,
        @Nullable String name,
        @Nullable String token,
        Duration remaining,
        boolean confirmed,
        boolean guest,
        Caller.Rights rights) {}
