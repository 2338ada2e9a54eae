package io.holdfast.auth.session;

import io.holdfast.messaging.Outbox;
import io.holdfast.messaging.Outboxed;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * A session: from a sign-in until it is signed out or runs out.
 *
 * @param endedAt when it was ended; null when it was not
 * @param version 0 until it is ended, then 1: a session changes only once
 */
@Document(Session.COLLECTION)
public record Session(
        @Id String id,
        String userId,
        Instant createdAt,
        Instant expiresAt,
        @Nullable Instant endedAt,
        long version,
        Outbox outbox)
        implements Outboxed {

    static final String COLLECTION = "sessions";

    static Session begin(String id, String userId, Instant now, Instant expiresAt) {
        return new Session(id, userId, now, expiresAt, null, 0, Outbox.empty());
    }

    boolean isAlive(Instant now) {
        return endedAt == null && now.isBefore(expiresAt);
    }
}
