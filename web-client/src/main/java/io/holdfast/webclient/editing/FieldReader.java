package io.holdfast.webclient.editing;

import io.holdfast.webclient.site.Amounts;
import org.jspecify.annotations.Nullable;
import org.springframework.validation.Errors;

/** Reads single fields of a form. A field that cannot be read is rejected; of several errors of a field the first one counts. */
final class FieldReader {

    static final String MISSING = "create.problem.required";

    private final Errors errors;

    FieldReader(Errors errors) {
        this.errors = errors;
    }

    /** @param code key of the message that says what is wrong, which takes the arguments */
    void reject(String field, String code, Object... arguments) {
        if (!errors.hasFieldErrors(field)) {
            errors.rejectValue(field, code, arguments, null);
        }
    }

    String required(String field, String typed) {
        if (typed.isEmpty()) {
            reject(field, MISSING);
        }
        return typed;
    }

    static @Nullable String optional(String typed) {
        return typed.isEmpty() ? null : typed;
    }

    /**
     * A whole number from least to most, in the digits of any script, with or without marks between thousands; null if it is anything else,
     * which is rejected by the code.
     */
    @Nullable
    Integer number(String field, String typed, int least, int most, String code) {
        Long number = Amounts.count(typed);
        if (number == null || number < least || number > most) {
            reject(field, code);
            return null;
        }
        return Math.toIntExact(number);
    }

    /** The same, but null without an error if nothing was typed. */
    @Nullable
    Integer optionalNumber(String field, String typed, int least, int most, String code) {
        return typed.isEmpty() ? null : number(field, typed, least, most, code);
    }
}
