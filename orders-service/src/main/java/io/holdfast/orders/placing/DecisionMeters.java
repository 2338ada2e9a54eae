package io.holdfast.orders.placing;

import io.holdfast.orders.inventory.Busy;
import io.holdfast.orders.inventory.LimitReached;
import io.holdfast.orders.inventory.Refused;
import io.holdfast.orders.order.Order;
import io.holdfast.orders.waiting.Entrance;
import io.holdfast.telemetry.Counters;
import io.holdfast.web.ProblemException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Counts refusals of orders by their reason, and measures how long decisions take. */
@Component
class DecisionMeters {

    private static final String BUSY = "busy";

    private static final List<String> REASONS = List.of(
            OrderProblems.SOLD_OUT,
            OrderProblems.NOT_ENOUGH_LEFT,
            OrderProblems.ALL_HELD,
            OrderProblems.SEATS_TAKEN,
            OrderProblems.LIMIT_REACHED,
            OrderProblems.TOO_MANY_HELD,
            OrderProblems.SALES_CLOSED,
            Entrance.QUEUE_REQUIRED,
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

    private final Counters<String> refusals;
    private final AtomicInteger waiting = new AtomicInteger();
    private final Timer granted;
    private final Timer refused;

    DecisionMeters(MeterRegistry registry) {
        refusals = Counters.of(registry, "holdfast.refused", "Orders that were not taken", "reason", REASONS);
        granted = decisions("granted", registry);
        refused = decisions("refused", registry);
        Gauge.builder("holdfast.claims.waiting", waiting, AtomicInteger::get)
                .description("Claims that wait for their decision, in all lanes of this replica")
                .register(registry);
    }

    private static Timer decisions(String outcome, MeterRegistry registry) {
        return Timer.builder("holdfast.claims")
                .description("How long buyers waited for the decision, with the time their claims waited in the lane")
                .tag("outcome", outcome)
                .serviceLevelObjectives(DECISION_TIMES)
                .register(registry);
    }

    /** Begins to measure how long it takes to decide about a buyer, whom one request may make several claims for. */
    Decision decision() {
        return new Decision();
    }

    /**
     * How long a buyer's claims took together; counted once, when it is closed, by what the last one came to. Nothing was decided if that
     * found an order which an earlier request had placed.
     */
    final class Decision implements AutoCloseable {

        private long nanos;
        private @Nullable Timer outcome;

        private Decision() {}

        /** Waits for the decision on a claim, which counts as waiting until then. */
        Order await(Supplier<Order> claim) {
            long began = System.nanoTime();
            waiting.incrementAndGet();
            outcome = refused;
            try {
                Order order = claim.get();
                outcome = order.wasPlacedNow() ? granted : null;
                return order;
            } finally {
                waiting.decrementAndGet();
                nanos += System.nanoTime() - began;
            }
        }

        @Override
        public void close() {
            if (outcome != null) {
                outcome.record(Duration.ofNanos(nanos));
            }
        }
    }

    /** An order was not placed. */
    void refused(RuntimeException why) {
        refusals.count(reason(why), 1);
    }

    /** The code of the problem; empty, and not counted, for other failures. */
    private static String reason(RuntimeException why) {
        return switch (why) {
            case Refused refused -> OrderProblems.code(refused);
            case LimitReached limit -> OrderProblems.code(limit);
            case Busy _ -> BUSY;
            case ProblemException problem -> problem.code();
            default -> "";
        };
    }
}
