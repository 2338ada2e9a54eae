package io.holdfast.payments.payment;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One try to have an amount set aside.
 *
 * @param number counts from 1; part of the provider's idempotency key
 * @param token stands for the buyer's card; kept because repeating the request is how its answer is learned after a crash
 * @param uncertain whether a call was made whose answer is not known
 * @param reference the provider's name for it, once known
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

    Attempt asUncertain() {
        return new Attempt(number, token, startedAt, true, reference);
    }

    Attempt at(String reference) {
        return new Attempt(number, token, startedAt, uncertain, reference);
    }
}
