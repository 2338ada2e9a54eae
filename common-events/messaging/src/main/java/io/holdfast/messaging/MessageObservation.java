package io.holdfast.messaging;

import io.holdfast.contracts.HoldExpired;
import io.holdfast.contracts.Message;
import io.holdfast.contracts.OrderMessage;
import io.holdfast.contracts.PaymentMessage;
import io.holdfast.telemetry.LogContext;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import org.jspecify.annotations.Nullable;

/** What is seen of a message being handled: how long it takes, its span in the trace it came in, its order in the log. */
final class MessageObservation {

    /** The timer: {@code holdfast_messages_seconds}. */
    private static final String NAME = "holdfast.messages";

    private final ObservationRegistry registry;
    private final String consumer;

    MessageObservation(ObservationRegistry registry, String consumer) {
        this.registry = registry;
        this.consumer = consumer;
    }

    /** Handles it, on this thread; what the handler throws comes back. */
    void observe(Message message, String subject, @Nullable String trace, Runnable handler) {
        LogContext.traceparent(trace);
        LogContext.order(orderOf(message));
        try {
            Observation.createNotStarted(NAME, () -> receiving(trace), registry)
                    .contextualName("handle " + kind(subject))
                    .lowCardinalityKeyValue("consumer", consumer)
                    .lowCardinalityKeyValue("subject", kind(subject))
                    .highCardinalityKeyValue("aggregate", message.aggregateId())
                    .observe(handler);
        } finally {
            LogContext.order(null);
            LogContext.traceparent(null);
        }
    }

    private static Observation.Context receiving(@Nullable String trace) {
        ReceiverContext<String> context = new ReceiverContext<>(
                (carrier, key) -> key.equals(LogContext.TRACEPARENT) ? carrier : null, Kind.CONSUMER);
        if (trace != null) {
            context.setCarrier(trace);
        }
        return context;
    }

    /** Without the aggregate's id: {@code orders.placed}. */
    private static String kind(String subject) {
        int stream = subject.indexOf('.');
        int end = subject.indexOf('.', stream + 1);
        return end < 0 ? subject : subject.substring(0, end);
    }

    private static @Nullable String orderOf(Message message) {
        return switch (message) {
            case OrderMessage order -> order.order().id();
            case PaymentMessage payment -> payment.payment().orderId();
            case HoldExpired expired -> expired.subjectId();
            default -> null;
        };
    }
}
