package io.holdfast.payments.payment;

import io.holdfast.contracts.PaymentStatus;
import io.holdfast.payments.payment.Work.Kind;
import org.jspecify.annotations.Nullable;

/** Where a payment is: its status together with what is left to do. */
enum Stage {
    /** The provider is asked to authorize the amount. */
    AUTHORIZING,
    /** The same, after a call whose answer is not known: the amount may be authorized already. */
    AUTHORIZING_AGAIN,
    /** The payment is being opened at the provider, for the buyer to confirm it in the page. */
    OPENING,
    /** The buyer is to confirm the payment in the page. */
    AWAITING_BUYER,
    /** The buyer was told that the attempt failed, but it is not known whether the amount was authorized. */
    RELEASING,
    /** The attempt ended, and is being cancelled at the provider: it was authorized, or awaits its buyer. */
    CANCELLING,
    /** Authorized; the order is neither completed nor over. */
    AWAITING_ORDER,
    /** Authorized, and the order is completed. */
    CAPTURING,
    /** Authorized, and the order ended without the payment. */
    VOIDING,
    /** Captured, and no refund is to be requested; one may be pending at the provider, or stopped. */
    CAPTURED,
    /** Captured, and a refund is under way. */
    REFUNDING,
    /** Everything is refunded. */
    REFUNDED,
    /** Declined, voided or not captured; nothing is left to do, and the buyer was not charged. */
    CLOSED,
    /**
     * Declined, voided or not captured, then charged all the same; refunded, taken back by the buyer's bank, or a person saw to it in another
     * way. Nothing is left to do, unless a dispute is won, or a refund fails.
     */
    CLOSED_AND_REFUNDED,
    /** Declined, voided or not captured, but still authorized at the provider: to be voided. */
    REVERSING_AUTHORIZATION,
    /** Declined, voided or not captured, but charged at the provider: to be refunded. */
    REVERSING_CHARGE;

    static Stage of(PaymentStatus status, @Nullable Work work, Attempt attempt, PaymentHistory history) {
        Kind left = work == null ? null : work.kind();
        return switch (status) {
            case AUTHORIZING ->
                switch (left) {
                    case RELEASE -> released(attempt);
                    case OPEN -> OPENING;
                    case AWAIT_BUYER -> AWAITING_BUYER;
                    case null, default -> asked(attempt);
                };
            case AUTHORIZED -> left == Kind.DECIDE ? AWAITING_ORDER : left == Kind.CAPTURE ? CAPTURING : VOIDING;
            case CAPTURED -> left == Kind.REFUND ? REFUNDING : CAPTURED;
            case REFUNDED -> REFUNDED;
            case DECLINED, VOIDED, CAPTURE_FAILED -> {
                if (left == null) {
                    yield history.isCaptured(attempt.number()) ? CLOSED_AND_REFUNDED : CLOSED;
                }
                yield left == Kind.VOID ? REVERSING_AUTHORIZATION : REVERSING_CHARGE;
            }
        };
    }

    private static Stage asked(Attempt attempt) {
        return attempt.uncertain() ? AUTHORIZING_AGAIN : AUTHORIZING;
    }

    private static Stage released(Attempt attempt) {
        return attempt.reference() == null ? RELEASING : CANCELLING;
    }

    /** Whether the buyer was told that the attempt failed while it is not known yet whether it did. */
    boolean isReleasing() {
        return this == RELEASING || this == CANCELLING;
    }

    /** Whether the attempt failed and nothing is left to do. */
    boolean isClosed() {
        return this == CLOSED || this == CLOSED_AND_REFUNDED;
    }
}
