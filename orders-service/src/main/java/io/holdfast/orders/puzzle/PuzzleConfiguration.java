package io.holdfast.orders.puzzle;

import io.holdfast.messaging.CollectionIndexes;
import io.holdfast.runtime.BackgroundLoop;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What is repeated for puzzles, and the index it needs. */
@Configuration(proxyBeanMethods = false)
class PuzzleConfiguration {

    @Bean
    BackgroundLoop expiredSolutions(UsedSolutions used, Clock clock) {
        return BackgroundLoop.every(Duration.ofMinutes(10), "expired-solutions")
                .runInParts(() -> used.deleteExpired(clock.instant()));
    }

    @Bean
    CollectionIndexes usedSolutionIndexes() {
        return UsedSolutions.indexes();
    }
}
