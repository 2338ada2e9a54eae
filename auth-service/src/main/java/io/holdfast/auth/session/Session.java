package io.holdfast.auth.session;

import io.holdfast.messaging.Outbox;
import io.holdfast.messaging.Outboxed;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * A session: from a sign-in until it is signed out or runs out.
 *
 * @param seenAt when its token was last renewed; null in documents of earlier versions
 * @param network the client's network at its beginning; null in documents of earlier versions
 * @param device what the browser says of itself; null in documents of earlier versions
 * @param proven of a guest: whether it was begun with a link that was mailed to the address; null if not
 * @param endedAt when it was ended; null when it was not
 * @param version 0 until it is ended, then 1: a session changes only once
 */
@Document(Session.COLLECTION)
public record Session(
        @Id String id,
        String userId,
        Instant createdAt,
        Instant expiresAt,
        @Nullable Instant seenAt,
        @Nullable String network,
        @Nullable String device,
        @Nullable Boolean proven,
        @Nullable Instant endedAt,
        long version,
        Outbox outbox)
        implements Outboxed {

    static final String COLLECTION = "sessions";

    static Session begin(
            String id,
            String userId,
            Instant now,
            Instant expiresAt,
            String network,
            String device,
            @Nullable Boolean proven) {
        return new Session(id, userId, now, expiresAt, now, network, device, proven, null, 0, Outbox.empty());
    }

    /** @param idle after how long without use it is over */
    boolean isAlive(Instant now, Duration idle) {
        return endedAt == null
                && now.isBefore(expiresAt)
                && now.isBefore(lastSeen().plus(idle));
    }

    public boolean isProven() {
        return Boolean.TRUE.equals(proven);
    }

    Instant lastSeen() {
        return seenAt == null ? createdAt : seenAt;
    }
}
