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
            StoredBlocks blocks,
            Census census,
            OrderBook<C, R> book,
            Announcer announcer,
            OrdersProperties properties,
            Clock clock) {
        return new Inventory<>(blocks, census, book, announcer, properties, clock, new Random());
    }
}
