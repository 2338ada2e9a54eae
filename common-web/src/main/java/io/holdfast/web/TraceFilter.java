package io.holdfast.web;

import io.holdfast.telemetry.LogContext;
import io.holdfast.telemetry.Traceparent;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Puts the W3C trace context of a request into the {@link LogContext}, where log lines and messages read it: the caller's trace with a
 * span of our own, or a new trace. With an endpoint for traces, the observed span replaces it.
 */
final class TraceFilter extends OncePerRequestFilter {

    static final String TRACEPARENT = LogContext.TRACEPARENT;

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String before = LogContext.traceparent();
        LogContext.traceparent(Traceparent.continued(request.getHeader(TRACEPARENT)));
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
}
