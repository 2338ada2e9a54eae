package io.holdfast.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/** Adds what a proxy in front removes from the beginning of paths to the {@code Location} of what was created. */
final class LocationFilter extends OncePerRequestFilter {

    private final String prefix;

    /** @param prefix such as {@code /tickets} */
    LocationFilter(String prefix) {
        this.prefix = prefix;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        chain.doFilter(request, new Prefixed(response));
    }

    private final class Prefixed extends HttpServletResponseWrapper {

        Prefixed(HttpServletResponse response) {
            super(response);
        }

        @Override
        public void setHeader(String name, String value) {
            super.setHeader(name, prefixed(name, value));
        }

        @Override
        public void addHeader(String name, String value) {
            super.addHeader(name, prefixed(name, value));
        }

        private String prefixed(String name, String value) {
            return HttpHeaders.LOCATION.equalsIgnoreCase(name) && value.startsWith("/") ? prefix + value : value;
        }
    }
}
