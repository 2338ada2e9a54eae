package io.holdfast.orders.inventory;

import io.holdfast.runtime.YieldingRest;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.springframework.stereotype.Component;

/** Has work in the background yield to buyers: while claims are made, such work gets a small part of the time. */
@Component
public class BuyersFirst {

    private final LongSupplier nanoTime;
    private final YieldingRest rest;

    /** Each of their slots rests for all of them, which takes longer than a second. */
    private final YieldingRest restOfMails;

    public BuyersFirst() {
        this(System::nanoTime);
    }

    BuyersFirst(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.rest = new YieldingRest(Duration.ofSeconds(1), nanoTime);
        this.restOfMails = new YieldingRest(Duration.ofSeconds(10), nanoTime);
    }

    void claimed() {
        rest.requested();
        restOfMails.requested();
    }

    /** How long work that took so long is to rest before it goes on; zero while there are no buyers. */
    public Duration restAfter(Duration work) {
        return rest.after(work);
    }

    /** Rests after work that began then, by {@link System#nanoTime}; not at all while there are no buyers. */
    public void restSince(long began) throws InterruptedException {
        Thread.sleep(restAfter(Duration.ofNanos(nanoTime.getAsLong() - began)));
    }

    /** How long mails that took so long, each slot's counted, are to rest; zero while there are no buyers. */
    public Duration restAfterMails(Duration work) {
        return restOfMails.after(work);
    }
}
