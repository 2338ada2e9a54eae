package io.holdfast.orders.sale;

import io.holdfast.contracts.AvailabilityChanged;
import io.holdfast.contracts.Subjects;
import io.holdfast.messaging.OutboxRelays;
import io.holdfast.orders.inventory.Inventory;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.stereotype.Component;

/**
 * Has the availability of all events that have not ended published again when other services may have missed some of it: after a start,
 * since a replica may have stopped before it published a change, and when the broker has lost messages. Being connected again is no
 * reason: a replica knows which changes it could not publish meanwhile.
 */
@Component
class MissedAvailability {

    private final SaleStore store;
    private final Inventory<?, ?> inventory;
    private final Clock clock;
    private final AtomicBoolean isDue = new AtomicBoolean(true);

    MissedAvailability(SaleStore store, Inventory<?, ?> inventory, OutboxRelays relays, Clock clock) {
        this.store = store;
        this.inventory = inventory;
        this.clock = clock;
        relays.onLoss(this::lost);
    }

    private void lost(String stream) {
        if (stream.equals(Subjects.stream(AvailabilityChanged.class))) {
            isDue.set(true);
        }
    }

    /** One round of a background loop. */
    void publishIfDue() {
        if (isDue.compareAndSet(true, false)) {
            try {
                inventory.publishAvailabilities(store.endingAfter(clock.instant()));
            } catch (RuntimeException e) {
                isDue.set(true);
                throw e;
            }
        }
    }
}
