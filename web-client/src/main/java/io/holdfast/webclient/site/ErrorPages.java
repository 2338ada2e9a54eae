package io.holdfast.webclient.site;

import io.holdfast.webclient.backend.Service;
import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.backend.ServiceUnreachable;
import io.holdfast.webclient.backend.SignInNeeded;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.servlet.ModelAndView;

/** The pages for requests that a service refused or did not answer: what happened, what still works, what happens next. */
@ControllerAdvice
class ErrorPages {

    private static final Logger log = LoggerFactory.getLogger(ErrorPages.class);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

    private final Visitors visitors;
    private final PathPrefix prefix;

    ErrorPages(Visitors visitors, PathPrefix prefix) {
        this.visitors = visitors;
        this.prefix = prefix;
    }

    /**
     * Leads to the sign-in page, and from there back to the page that was shown. A page that only asked for a part of itself loads itself
     * again instead: it would show the sign-in page in the place of that part.
     */
    @ExceptionHandler
    @Nullable
    ModelAndView signInNeeded(SignInNeeded e, HttpServletRequest request, HttpServletResponse response) {
        if (request.getHeader("HX-Request") != null) {
            response.setStatus(HttpStatus.UNAUTHORIZED.value());
            response.setHeader("HX-Refresh", "true");
            return null;
        }
        return new ModelAndView("redirect:" + ReturnTo.signIn(ReturnTo.shown(request, prefix)));
    }

    @ExceptionHandler
    ModelAndView refused(ServiceProblem problem, HttpServletRequest request, HttpServletResponse response) {
        return switch (problem.status()) {
            case 404 ->
                page("error/404", HttpStatus.NOT_FOUND, request, response)
                        .addObject("ofOrganizer", isAboutOwnEvent(problem, request));
            case 429, 503 -> unavailable(problem.service(), problem.status(), problem.retryAfter(), request, response);
            default -> {
                log.warn("{} {}: {}", request.getMethod(), request.getRequestURI(), problem.getMessage());
                ModelAndView page = page("error/refused", HttpStatusCode.valueOf(problem.status()), request, response);
                yield page.addObject("detail", problem.detail());
            }
        };
    }

    /** Whether it is the event that is not the organizer's, and not what it has, such as an order. */
    private static boolean isAboutOwnEvent(ServiceProblem problem, HttpServletRequest request) {
        return problem.service() == Service.EVENTS && request.getRequestURI().contains("/organizer/events/");
    }

    @ExceptionHandler
    ModelAndView unreachable(ServiceUnreachable e, HttpServletRequest request, HttpServletResponse response) {
        log.warn("{} {}: {}", request.getMethod(), request.getRequestURI(), e.getMessage());
        return unavailable(e.service(), 503, null, request, response);
    }

    /** Thrown when a service is asked in parallel. */
    @ExceptionHandler
    @Nullable
    ModelAndView inParallel(CompletionException e, HttpServletRequest request, HttpServletResponse response) {
        return switch (e.getCause()) {
            case ServiceProblem problem -> refused(problem, request, response);
            case ServiceUnreachable unreachable -> unreachable(unreachable, request, response);
            case SignInNeeded needed -> signInNeeded(needed, request, response);
            case null, default -> throw e;
        };
    }

    /** A body of several parts that cannot be read, or where none can be: its sender's fault, or the network's. */
    @ExceptionHandler
    ModelAndView unreadable(MultipartException e, HttpServletRequest request, HttpServletResponse response) {
        HttpStatus status =
                e instanceof MaxUploadSizeExceededException ? HttpStatus.CONTENT_TOO_LARGE : HttpStatus.BAD_REQUEST;
        return page("error/4xx", status, request, response);
    }

    /** Parameters that Tomcat cannot read. */
    @ExceptionHandler
    ModelAndView unreadable(InvalidParameterException e, HttpServletRequest request, HttpServletResponse response) {
        return page("error/4xx", HttpStatusCode.valueOf(e.getErrorCode()), request, response);
    }

    private ModelAndView unavailable(
            Service service,
            int status,
            @Nullable Duration retryAfter,
            HttpServletRequest request,
            HttpServletResponse response) {
        Duration wait = retryAfter == null ? Duration.ofSeconds(5) : retryAfter;
        if (wait.compareTo(LONGEST_WAIT) > 0) {
            wait = LONGEST_WAIT;
        }
        // Spread, so that refused visitors do not all come back in the same second.
        long seconds = wait.toSeconds() + ThreadLocalRandom.current().nextInt(1, 4);
        response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
        boolean busy = status == 429 || retryAfter != null;
        return page(busy ? "error/busy" : "error/down", HttpStatusCode.valueOf(status), request, response)
                .addObject("service", service.key())
                .addObject("wait", seconds)
                .addObject("again", "GET".equals(request.getMethod()) ? ReturnTo.after(request) : null)
                .addObject("form", ResentForm.of(request));
    }

    private ModelAndView page(
            String view, HttpStatusCode status, HttpServletRequest request, HttpServletResponse response) {
        ModelAndView page = new ModelAndView(view, status);
        visitors.addTo(request, response, page);
        return page.addObject("wasForm", !"GET".equals(request.getMethod()));
    }
}
