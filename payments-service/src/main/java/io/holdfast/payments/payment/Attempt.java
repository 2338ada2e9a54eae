package io.holdfast.payments.payment;

import io.holdfast.payments.payment.Work.Kind;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to authorize the amount of a payment.
 *
 * @param number counts from 1; part of the provider's idempotency keys
 * @param token stands for the buyer's card; kept because after a crash the request has to be repeated to get its answer. {@link #IN_PAGE}
 *     for one that the buyer confirms in the page
 * @param uncertain whether a call was made whose answer is not known
 * @param reference the provider's name for the money; null until it is known
 * @param challengedAt since when the buyer's bank is asking the buyer, as far as is known here; null while it is not
 */
record Attempt(
        int number,
        String token,
        Instant startedAt,
        boolean uncertain,
        @Nullable String reference,
        @Nullable Instant challengedAt) {

    /** No provider has tokens like this. */
    static final String IN_PAGE = "in-page";

    static Attempt first(String token, Instant now) {
        return new Attempt(1, token, now, false, null, null);
    }

    Attempt next(String token, Instant now) {
        return new Attempt(number + 1, token, now, false, null, null);
    }

    Attempt withUnknownAnswer() {
        return new Attempt(number, token, startedAt, true, reference, challengedAt);
    }

    Attempt withReference(String reference) {
        return new Attempt(number, token, startedAt, uncertain, reference, challengedAt);
    }

    Attempt withChallenge(@Nullable Instant since) {
        return new Attempt(number, token, startedAt, uncertain, reference, since);
    }

    boolean isInPage() {
        return token.equals(IN_PAGE);
    }

    boolean isChallenged() {
        return challengedAt != null;
    }

    /** What is to be done when it begins. */
    Kind firstWork() {
        return isInPage() ? Kind.OPEN : Kind.AUTHORIZE;
    }
}
