package io.holdfast.orders.inventory;

import io.holdfast.orders.OrdersProperties;
import java.time.Clock;
import java.util.Random;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class InventoryConfiguration {

    @Bean
    <C extends Claim, R> Inventory<C, R> inventory(
            BlockStore blocks,
            TierCounter tierCounter,
            OrderSink<C, R> sink,
            AvailabilityPublisher publisher,
            OrdersProperties properties,
            Clock clock) {
        return new Inventory<>(blocks, tierCounter, sink, publisher, properties, clock, new Random());
    }
}
