package io.holdfast.events.event;

import java.util.List;

/** What an organizer wrote is no event; says everything that is wrong at once. */
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
