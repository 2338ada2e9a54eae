package io.holdfast.auth.session;

import io.holdfast.messaging.Outbox;
import io.holdfast.messaging.Outboxed;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * One sign-in.
 *
 * @param endedAt when it was signed out; null while it was not
 * @param version 0 until it ends, which is all that ever happens to it
 */
@Document("sessions")
public record Session(
        @Id String id,
        String userId,
        Instant createdAt,
        Instant expiresAt,
        @Nullable Instant endedAt,
        long version,
        Outbox outbox)
        implements Outboxed {

    static Session begin(String id, String userId, Instant now, Instant expiresAt) {
        return new Session(id, userId, now, expiresAt, null, 0, Outbox.empty());
    }

    boolean isAlive(Instant now) {
        return endedAt == null && now.isBefore(expiresAt);
    }
}
