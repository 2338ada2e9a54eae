package io.holdfast.webclient.backend;

import io.holdfast.telemetry.LogContext;
import io.micrometer.context.ContextSnapshotFactory;
import java.util.HexFormat;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The W3C trace context that a page's questions to the services have in common, kept in the logging context. */
public final class Trace {

    /** Header, and key in the logging context. */
    public static final String TRACEPARENT = LogContext.TRACEPARENT;

    private static final ContextSnapshotFactory SNAPSHOTS =
            ContextSnapshotFactory.builder().build();
    private static final int LONGEST = 128;
    private static final Pattern VALID =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?");
    private static final HexFormat HEX = HexFormat.of();

    private Trace() {}

    /** The caller's trace with a span of our own, or a new trace. */
    public static String continued(@Nullable String incoming) {
        if (incoming == null
                || incoming.length() > LONGEST
                || !VALID.matcher(incoming).matches()) {
            return "00-" + random() + random() + "-" + random() + "-01";
        }
        return "00-" + incoming.substring(3, 35) + "-" + random() + "-" + incoming.substring(53, 55);
    }

    /** A new virtual thread for each task, in the trace of whoever asks for it. */
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
