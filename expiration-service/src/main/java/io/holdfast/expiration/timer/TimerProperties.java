package io.holdfast.expiration.timer;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How timers are fired.
 *
 * @param poll shortest pause between two searches for due timers in the database; where searching takes long, pauses are
 *     longer
 * @param lookAhead how far ahead timers are kept in memory, so that they fire on time whatever the database does
 * @param keep how long timers that fired or were cancelled are kept, so that a late message does not set them again
 */
@ConfigurationProperties("holdfast.expiration")
record TimerProperties(
        @DefaultValue("200ms") Duration poll,
        @DefaultValue("3m") Duration lookAhead,
        @DefaultValue("24h") Duration keep) {
    TimerProperties {
        if (poll.toMillis() < 1 || lookAhead.toMillis() < 1 || keep.isNegative()) {
            throw new IllegalArgumentException("holdfast.expiration: poll and look-ahead must be positive");
        }
    }
}
