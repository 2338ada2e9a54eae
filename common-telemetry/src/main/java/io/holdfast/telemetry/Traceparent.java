package io.holdfast.telemetry;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes values of the header {@code traceparent} (W3C Trace Context, §3.2). */
public final class Traceparent {

    private static final int LONGEST = 128;
    private static final Pattern VALID =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?");
    private static final HexFormat HEX = HexFormat.of();

    private Traceparent() {}

    /** The caller's trace with a new span; a new trace if the caller's header is null or invalid. */
    public static String continued(@Nullable String incoming) {
        if (incoming == null
                || incoming.length() > LONGEST
                || !VALID.matcher(incoming).matches()) {
            return "00-" + random() + random() + "-" + random() + "-01";
        }
        return "00-" + incoming.substring(3, 35) + "-" + random() + "-" + incoming.substring(53, 55);
    }

    /** Sixteen hex digits, not all of them zero. */
    private static String random() {
        return HEX.toHexDigits(ThreadLocalRandom.current().nextLong() | 1);
    }
}
