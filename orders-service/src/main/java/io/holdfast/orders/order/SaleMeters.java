package io.holdfast.orders.order;

import io.holdfast.contracts.OrderStatus;
import io.holdfast.orders.inventory.Busy;
import io.holdfast.orders.inventory.LimitReached;
import io.holdfast.orders.inventory.Refused;
import io.holdfast.telemetry.Counters;
import io.holdfast.web.ProblemException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** What a sale looks like from outside: what is held, sold, given back and refused, and how long a decision takes. */
@Component
class SaleMeters {

    private static final String SALES_CLOSED = "sales-closed";
    private static final String BUSY = "busy";
    private static final String LIMIT_REACHED = "limit-reached";

    private static final List<String> REASONS = List.of(
            OrderProblems.SOLD_OUT,
            OrderProblems.NOT_ENOUGH_LEFT,
            OrderProblems.ALL_HELD,
            OrderProblems.SEATS_TAKEN,
            LIMIT_REACHED,
            SALES_CLOSED,
            BUSY);

    private static final Duration[] DECISION_TIMES = {
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5)
    };

    private final Counters<OrderStatus> orders;
    private final Counters<OrderStatus> units;
    private final Counters<String> refusals;
    private final AtomicInteger waiting = new AtomicInteger();
    private final Timer granted;
    private final Timer refused;

    SaleMeters(MeterRegistry registry) {
        orders = Counters.of(
                registry, "holdfast.orders", "Orders that came to this status", "status", OrderStatus.class);
        units = Counters.of(
                registry,
                "holdfast.units",
                "Units of the orders that came to this status",
                "status",
                OrderStatus.class);
        refusals = Counters.of(registry, "holdfast.refused", "Orders that were not taken", "reason", REASONS);
        granted = decisions("granted", registry);
        refused = decisions("refused", registry);
        Gauge.builder("holdfast.claims.waiting", waiting, AtomicInteger::get)
                .description("Claims that wait for their decision, in all lanes of this replica")
                .register(registry);
    }

    private static Timer decisions(String outcome, MeterRegistry registry) {
        return Timer.builder("holdfast.claims")
                .description("How long claims took to be decided, with the time they waited in their lane")
                .tag("outcome", outcome)
                .serviceLevelObjectives(DECISION_TIMES)
                .register(registry);
    }

    /** Takes the time of a decision. */
    Order deciding(Supplier<Order> decision) {
        long began = System.nanoTime();
        waiting.incrementAndGet();
        Timer outcome = refused;
        try {
            Order order = decision.get();
            outcome = granted;
            return order;
        } finally {
            waiting.decrementAndGet();
            outcome.record(Duration.ofNanos(System.nanoTime() - began));
        }
    }

    /** An order was placed; a free one is completed, too. */
    void placed(Order order) {
        count(OrderStatus.AWAITING_PAYMENT, order);
        if (order.status() != OrderStatus.AWAITING_PAYMENT) {
            count(order.status(), order);
        }
    }

    /** An order was written that had another status, or the same, before. */
    void changed(OrderStatus before, Order order) {
        if (order.status() != before) {
            count(order.status(), order);
        }
    }

    /** An order came to its end. */
    void ended(Order order) {
        count(order.status(), order);
    }

    private void count(OrderStatus status, Order order) {
        orders.count(status, 1);
        units.count(
                status, order.terms().lines().stream().mapToInt(Line::quantity).sum());
    }

    /** An order was not taken. */
    void refused(RuntimeException why) {
        refusals.count(reason(why), 1);
    }

    /** In a word that a problem has, too; whatever is no refusal has none here. */
    private static String reason(RuntimeException why) {
        return switch (why) {
            case Refused refused -> OrderProblems.code(refused);
            case LimitReached _ -> LIMIT_REACHED;
            case Busy _ -> BUSY;
            case ProblemException problem -> problem.code();
            default -> "";
        };
    }
}
