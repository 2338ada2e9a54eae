package io.holdfast.webclient.site;

import io.holdfast.telemetry.LogContext;
import io.holdfast.webclient.backend.Trace;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Makes one page one trace, whichever services it asks. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class TraceFilter extends OncePerRequestFilter {

    private static final String ATTRIBUTE = TraceFilter.class.getName() + ".trace";

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        LogContext.traceparent(trace(request));
        try {
            chain.doFilter(request, response);
        } finally {
            LogContext.traceparent(null);
        }
    }

    /** An error's page belongs to the trace that failed. */
    @Override
    protected boolean shouldNotFilterErrorDispatch() {
        return false;
    }

    private static String trace(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof String begun) {
            return begun;
        }
        String trace = Trace.continued(request.getHeader(Trace.TRACEPARENT));
        request.setAttribute(ATTRIBUTE, trace);
        return trace;
    }
}
