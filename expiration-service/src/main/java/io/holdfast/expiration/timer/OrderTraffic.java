package io.holdfast.expiration.timer;

import java.time.Duration;
import org.springframework.stereotype.Component;

/** Whether orders are being placed, as the messages about them tell. */
@Component
class OrderTraffic {
    private static final long RECENT = Duration.ofSeconds(1).toNanos();

    private volatile long lastPlaced = System.nanoTime() - RECENT;

    void placed() {
        lastPlaced = System.nanoTime();
    }

    boolean isFlowing() {
        return System.nanoTime() - lastPlaced < RECENT;
    }
}
