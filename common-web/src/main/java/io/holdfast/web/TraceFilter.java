package io.holdfast.web;

import io.holdfast.telemetry.LogContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Puts the W3C trace context of a request into the {@link LogContext}, where log lines and messages read it: the caller's trace with a
 * span of our own, or a new trace. With an endpoint for traces, the observed span replaces it.
 */
final class TraceFilter extends OncePerRequestFilter {

    static final String TRACEPARENT = LogContext.TRACEPARENT;

    private static final Pattern VALID =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?");
    private static final HexFormat HEX = HexFormat.of();

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String before = LogContext.traceparent();
        LogContext.traceparent(traceparent(request.getHeader(TRACEPARENT)));
        try {
            chain.doFilter(request, response);
        } finally {
            LogContext.order(null);
            LogContext.traceparent(before);
        }
    }

    /** The second thread of an asynchronous request and the error dispatch belong to the same trace. */
    @Override
    protected boolean shouldNotFilterAsyncDispatch() {
        return false;
    }

    static String traceparent(@Nullable String incoming) {
        if (incoming == null
                || incoming.length() > 128
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
