package io.holdfast.telemetry;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Continues traces that began elsewhere: in another process, or in the request that stored what is done now. Without an endpoint for
 * traces, the work is only timed.
 */
public final class CarriedTrace {

    private final String name;
    private final ObservationRegistry registry;

    /** @param name the name of the timer */
    public CarriedTrace(String name, ObservationRegistry registry) {
        this.name = name;
        this.registry = registry;
    }

    /**
     * Does {@code work} on this thread, in that trace and for that order. What it throws is thrown.
     *
     * @param traceparent null for none
     * @param order the order's id; null for none
     * @param description adds names and tags
     */
    public void observe(
            @Nullable String traceparent,
            @Nullable String order,
            UnaryOperator<Observation> description,
            Runnable work) {
        LogContext.traceparent(traceparent);
        LogContext.order(order);
        try {
            description
                    .apply(Observation.createNotStarted(name, () -> context(traceparent), registry))
                    .observe(work);
        } finally {
            LogContext.order(null);
            LogContext.traceparent(null);
        }
    }

    private static Observation.Context context(@Nullable String traceparent) {
        ReceiverContext<String> context = new ReceiverContext<>(
                (carrier, key) -> key.equals(LogContext.TRACEPARENT) ? carrier : null, Kind.CONSUMER);
        if (traceparent != null) {
            context.setCarrier(traceparent);
        }
        return context;
    }
}
