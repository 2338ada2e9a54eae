package io.holdfast.orders.cancellation;

import io.holdfast.contracts.EventCancelled;
import io.holdfast.messaging.CollectionIndexes;
import io.holdfast.messaging.Subscription;
import io.holdfast.runtime.BackgroundLoop;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The message that begins a cancellation, the loop that carries it out, and the index it needs. */
@Configuration(proxyBeanMethods = false)
class CancellationConfiguration {

    @Bean
    Subscription cancelledEvents(CancellationStore cancellations) {
        return Subscription.durable("orders-cancellations")
                .on(EventCancelled.class, cancellations::begin)
                .build();
    }

    @Bean
    BackgroundLoop cancellationLoop(CancellationJob job) {
        return job.loop();
    }

    @Bean
    CollectionIndexes cancellationIndexes() {
        return CollectionIndexes.of(
                        CancellationStore.COLLECTION, CollectionIndexes.partial(CancellationStore.NEXT_AT, "next"))
                .replacing("due");
    }
}
