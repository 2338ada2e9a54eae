package io.holdfast.web;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.jspecify.annotations.Nullable;

/** Of a text that is {@linkplain ReadableText readable}, null or blank. */
@Documented
@Constraint(validatedBy = Legible.Validator.class)
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface Legible {

    String message() default "must have letters that can be seen";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Says what is wrong with the text at hand. */
    class Validator implements ConstraintValidator<Legible, String> {

        @Override
        public boolean isValid(@Nullable String text, ConstraintValidatorContext context) {
            String problem = text == null || text.isBlank()
                    ? null
                    : ReadableText.problemOf(text).orElse(null);
            if (problem != null) {
                context.disableDefaultConstraintViolation();
                context.buildConstraintViolationWithTemplate(problem).addConstraintViolation();
            }
            return problem == null;
        }
    }
}
