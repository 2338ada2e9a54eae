package io.holdfast.webclient.site;

import io.holdfast.telemetry.LogContext;
import io.holdfast.telemetry.Traceparent;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Puts the trace of a page into the {@link LogContext}, so that all its requests to services belong to one trace. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class PageTraceFilter extends OncePerRequestFilter {

    private static final String ATTRIBUTE = PageTraceFilter.class.getName() + ".trace";

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

    /** The page of an error belongs to the trace of the request that failed. */
    @Override
    protected boolean shouldNotFilterErrorDispatch() {
        return false;
    }

    private static String trace(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof String begun) {
            return begun;
        }
        String trace = Traceparent.continued(request.getHeader(LogContext.TRACEPARENT));
        request.setAttribute(ATTRIBUTE, trace);
        return trace;
    }
}
