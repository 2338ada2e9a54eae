package io.holdfast.orders.sale;

import io.holdfast.contracts.EventCancelled;
import io.holdfast.contracts.EventChangeProposed;
import io.holdfast.contracts.EventChanged;
import io.holdfast.contracts.EventEnded;
import io.holdfast.contracts.EventPublished;
import io.holdfast.messaging.Subscription;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the sales listen to. */
@Configuration(proxyBeanMethods = false)
class SalesConfiguration {

    @Bean
    Subscription catalogue(Sales sales) {
        return Subscription.durable("orders-catalogue")
                .on(EventPublished.class, sales::apply)
                .on(EventChanged.class, sales::apply)
                .on(EventChangeProposed.class, sales::decide)
                .on(EventCancelled.class, sales::apply)
                .on(EventEnded.class, sales::apply)
                .build();
    }
}
