package io.holdfast.orders.inventory;

import io.holdfast.orders.OrdersProperties;
import io.holdfast.orders.Repeating;
import java.time.Duration;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** What the inventory does by itself, each at its own pace. */
@Component
class InventoryUpkeep implements SmartLifecycle {

    private static final Duration ANNOUNCE_EVERY = Duration.ofMillis(100);

    /** Healing reads every hold there is, so in a rush it takes its time. */
    private static final int PAUSE_PER_HEALING = 10;

    private final Repeating announcing;
    private final Repeating healing;

    InventoryUpkeep(Inventory<?, ?> inventory, AvailabilityPublisher publisher, OrdersProperties properties) {
        this.announcing = new Repeating("announcing", ANNOUNCE_EVERY, 0, publisher::announceDue);
        this.healing = new Repeating("healing", properties.healing(), PAUSE_PER_HEALING, () -> {
            inventory.heal();
            inventory.retireIdleLanes();
        });
    }

    @Override
    public void start() {
        announcing.start();
        healing.start();
    }

    @Override
    public void stop() {
        healing.stop();
        announcing.stop();
    }

    @Override
    public boolean isRunning() {
        return announcing.isRunning();
    }
}
