package io.holdfast.telemetry;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * The current trace and, where it is known, the order that this thread works on. Log lines, messages and requests to other services
 * carry them. Kept for each thread in SLF4J's logging context (MDC); structured logs contain all of it.
 */
public final class LogContext {

    /** Key of the W3C trace context, and the name of its header. */
    public static final String TRACEPARENT = "traceparent";

    /** Key of the trace's id alone, by which logs are searched. */
    public static final String TRACE_ID = "trace.id";

    /** Key of the order's id. */
    public static final String ORDER_ID = "order.id";

    private static final int TRACE_ID_BEGINS = 3;
    private static final int TRACE_ID_ENDS = 35;

    private LogContext() {}

    /** The current trace; null when there is none. */
    public static @Nullable String traceparent() {
        return MDC.get(TRACEPARENT);
    }

    /** Sets the current trace; null for none. */
    public static void traceparent(@Nullable String traceparent) {
        if (traceparent == null) {
            MDC.remove(TRACEPARENT);
            MDC.remove(TRACE_ID);
            return;
        }
        MDC.put(TRACEPARENT, traceparent);
        if (traceparent.length() > TRACE_ID_ENDS) {
            MDC.put(TRACE_ID, traceparent.substring(TRACE_ID_BEGINS, TRACE_ID_ENDS));
        }
    }

    /** Sets the order that this thread works on; null for none. */
    public static void order(@Nullable String id) {
        if (id == null) {
            MDC.remove(ORDER_ID);
        } else {
            MDC.put(ORDER_ID, id);
        }
    }
}
