package io.holdfast.web;

import org.springframework.http.HttpStatus;

/**
 * The {@code Idempotency-Key} of a request that creates something: 1 to 255 visible ASCII characters, scoped to its
 * caller. A controller takes it as {@code Optional<IdempotencyKey>}.
 */
public record IdempotencyKey(String value) {

    /** The request header that carries it. */
    public static final String HEADER = "Idempotency-Key";

    /** @throws ProblemException 400 when the key is empty, too long or has other than visible ASCII characters */
    public IdempotencyKey {
        if (value.isEmpty() || value.length() > 255 || !value.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            throw ProblemException.of(
                    HttpStatus.BAD_REQUEST,
                    ProblemException.VALIDATION_FAILED,
                    "Idempotency-Key must be 1 to 255 visible characters.");
        }
    }

    /** To throw when the key was used before with another body: {@code 422 idempotency-key-reused}. */
    public static ProblemException reused() {
        return ProblemException.of(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "idempotency-key-reused",
                "This Idempotency-Key was used before with another request.");
    }
}
