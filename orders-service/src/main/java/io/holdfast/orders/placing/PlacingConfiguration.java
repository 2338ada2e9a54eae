package io.holdfast.orders.placing;

import io.holdfast.messaging.CollectionIndexes;
import io.holdfast.orders.OrdersProperties;
import io.holdfast.runtime.BackgroundLoop;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What is repeated in the background about orders that were asked for. */
@Configuration(proxyBeanMethods = false)
class PlacingConfiguration {

    private static final Duration REFUSALS_STORED_EVERY = Duration.ofSeconds(1);

    @Bean
    BackgroundLoop refusalLogLoop(RefusalLog refusals) {
        return BackgroundLoop.every(REFUSALS_STORED_EVERY, "refusal-log").run(refusals::store);
    }

    @Bean
    CollectionIndexes refusalIndexes() {
        return RefusalLog.indexes();
    }

    @Bean
    BackgroundLoop oldRefusals(RefusalLog refusals, OrdersProperties properties, Clock clock) {
        return BackgroundLoop.every(Duration.ofHours(1), "old-refusals")
                .runInParts(() -> refusals.deleteOlder(clock.instant().minus(properties.refusalsKept())));
    }
}
