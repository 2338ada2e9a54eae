package io.holdfast.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Sends JSON when it is complete. Spring flushes an answer with a status or headers of its own before the request ends: Tomcat then sends
 * it in chunks, and its end in another packet. Anything else, such as a stream of events, is flushed as it asks for.
 */
final class WholeAnswerFilter extends OncePerRequestFilter {

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        chain.doFilter(request, new WholeAnswer(response));
    }

    private static final class WholeAnswer extends HttpServletResponseWrapper {

        WholeAnswer(HttpServletResponse response) {
            super(response);
        }

        @Override
        public void flushBuffer() throws IOException {
            String type = getContentType();
            if (type == null || !isJson(type)) {
                super.flushBuffer();
            }
        }

        private static boolean isJson(String type) {
            return type.startsWith(MediaType.APPLICATION_JSON_VALUE)
                    || type.startsWith(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        }
    }
}
