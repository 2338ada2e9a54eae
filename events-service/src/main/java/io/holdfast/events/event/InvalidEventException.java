package io.holdfast.events.event;

import java.util.List;

/** A request is no valid event. Names everything that is wrong. */
final class InvalidEventException extends RuntimeException {

    private final transient List<Violation> violations;

    InvalidEventException(List<Violation> violations) {
        super(violations.toString(), null, false, false);
        this.violations = List.copyOf(violations);
    }

    List<Violation> violations() {
        return violations;
    }

    /** One thing that is wrong; {@code field} is a path such as {@code tiers[0].capacity}. */
    record Violation(String field, String message) {}
}
