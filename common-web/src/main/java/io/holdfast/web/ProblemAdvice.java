package io.holdfast.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Answers every exception that leaves Spring MVC, and those that our filters hand to it. */
@RestControllerAdvice
final class ProblemAdvice {

    private final Problems problems;

    ProblemAdvice(Problems problems) {
        this.problems = problems;
    }

    @ExceptionHandler
    @Nullable
    ResponseEntity<Map<String, Object>> handle(
            Exception thrown, HttpServletRequest request, HttpServletResponse response) {
        if (response.isCommitted() || (thrown instanceof IOException && isClientGone(thrown))) {
            return null;
        }
        response.resetBuffer();
        return problems.answer(thrown, request, request.getRequestURI());
    }

    private static boolean isClientGone(Exception thrown) {
        String name = thrown.getClass().getSimpleName();
        return name.equals("ClientAbortException") || name.equals("AsyncRequestNotUsableException");
    }
}
