package io.holdfast.payments.payment;

import io.holdfast.contracts.OrderCancelled;
import io.holdfast.contracts.OrderCompleted;
import io.holdfast.contracts.OrderExpired;
import io.holdfast.contracts.OrderMessage;
import io.holdfast.contracts.OrderPlaced;
import io.holdfast.contracts.OrderRefunded;
import io.holdfast.contracts.OrderSoldBack;
import io.holdfast.contracts.OrderStatus;
import io.holdfast.messaging.OutboxRelay;
import io.holdfast.messaging.OutboxRelays;
import io.holdfast.messaging.Subscription;
import io.holdfast.payments.PaymentsProperties;
import io.holdfast.payments.order.PayableOrderStore;
import io.holdfast.payments.provider.ProviderCalls;
import io.holdfast.telemetry.MeterProbe;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class PaymentConfiguration {

    private static final int STUCK_TRIES = 8;
    private static final Duration STUCK_AFTER = Duration.ofMinutes(2);

    @Bean
    OutboxRelay paymentsOutbox(OutboxRelays relays) {
        return relays.forCollection(PaymentStore.COLLECTION);
    }

    /** Work that is tried this often, or due this long, needs a person. */
    @Bean
    MeterProbe openPayments(PaymentStore payments, Clock clock) {
        return readings -> {
            readings.set("holdfast.payments.open", "Payments with something left to do", payments.open());
            readings.set(
                    "holdfast.payments.stuck",
                    "Payments with something left to do for minutes",
                    payments.stuck(STUCK_TRIES, clock.instant().minus(STUCK_AFTER)));
        };
    }

    @Bean
    ProviderCalls providerGate(PaymentsProperties properties) {
        return new ProviderCalls(
                properties.providerConcurrency(), properties.providerQueue(), properties.providerTimeout());
    }

    /** Every fact about an order: remembered, then followed by its money, unless it still awaits that. */
    @Bean
    Subscription ordersSubscription(PayableOrderStore orders, PaymentWorker worker) {
        Consumer<OrderMessage> follow = message -> {
            orders.save(message.order());
            if (message.order().status() != OrderStatus.AWAITING_PAYMENT) {
                worker.follow(Payment.idFor(message.order().id()));
            }
        };
        return Subscription.durable("payments-service")
                .on(OrderPlaced.class, follow)
                .on(OrderCompleted.class, follow)
                .on(OrderCancelled.class, follow)
                .on(OrderExpired.class, follow)
                .on(OrderSoldBack.class, follow)
                .on(OrderRefunded.class, follow)
                .build();
    }
}
