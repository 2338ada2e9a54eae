package io.holdfast.payments.payment;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to authorize the amount of a payment.
 *
 * @param number counts from 1; part of the provider's idempotency keys
 * @param token stands for the buyer's card; kept because after a crash the request has to be repeated to get its answer
 * @param uncertain whether a call was made whose answer is not known
 * @param reference the provider's name for the money; null until it is known
 */
record Attempt(
        int number,
        String token,
        Instant startedAt,
        boolean uncertain,
        @Nullable String reference) {

    static Attempt first(String token, Instant now) {
        return new Attempt(1, token, now, false, null);
    }

    Attempt next(String token, Instant now) {
        return new Attempt(number + 1, token, now, false, null);
    }

    Attempt withUnknownAnswer() {
        return new Attempt(number, token, startedAt, true, reference);
    }

    Attempt withReference(String reference) {
        return new Attempt(number, token, startedAt, uncertain, reference);
    }
}
