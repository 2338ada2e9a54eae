package io.holdfast.orders.inventory;

import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import io.holdfast.messaging.ClockSkew;
import io.holdfast.messaging.CollectionIndexes;
import io.holdfast.orders.OrdersProperties;
import io.holdfast.runtime.BackgroundLoop;
import java.time.Duration;
import java.util.Random;
import org.bson.Document;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The inventory, the indexes of its blocks, and what it repeats in the background. */
@Configuration(proxyBeanMethods = false)
class InventoryConfiguration {

    private static final Duration PUBLISH_EVERY = Duration.ofMillis(100);

    private static final Duration FREE_WANTED_EVERY = Duration.ofSeconds(1);

    /** A sweep reads all holds there are, so in a rush it pauses longer. */
    private static final int PAUSE_PER_SWEEP = 10;

    @Bean
    <C extends Claim, R> Inventory<C, R> inventory(
            BlockStore blocks,
            TierCounter counter,
            OrderSink<C, R> orderSink,
            AvailabilityPublisher availability,
            BuyersFirst buyers,
            OrdersProperties properties,
            ClockSkew skew) {
        Lanes<C, R> lanes =
                new Lanes<>(blocks, orderSink, availability::changed, properties, skew.databaseClock(), new Random());
        return new Inventory<>(lanes, counter, availability, buyers);
    }

    @Bean
    CollectionIndexes blockIndexes() {
        return CollectionIndexes.of(
                BlockStore.COLLECTION,
                new IndexModel(Indexes.ascending("held"), new IndexOptions().name("held")),
                new IndexModel(
                        BlockStore.BY_TIER,
                        new IndexOptions()
                                .name("by-free")
                                .partialFilterExpression(new Document("free", BlockStore.HAS_SOME))),
                ofTier("oldest"),
                ofTier("taken"),
                ofTier("withdrawn"),
                CollectionIndexes.partial("taken", "claimed"));
    }

    private static IndexModel ofTier(String field) {
        return CollectionIndexes.partial(Indexes.ascending("event", "tier", field), field, "by-" + field);
    }

    @Bean
    BackgroundLoop availabilityLoop(AvailabilityPublisher availability) {
        return BackgroundLoop.every(PUBLISH_EVERY, "availability").run(availability::publishDue);
    }

    @Bean
    BackgroundLoop wantedUnitsLoop(Inventory<?, ?> inventory) {
        return BackgroundLoop.every(FREE_WANTED_EVERY, "wanted-units").run(inventory::freeWanted);
    }

    @Bean
    BackgroundLoop holderSweepLoop(HolderSweep sweep, Inventory<?, ?> inventory, OrdersProperties properties) {
        return BackgroundLoop.every(properties.healing(), "holder-sweep")
                .resting(PAUSE_PER_SWEEP)
                .run(() -> {
                    sweep.sweep();
                    inventory.removeIdleLanes();
                });
    }
}
