package io.holdfast.orders.inventory;

import java.time.Duration;
import org.springframework.stereotype.Component;

/** Has work in the background yield to buyers: while claims are made, such work gets a small part of the time. */
@Component
public class BuyersFirst {

    /** How many times as long as the work the rest after it is, while claims are made. */
    private static final int REST = 4;

    /** Claims are being made if the last one was made no longer ago than this. */
    private static final long RECENT = Duration.ofSeconds(1).toNanos();

    private static final Duration LONGEST_REST = Duration.ofSeconds(1);

    private volatile long lastClaim = System.nanoTime() - RECENT;

    void claimed() {
        lastClaim = System.nanoTime();
    }

    /** How long work that took so long is to rest before it goes on; zero while there are no buyers. */
    public Duration restAfter(Duration work) {
        if (System.nanoTime() - lastClaim >= RECENT) {
            return Duration.ZERO;
        }
        Duration rest = work.multipliedBy(REST);
        return rest.compareTo(LONGEST_REST) < 0 ? rest : LONGEST_REST;
    }
}
