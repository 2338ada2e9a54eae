package io.holdfast.events.event;

import io.holdfast.events.event.InvalidEventException.Violation;
import io.holdfast.web.ReadableText;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks fields one by one and collects what is wrong. A check that fails returns a harmless value, so that the rest can be checked, too;
 * {@link #throwIfAny} comes last.
 */
final class FieldChecks {

    /** A time outside of these is a typing error, and may not fit into the database. */
    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

    /** Bounds the answer: a plan of thousands of rows may be wrong in each. */
    private static final int MOST_VIOLATIONS = 100;

    private final List<Violation> violations = new ArrayList<>();
    private final Set<String> stored;

    FieldChecks() {
        this(Set.of());
    }

    /** @param stored texts that may stay as they are, since they were stored before there was a rule against them */
    FieldChecks(Set<String> stored) {
        this.stored = stored;
    }

    boolean isStored(String text) {
        return stored.contains(text);
    }

    void reject(String field, String message) {
        if (violations.size() < MOST_VIOLATIONS) {
            violations.add(new Violation(field, message));
        }
    }

    boolean accepts(boolean condition, String field, String message) {
        if (!condition) {
            reject(field, message);
        }
        return condition;
    }

    /** One line of text, trimmed; required. */
    String line(String field, @Nullable String value, int maxLength) {
        if (value == null || value.isBlank()) {
            reject(field, "is required");
            return "";
        }
        return Objects.requireNonNullElse(optionalLine(field, value, maxLength), "");
    }

    /** One line of text, trimmed; null when absent, blank or wrong. */
    @Nullable
    String optionalLine(String field, @Nullable String value, int maxLength) {
        return text(field, value, maxLength, "");
    }

    /** Several lines of text, trimmed; empty when absent, blank or wrong. */
    String paragraphs(String field, @Nullable String value, int maxLength) {
        return Objects.requireNonNullElse(text(field, value, maxLength, "\n\r\t"), "");
    }

    /** A point in time, to the millisecond; null when absent or wrong. */
    @Nullable
    Instant instant(String field, @Nullable String value) {
        if (value == null || value.isBlank()) {
            return null;
        }
        try {
            Instant instant = OffsetDateTime.parse(value.strip()).toInstant().truncatedTo(ChronoUnit.MILLIS);
            if (accepts(
                    !instant.isBefore(EARLIEST) && instant.isBefore(LATEST), field, "must be between 2000 and 2200")) {
                return instant;
            }
        } catch (DateTimeParseException e) {
            reject(field, "must be a time such as 2027-05-01T19:00:00Z");
        }
        return null;
    }

    /** A whole number within bounds; required. */
    long number(String field, @Nullable Long value, long min, long max) {
        if (value == null) {
            reject(field, "is required");
            return min;
        }
        return accepts(value >= min && value <= max, field, "must be between %d and %d".formatted(min, max))
                ? value
                : min;
    }

    /** A whole number within bounds; null when absent. */
    @Nullable
    Integer optionalNumber(String field, @Nullable Long value, int min, int max) {
        return value == null ? null : Integer.valueOf((int) number(field, value, min, max));
    }

    /** How many violations there are so far. */
    int count() {
        return violations.size();
    }

    void throwIfAny() {
        if (!violations.isEmpty()) {
            throw new InvalidEventException(violations);
        }
    }

    private @Nullable String text(String field, @Nullable String value, int maxLength, String allowedControls) {
        if (value == null || value.isBlank()) {
            return null;
        }
        String text = value.strip();
        if (text.codePointCount(0, text.length()) > maxLength) {
            reject(field, "must have at most %d characters".formatted(maxLength));
            return null;
        }
        if (text.codePoints().anyMatch(c -> isNoText(c) && allowedControls.indexOf(c) < 0)) {
            reject(field, "must not have control characters or broken text");
            return null;
        }
        Optional<String> problem = isStored(text) ? Optional.empty() : ReadableText.problemOf(text);
        if (problem.isPresent()) {
            reject(field, problem.get());
            return null;
        }
        return text;
    }

    /** Control characters, and halves of surrogate pairs, which no database stores. */
    private static boolean isNoText(int codePoint) {
        return Character.isISOControl(codePoint) || Character.getType(codePoint) == Character.SURROGATE;
    }
}
