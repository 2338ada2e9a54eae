package io.holdfast.expiration.timer;

import io.holdfast.runtime.YieldingRest;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Has the firing of many timers yield to orders that are being placed, as the messages about them tell. */
@Component
class OrderTraffic {

    /** A round during which the process was frozen may seem to have worked for hours. */
    private static final Duration LONGEST = Duration.ofSeconds(2);

    private final YieldingRest rest = new YieldingRest(LONGEST);

    void placed() {
        rest.requested();
    }

    /** How long work that took so long is to rest before it goes on; zero while no orders are placed. */
    Duration restAfter(Duration work) {
        return rest.after(work);
    }
}
