package io.holdfast.web;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * A refusal for the client: becomes {@code application/problem+json} with this status, code and detail. Immutable; the {@code with…}
 * methods return a copy.
 */
public final class ProblemException extends RuntimeException {

    /** The code of every {@code 400}. */
    public static final String VALIDATION_FAILED = "validation-failed";

    private final HttpStatus status;
    private final String code;
    private final String detail;
    private final transient List<Map<String, Object>> errors;
    private final @Nullable Duration retryAfter;
    private final transient Map<String, Object> members;

    private ProblemException(
            HttpStatus status,
            String code,
            String detail,
            List<Map<String, Object>> errors,
            @Nullable Duration retryAfter,
            Map<String, Object> members) {
        // An expected answer: it needs no stack trace, which is expensive.
        super(status.value() + " " + code + ": " + detail, null, false, false);
        this.status = status;
        this.code = code;
        this.detail = detail;
        this.errors = errors;
        this.retryAfter = retryAfter;
        this.members = members;
    }

    /**
     * @param code the stable machine word, such as {@code sold-out}
     * @param detail a sentence for people
     */
    public static ProblemException of(HttpStatus status, String code, String detail) {
        return new ProblemException(status, code, detail, List.of(), null, Map.of());
    }

    /** {@code 400 validation-failed} about one field. */
    public static ProblemException invalid(String field, String message) {
        return of(HttpStatus.BAD_REQUEST, VALIDATION_FAILED, field + " " + message)
                .withErrors(List.of(Map.of("field", field, "message", message)));
    }

    /** {@code 404 not-found}: it does not exist, or is not the caller's. */
    public static ProblemException notFound() {
        return of(HttpStatus.NOT_FOUND, "not-found", "There is nothing here, or it is not yours.");
    }

    /** {@code 401 unauthenticated}. */
    public static ProblemException unauthenticated() {
        return of(HttpStatus.UNAUTHORIZED, "unauthenticated", "Sign in first.");
    }

    /** {@code 429} with {@code Retry-After}: the caller has reached a limit. */
    public static ProblemException rateLimited(String detail, Duration retryAfter) {
        return of(HttpStatus.TOO_MANY_REQUESTS, "rate-limited", detail).withRetryAfter(retryAfter);
    }

    /** {@code 503 unavailable} with {@code Retry-After}. */
    public static ProblemException unavailable(String detail, Duration retryAfter) {
        return of(HttpStatus.SERVICE_UNAVAILABLE, "unavailable", detail).withRetryAfter(retryAfter);
    }

    /** With one entry for each thing that is wrong, such as {@code {field, message}}. */
    public ProblemException withErrors(List<Map<String, Object>> errors) {
        List<Map<String, Object>> ordered =
                errors.stream().map(ProblemException::ordered).toList();
        return new ProblemException(status, code, detail, ordered, retryAfter, members);
    }

    /** Maps of the JDK have another order in each process; the same problem is to be the same text. */
    private static Map<String, Object> ordered(Map<String, Object> error) {
        Map<String, Object> ordered = new LinkedHashMap<>();
        for (String first : List.of("field", "message")) {
            if (error.containsKey(first)) {
                ordered.put(first, error.get(first));
            }
        }
        new TreeMap<>(error).forEach(ordered::putIfAbsent);
        return Collections.unmodifiableMap(ordered);
    }

    /** With {@code Retry-After}, rounded up to whole seconds, at least one. */
    public ProblemException withRetryAfter(Duration retryAfter) {
        return new ProblemException(status, code, detail, errors, retryAfter, members);
    }

    /** With an additional member, such as the current state of what could not be changed. */
    public ProblemException with(String member, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(members);
        more.put(member, value);
        return new ProblemException(status, code, detail, errors, retryAfter, more);
    }

    public HttpStatus status() {
        return status;
    }

    public String code() {
        return code;
    }

    public String detail() {
        return detail;
    }

    public List<Map<String, Object>> errors() {
        return errors;
    }

    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    /** What {@link #with} added. */
    public Map<String, Object> members() {
        return Collections.unmodifiableMap(members);
    }
}
