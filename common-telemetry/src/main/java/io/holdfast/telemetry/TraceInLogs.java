package io.holdfast.telemetry;

import io.micrometer.tracing.otel.bridge.EventListener;
import io.micrometer.tracing.otel.bridge.EventPublishingContextWrapper.ScopeAttachedEvent;
import io.micrometer.tracing.otel.bridge.EventPublishingContextWrapper.ScopeClosedEvent;
import io.micrometer.tracing.otel.bridge.EventPublishingContextWrapper.ScopeRestoredEvent;
import io.micrometer.tracing.otel.bridge.Slf4JEventListener;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the current span in the {@link LogContext}, where log lines and outboxes read it, so that messages and their handling belong to
 * the trace of the request that caused them. Replaces Boot's, which uses other keys.
 */
final class TraceInLogs extends Slf4JEventListener implements EventListener {

    @Override
    public void onEvent(Object event) {
        switch (event) {
            case ScopeAttachedEvent attached -> enter(attached.getSpan());
            case ScopeRestoredEvent restored -> enter(restored.getSpan());
            case ScopeClosedEvent _ -> LogContext.traceparent(null);
            default -> {}
        }
    }

    private static void enter(@Nullable Span span) {
        SpanContext context = span == null ? SpanContext.getInvalid() : span.getSpanContext();
        LogContext.traceparent(
                context.isValid()
                        ? "00-" + context.getTraceId() + "-" + context.getSpanId() + "-"
                                + context.getTraceFlags().asHex()
                        : null);
    }
}
