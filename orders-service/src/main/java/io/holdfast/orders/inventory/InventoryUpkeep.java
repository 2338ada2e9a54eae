package io.holdfast.orders.inventory;

import io.holdfast.orders.OrdersProperties;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** What the inventory does by itself, each at its own pace. */
@Component
class InventoryUpkeep implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(InventoryUpkeep.class);

    private final Inventory<?, ?> inventory;
    private final Announcer announcer;
    private final OrdersProperties properties;
    private volatile boolean running;

    InventoryUpkeep(Inventory<?, ?> inventory, Announcer announcer, OrdersProperties properties) {
        this.inventory = inventory;
        this.announcer = announcer;
        this.properties = properties;
    }

    @Override
    public void start() {
        running = true;
        repeat("announcing", 100, announcer::announceDue);
        repeat("healing", properties.healing().toMillis(), () -> {
            inventory.heal();
            inventory.retireIdleLanes();
        });
    }

    private void repeat(String what, long everyMillis, Runnable work) {
        Thread.ofVirtual().name("inventory-" + what).start(() -> {
            while (running) {
                try {
                    work.run();
                } catch (RuntimeException e) {
                    log.warn("Inventory {} failed, will be repeated: {}", what, e.toString());
                }
                try {
                    TimeUnit.MILLISECONDS.sleep(everyMillis);
                } catch (InterruptedException e) {
                    return;
                }
            }
        });
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
