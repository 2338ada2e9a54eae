package io.holdfast.telemetry;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Goes on with traces that began elsewhere: in another process, or before what is to be done was written down. Where traces go
 * nowhere, what is done is only measured.
 */
public final class CarriedTrace {

    private final String name;
    private final ObservationRegistry registry;

    /** @param name of the timer of what is done */
    public CarriedTrace(String name, ObservationRegistry registry) {
        this.name = name;
        this.registry = registry;
    }

    /**
     * Does something on this thread, in that trace and about that order; what it throws comes back.
     *
     * @param traceparent null for what belongs to no trace
     * @param order id; null for none
     * @param description says what it is
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
