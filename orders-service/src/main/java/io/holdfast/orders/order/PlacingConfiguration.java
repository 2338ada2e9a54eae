package io.holdfast.orders.order;

import io.holdfast.runtime.BackgroundLoop;
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
}
