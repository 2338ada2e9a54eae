package io.holdfast.webclient.backend;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A service refused a request with a problem document. */
public final class ServiceProblem extends RuntimeException {

    private final Service service;
    private final int status;
    private final String code;
    private final String detail;
    private final transient List<JsonNode> errors;
    private final @Nullable Duration retryAfter;

    public ServiceProblem(
            Service service,
            int status,
            String code,
            String detail,
            List<JsonNode> errors,
            @Nullable Duration retryAfter) {
        super(service.key() + " answered " + status + " " + code + ": " + detail);
        this.service = service;
        this.status = status;
        this.code = code;
        this.detail = detail;
        this.errors = List.copyOf(errors);
        this.retryAfter = retryAfter;
    }

    public Service service() {
        return service;
    }

    public int status() {
        return status;
    }

    /** Whether the same request may succeed later: the service failed, or has had too many requests. */
    public boolean mayPass() {
        return status == 429 || status >= 500;
    }

    /** The code of the problem, such as {@code sold-out}; empty if it has none. */
    public String code() {
        return code;
    }

    public boolean is(String other) {
        return code.equals(other);
    }

    public String detail() {
        return detail;
    }

    /** The entries of {@code errors}, about single fields or lines of the request. */
    public List<JsonNode> errors() {
        return errors;
    }

    /** How long to wait before the next attempt; null if that is not given. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
