package io.holdfast.messaging;

import io.holdfast.contracts.HoldExpired;
import io.holdfast.contracts.Message;
import io.holdfast.contracts.OrderMessage;
import io.holdfast.contracts.PaymentMessage;
import io.holdfast.telemetry.CarriedTrace;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/** Observes the handling of messages: a timer, a span in the trace of the message, and the id of its order in the log. */
final class MessageObservation {

    /** The timer: {@code holdfast_messages_seconds}. */
    private static final String NAME = "holdfast.messages";

    private final CarriedTrace traces;
    private final String consumer;

    MessageObservation(ObservationRegistry registry, String consumer) {
        this.traces = new CarriedTrace(NAME, registry);
        this.consumer = consumer;
    }

    /** Runs {@code handler} on this thread. What it throws is thrown. */
    void observe(Message message, String subject, @Nullable String trace, Runnable handler) {
        traces.observe(
                trace,
                orderOf(message),
                observation -> observation
                        .contextualName("handle " + kind(subject))
                        .lowCardinalityKeyValue("consumer", consumer)
                        .lowCardinalityKeyValue("subject", kind(subject))
                        .highCardinalityKeyValue("aggregate", message.aggregateId()),
                handler);
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
