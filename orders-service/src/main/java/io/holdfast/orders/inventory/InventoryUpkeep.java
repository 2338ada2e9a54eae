package io.holdfast.orders.inventory;

import io.holdfast.orders.OrdersProperties;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** What the inventory does by itself, each at its own pace. */
@Component
class InventoryUpkeep implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(InventoryUpkeep.class);

    private static final Duration WORK_ENDS = Duration.ofSeconds(2);

    private final Inventory<?, ?> inventory;
    private final Announcer announcer;
    private final OrdersProperties properties;
    private final List<Thread> threads = new ArrayList<>();
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
        threads.add(Thread.ofVirtual().name("inventory-" + what).start(() -> {
            while (running) {
                try {
                    work.run();
                } catch (RuntimeException e) {
                    log.warn("Inventory {} failed, will be repeated: {}", what, e.toString());
                }
                try {
                    pause(everyMillis);
                } catch (InterruptedException e) {
                    return;
                }
            }
        }));
    }

    /** In steps, so that the end of the service need not wait for it. */
    private void pause(long millis) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofMillis(millis).toNanos();
        while (running && System.nanoTime() < end) {
            Thread.sleep(Math.clamp((end - System.nanoTime()) / 1_000_000, 1, 100));
        }
    }

    @Override
    public void stop() {
        running = false;
        try {
            for (Thread thread : threads) {
                if (!thread.join(WORK_ENDS)) {
                    thread.interrupt();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        threads.clear();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
