package io.holdfast.orders.order;

import io.holdfast.contracts.HoldExpired;
import io.holdfast.contracts.PaymentAuthorized;
import io.holdfast.contracts.PaymentFailed;
import io.holdfast.contracts.PaymentRefunded;
import io.holdfast.messaging.OutboxRelay;
import io.holdfast.messaging.OutboxRelays;
import io.holdfast.messaging.Subscription;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What orders say and what they listen to. */
@Configuration(proxyBeanMethods = false)
class OrdersConfiguration {

    @Bean
    OutboxRelay ordersOutbox(OutboxRelays relays) {
        return relays.forCollection(OrderStore.COLLECTION);
    }

    @Bean
    Subscription paymentsAndDeadlines(OrderService orders) {
        return Subscription.durable("orders")
                .on(PaymentAuthorized.class, orders::authorized)
                .on(PaymentFailed.class, orders::failed)
                .on(PaymentRefunded.class, orders::moneyBack)
                .on(HoldExpired.class, orders::holdExpired)
                .build();
    }
}
