package io.holdfast.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.UncheckedIOException;
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

    /** Null if there is none to be answered any more. */
    @ExceptionHandler
    @Nullable
    ResponseEntity<Map<String, Object>> handle(
            Exception thrown, HttpServletRequest request, HttpServletResponse response) throws Exception {
        if (isClientGone(thrown)) {
            return null;
        }
        if (response.isCommitted()) {
            // The container cuts the connection: a part of a list would otherwise arrive as if it were all of it.
            throw thrown;
        }
        response.resetBuffer();
        return problems.answer(thrown, request, request.getRequestURI());
    }

    private static boolean isClientGone(Exception thrown) {
        Throwable cause = thrown instanceof UncheckedIOException ? thrown.getCause() : thrown;
        String name = cause == null ? "" : cause.getClass().getSimpleName();
        return name.equals("ClientAbortException") || name.equals("AsyncRequestNotUsableException");
    }
}
