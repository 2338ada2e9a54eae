package io.holdfast.webclient.backend;

import io.holdfast.telemetry.LogContext;
import io.micrometer.context.ContextSnapshotFactory;
import java.util.concurrent.Executor;

/** Virtual threads for requests in parallel, which carry the trace of the page. */
public final class TracedThreads {

    private static final ContextSnapshotFactory SNAPSHOTS =
            ContextSnapshotFactory.builder().build();

    private TracedThreads() {}

    /** Runs each task on a new virtual thread, in the trace of the thread that submits it. */
    public static Executor executor() {
        return task -> {
            String trace = LogContext.traceparent();
            Runnable observed = SNAPSHOTS.captureAll().wrap(task);
            Thread.startVirtualThread(() -> {
                LogContext.traceparent(trace);
                observed.run();
            });
        };
    }
}
