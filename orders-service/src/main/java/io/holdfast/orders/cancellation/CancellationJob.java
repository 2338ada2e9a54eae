package io.holdfast.orders.cancellation;

import io.holdfast.orders.OrdersProperties;
import io.holdfast.orders.Repeating;
import io.holdfast.orders.cancellation.CancellationStore.Cancellation;
import io.holdfast.orders.order.EventOrders;
import io.holdfast.orders.sale.Sale;
import io.holdfast.orders.sale.Sales;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Goes through the orders of cancelled events until all of them are over. Each order is one guarded write, so that it ends
 * once however often, and by however many replicas, it is gone through; what a crash leaves is found by the next time.
 *
 * <p>It keeps coming back for a while, each time later: a replica that has not heard of the cancellation yet may take an
 * order, and one that stood still in the middle of taking it may write it much later.
 */
@Component
class CancellationJob implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(CancellationJob.class);

    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    private static final Duration MINE_FOR = Duration.ofSeconds(5);
    private static final Duration WATCHED_FOR = Duration.ofHours(1);
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);

    /** The pause before the next look grows with the time since the cancellation. */
    private static final int PAUSE_SHARE = 8;

    private static final int FOUND_TOGETHER = 10_000;

    private final CancellationStore cancellations;
    private final EventOrders orders;
    private final Sales sales;
    private final OrdersProperties properties;
    private final Clock clock;
    private final Repeating repeating = new Repeating("cancellations", LOOK_EVERY, 0, this::work);

    CancellationJob(
            CancellationStore cancellations,
            EventOrders orders,
            Sales sales,
            OrdersProperties properties,
            Clock clock) {
        this.cancellations = cancellations;
        this.orders = orders;
        this.sales = sales;
        this.properties = properties;
        this.clock = clock;
    }

    private void work() {
        for (Cancellation cancellation : cancellations.due()) {
            if (cancellations.take(cancellation.eventId(), MINE_FOR)) {
                goThrough(cancellation);
            }
        }
    }

    private void goThrough(Cancellation cancellation) {
        String eventId = cancellation.eventId();
        List<String> alive = orders.findAlive(eventId, FOUND_TOGETHER);
        for (int from = 0; from < alive.size(); from += properties.cancelledTogether()) {
            if (!repeating.isRunning()) {
                cancellations.again(eventId, Duration.ZERO);
                return;
            }
            orders.endWithEvent(alive.subList(from, Math.min(alive.size(), from + properties.cancelledTogether())));
            cancellations.again(eventId, MINE_FOR);
        }
        if (!alive.isEmpty()) {
            log.info("Ended {} orders of event {}, which was cancelled", alive.size(), eventId);
            cancellations.again(eventId, Duration.ZERO);
            return;
        }
        Duration age = Duration.between(cancellation.since(), clock.instant());
        if (age.compareTo(WATCHED_FOR) > 0
                && sales.find(eventId).filter(Sale::isCancelled).isPresent()) {
            cancellations.finish(eventId);
        } else {
            Duration pause = age.dividedBy(PAUSE_SHARE);
            cancellations.cleared(eventId, pause.compareTo(SHORTEST_PAUSE) > 0 ? pause : SHORTEST_PAUSE);
        }
    }

    @Override
    public void start() {
        repeating.start();
    }

    @Override
    public void stop() {
        repeating.stop();
    }

    @Override
    public boolean isRunning() {
        return repeating.isRunning();
    }
}
