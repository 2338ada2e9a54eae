package io.holdfast.contracts;

import java.time.Instant;

/**
 * A user signed out: tokens of this session are no longer valid, even if they have not expired.
 *
 * @param tokensExpireAt when the last token of the session runs out by itself and this message may be forgotten
 */
@Subject("users.session-ended")
public record SessionEnded(String sessionId, String userId, Instant endedAt, Instant tokensExpireAt, long version)
        implements Message {

    @Override
    public String aggregateId() {
        return sessionId;
    }
}
