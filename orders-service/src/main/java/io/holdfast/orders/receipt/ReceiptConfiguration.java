package io.holdfast.orders.receipt;

import io.holdfast.contracts.OrderCancelled;
import io.holdfast.contracts.OrderCompleted;
import io.holdfast.contracts.OrderMessage;
import io.holdfast.contracts.OrderRefunded;
import io.holdfast.contracts.OrderSoldBack;
import io.holdfast.messaging.CollectionIndexes;
import io.holdfast.messaging.Subscription;
import io.holdfast.orders.order.OrderStore;
import java.util.function.Consumer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How receipts are stored, and which messages they are issued by. */
@Configuration(proxyBeanMethods = false)
class ReceiptConfiguration {

    @Bean
    CollectionIndexes receiptIndexes() {
        return ReceiptStore.indexes();
    }

    /** By a consumer of its own: orders do not wait for their receipts. */
    @Bean
    Subscription receiptMessages(OrderStore orders, Receipts receipts) {
        Consumer<OrderMessage> complete = message -> {
            // Whether there is one is known from the start; what is in it, its buyer may just have changed.
            boolean none = orders.written(message.order())
                    .filter(known -> !known.hasReceipt())
                    .isPresent();
            if (!none) {
                orders.find(message.order().id()).ifPresent(receipts::complete);
            }
        };
        return Subscription.durable("orders-receipts")
                .on(OrderCompleted.class, complete)
                .on(OrderRefunded.class, complete)
                .on(OrderSoldBack.class, complete)
                .on(OrderCancelled.class, complete)
                .build();
    }
}
