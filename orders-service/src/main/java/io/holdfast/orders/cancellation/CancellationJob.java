package io.holdfast.orders.cancellation;

import io.holdfast.orders.OrdersProperties;
import io.holdfast.orders.cancellation.CancellationStore.Cancellation;
import io.holdfast.orders.inventory.BuyersFirst;
import io.holdfast.orders.order.EventOrder;
import io.holdfast.orders.order.EventOrders;
import io.holdfast.orders.order.OrderCursor;
import io.holdfast.orders.sale.Sale;
import io.holdfast.orders.sale.Sales;
import io.holdfast.runtime.BackgroundLoop;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Ends the orders of cancelled events. Each order is one guarded write, so that it ends once, however often and by however many replicas
 * it is tried; what a crash leaves is found the next time. Another replica goes on where a look was broken off, and not at the newest
 * order: of a million orders most may be over already.
 *
 * <p>For an hour it looks for orders again, each time after a longer pause: a replica that did not receive the cancellation yet may take
 * an order, and one that stood still while it took an order may write it much later.
 */
@Component
class CancellationJob {

    private static final Logger log = LoggerFactory.getLogger(CancellationJob.class);

    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    /** Longer than ending the orders of one part takes, and the rest after it. */
    static final Duration RESERVED_FOR = Duration.ofSeconds(5);

    private static final Duration WATCHED_FOR = Duration.ofHours(1);
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);

    /** The pause before the next look is the time since the cancellation divided by this. */
    private static final int PAUSE_SHARE = 8;

    private static final int FOUND_TOGETHER = 10_000;

    /** How long a replica may stand still between granting an order and writing it. */
    private static final Duration LATE = Duration.ofHours(1);

    private final CancellationStore cancellations;
    private final EventOrders orders;
    private final Sales sales;
    private final BuyersFirst buyers;
    private final OrdersProperties properties;
    private final Clock clock;
    private final BackgroundLoop loop =
            BackgroundLoop.every(LOOK_EVERY, "cancellations").run(this::endDue);

    CancellationJob(
            CancellationStore cancellations,
            EventOrders orders,
            Sales sales,
            BuyersFirst buyers,
            OrdersProperties properties,
            Clock clock) {
        this.cancellations = cancellations;
        this.orders = orders;
        this.sales = sales;
        this.buyers = buyers;
        this.properties = properties;
        this.clock = clock;
    }

    BackgroundLoop loop() {
        return loop;
    }

    private void endDue() throws InterruptedException {
        for (Cancellation cancellation : cancellations.due()) {
            if (cancellations.reserve(cancellation.eventId(), RESERVED_FOR)) {
                endOrders(cancellation);
            }
        }
    }

    private void endOrders(Cancellation cancellation) throws InterruptedException {
        String eventId = cancellation.eventId();
        Instant now = clock.instant();
        Duration age = Duration.between(cancellation.since(), now);
        boolean last = age.compareTo(WATCHED_FOR) > 0;
        // What was over in an earlier look stays over: afterwards only orders that came late are looked for, and at
        // last all once more.
        Instant createdSince =
                cancellation.cleared() && !last ? cancellation.since().minus(LATE) : null;
        long ended = 0;
        List<EventOrder> found;
        OrderCursor position = cancellation.position();
        // Whether the orders before the position are over was not seen here.
        boolean whole = position == null;
        do {
            long asked = System.nanoTime();
            found = orders.find(eventId, position, createdSince, FOUND_TOGETHER);
            // Most looks find only what is over.
            buyers.restSince(asked);
            List<OrderCursor> alive = found.stream()
                    .filter(EventOrder::isAlive)
                    .map(EventOrder::position)
                    .toList();
            if (!end(eventId, alive)) {
                return;
            }
            ended += alive.size();
            if (!found.isEmpty()) {
                position = found.getLast().position();
                cancellations.reached(eventId, position, RESERVED_FOR);
            }
        } while (found.size() == FOUND_TOGETHER);
        if (ended > 0) {
            log.info("Ended {} orders of event {}, which was cancelled", ended, eventId);
        }
        if (ended > 0 || !whole) {
            cancellations.beginAgain(eventId);
        } else if (last && sales.find(eventId).filter(Sale::isCancelled).isPresent()) {
            cancellations.finish(eventId);
        } else {
            Duration pause = age.dividedBy(PAUSE_SHARE);
            cancellations.cleared(eventId, pause.compareTo(SHORTEST_PAUSE) > 0 ? pause : SHORTEST_PAUSE);
        }
    }

    /** False if the service stops: another replica goes on at once. */
    private boolean end(String eventId, List<OrderCursor> alive) throws InterruptedException {
        for (int from = 0; from < alive.size(); from += properties.cancelledTogether()) {
            if (!loop.isRunning()) {
                cancellations.leave(eventId);
                return false;
            }
            List<OrderCursor> some = alive.subList(from, Math.min(alive.size(), from + properties.cancelledTogether()));
            long began = System.nanoTime();
            orders.endWithEvent(some.stream().map(OrderCursor::id).toList());
            cancellations.reached(eventId, some.getLast(), RESERVED_FOR);
            // Those who buy tickets of another event do not wait for money that takes days.
            buyers.restSince(began);
        }
        return true;
    }
}
