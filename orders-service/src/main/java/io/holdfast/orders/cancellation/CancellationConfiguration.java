package io.holdfast.orders.cancellation;

import io.holdfast.contracts.EventCancelled;
import io.holdfast.messaging.Subscription;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What begins a cancellation. */
@Configuration(proxyBeanMethods = false)
class CancellationConfiguration {

    @Bean
    Subscription cancelledEvents(CancellationStore cancellations) {
        return Subscription.durable("orders-cancellations")
                .on(EventCancelled.class, cancellations::begin)
                .build();
    }
}
