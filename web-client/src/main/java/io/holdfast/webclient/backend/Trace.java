package io.holdfast.webclient.backend;

import io.holdfast.telemetry.LogContext;
import io.micrometer.context.ContextSnapshotFactory;
import java.util.HexFormat;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The W3C trace context of a page, which all its requests to the services carry. It is kept in the {@link LogContext}. */
public final class Trace {

    /** Name of the header, and key in the logging context. */
    public static final String TRACEPARENT = LogContext.TRACEPARENT;

    private static final ContextSnapshotFactory SNAPSHOTS =
            ContextSnapshotFactory.builder().build();
    private static final int LONGEST = 128;
    private static final Pattern VALID =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?");
    private static final HexFormat HEX = HexFormat.of();

    private Trace() {}

    /** The caller's trace with a new span; a new trace if the caller's header is missing or invalid. */
    public static String continued(@Nullable String incoming) {
        if (incoming == null
                || incoming.length() > LONGEST
                || !VALID.matcher(incoming).matches()) {
            return "00-" + random() + random() + "-" + random() + "-01";
        }
        return "00-" + incoming.substring(3, 35) + "-" + random() + "-" + incoming.substring(53, 55);
    }

    /** Runs each task on a new virtual thread, in the trace of the thread that submits it. */
    public static Executor threads() {
        return task -> {
            String trace = LogContext.traceparent();
            Runnable observed = SNAPSHOTS.captureAll().wrap(task);
            Thread.startVirtualThread(() -> {
                LogContext.traceparent(trace);
                observed.run();
            });
        };
    }

    /** Sixteen hex digits, not all of them zero. */
    private static String random() {
        return HEX.toHexDigits(ThreadLocalRandom.current().nextLong() | 1);
    }
}
