package io.holdfast.web;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.databind.exc.MismatchedInputException;

/** What a value that could not be read should have been, as the message about its field says it. */
final class ExpectedValue {

    private ExpectedValue() {}

    /** @param thrown by the reading of a body */
    static String of(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof MismatchedInputException mismatch) {
                return of(mismatch.getTargetType());
            }
            if (cause instanceof InputCoercionException coercion) {
                return of(coercion.getTargetType());
            }
        }
        return of((Class<?>) null);
    }

    /** @param type of the field or the parameter; null if that is not known */
    static String of(@Nullable Class<?> type) {
        if (type == null) {
            return "is not valid";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "must be true or false";
        }
        if (type == int.class || type == Integer.class) {
            return wholeNumber(9);
        }
        if (type == long.class || type == Long.class) {
            return wholeNumber(18);
        }
        if (type == String.class) {
            return "must be text";
        }
        if (type == Instant.class) {
            return "must be a time such as 2027-05-01T19:00:00Z";
        }
        if (type == LocalDate.class) {
            return "must be a day such as 2027-05-01";
        }
        if (type.isEnum()) {
            return "must be one of "
                    + String.join(
                            ", ",
                            Arrays.stream(type.getEnumConstants())
                                    .map(String::valueOf)
                                    .toList());
        }
        if (Collection.class.isAssignableFrom(type)) {
            return "must be a list";
        }
        if (type.isRecord() || Map.class.isAssignableFrom(type)) {
            return "must be an object";
        }
        return "is not valid";
    }

    private static String wholeNumber(int digits) {
        return "must be a whole number of at most " + digits + " digits";
    }
}
