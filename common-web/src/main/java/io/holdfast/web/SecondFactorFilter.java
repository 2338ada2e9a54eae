package io.holdfast.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** Refuses what gives money back to sessions that were begun without a second factor, if the operator wants that. */
final class SecondFactorFilter extends OncePerRequestFilter {

    private final RequestMatcher routes;
    private final HandlerExceptionResolver problems;

    SecondFactorFilter(RequestMatcher routes, HandlerExceptionResolver problems) {
        this.routes = routes;
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        if (authentication instanceof CallerAuthentication caller
                && !caller.getPrincipal().confirmed()
                && routes.matches(request)) {
            problems.resolveException(
                    request,
                    response,
                    null,
                    ProblemException.of(
                            HttpStatus.FORBIDDEN,
                            "second-factor-needed",
                            "This gives money back, which needs a sign-in with a code of an app. Turn codes on at your"
                                    + " account, or sign in again with one."));
            return;
        }
        chain.doFilter(request, response);
    }
}
