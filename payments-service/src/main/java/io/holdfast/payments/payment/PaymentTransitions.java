package io.holdfast.payments.payment;

import static io.holdfast.contracts.PaymentStatus.AUTHORIZED;
import static io.holdfast.contracts.PaymentStatus.AUTHORIZING;
import static io.holdfast.contracts.PaymentStatus.CAPTURED;
import static io.holdfast.contracts.PaymentStatus.CAPTURE_FAILED;
import static io.holdfast.contracts.PaymentStatus.DECLINED;
import static io.holdfast.contracts.PaymentStatus.REFUNDED;
import static io.holdfast.contracts.PaymentStatus.VOIDED;
import static io.holdfast.payments.payment.Reaction.AUTHORIZE;
import static io.holdfast.payments.payment.Reaction.AWAIT_BUYER;
import static io.holdfast.payments.payment.Reaction.CANCEL;
import static io.holdfast.payments.payment.Reaction.CAPTURE;
import static io.holdfast.payments.payment.Reaction.CLOSE;
import static io.holdfast.payments.payment.Reaction.DECLINE;
import static io.holdfast.payments.payment.Reaction.FAIL_CAPTURE;
import static io.holdfast.payments.payment.Reaction.IGNORE;
import static io.holdfast.payments.payment.Reaction.LAPSE;
import static io.holdfast.payments.payment.Reaction.REFUND;
import static io.holdfast.payments.payment.Reaction.REFUND_ALL;
import static io.holdfast.payments.payment.Reaction.RELEASE;
import static io.holdfast.payments.payment.Reaction.RETRY;
import static io.holdfast.payments.payment.Reaction.REVERSE_AUTHORIZATION;
import static io.holdfast.payments.payment.Reaction.REVERSE_CHARGE;
import static io.holdfast.payments.payment.Reaction.STOP_REFUND;
import static io.holdfast.payments.payment.Reaction.VOID;

import io.holdfast.contracts.PaymentStatus;
import io.holdfast.messaging.IllegalTransition;
import io.holdfast.payments.provider.Answer;
import io.holdfast.payments.provider.Answer.Authorized;
import io.holdfast.payments.provider.Answer.AwaitsBuyer;
import io.holdfast.payments.provider.Answer.Captured;
import io.holdfast.payments.provider.Answer.Refunded;
import io.holdfast.payments.provider.Answer.Refused;
import io.holdfast.payments.provider.Answer.Unknown;
import io.holdfast.payments.provider.Answer.Unreached;
import io.holdfast.payments.provider.Answer.Voided;
import java.util.Set;

/**
 * The transition table of a payment: which status may follow which, and what the payment does with each answer in each stage.
 *
 * @param amount of the payment, in minor units
 * @param refunds what is refunded, as far as is known here
 * @param refundGoal how much is requested after the refund that is under way; 0 when none is
 * @param disputed whether a dispute prevents refunds
 * @param challenged whether the buyer's bank is asking, as far as is known here
 */
record PaymentTransitions(
        Stage stage, long amount, RefundProgress refunds, long refundGoal, boolean disputed, boolean challenged) {

    /** @throws IllegalTransition unless {@code to} may follow {@code from}, or is the same */
    static void require(String paymentId, PaymentStatus from, PaymentStatus to) {
        if (from != to && !next(from).contains(to)) {
            throw new IllegalTransition("payment", paymentId, from, to);
        }
    }

    private static Set<PaymentStatus> next(PaymentStatus status) {
        return switch (status) {
            case AUTHORIZING -> Set.of(AUTHORIZED, DECLINED);
            case DECLINED, VOIDED -> Set.of(AUTHORIZING, CAPTURE_FAILED);
            case AUTHORIZED -> Set.of(CAPTURED, CAPTURE_FAILED, VOIDED);
            case CAPTURED -> Set.of(REFUNDED);
            // A refund failed that had been reported as done.
            case REFUNDED -> Set.of(CAPTURED);
            case CAPTURE_FAILED -> Set.of();
        };
    }

    /** What follows from the answer to the call that the stage makes. */
    Reaction onAnswer(Answer answer) {
        return switch (stage) {
            case AUTHORIZING ->
                switch (answer) {
                    case Authorized _, Captured _ -> AUTHORIZE;
                    case Refunded known -> known.refunded() < amount ? AUTHORIZE : DECLINE;
                    case Voided _, Refused _, Unreached _ -> DECLINE;
                    case AwaitsBuyer _ -> CANCEL;
                    case Unknown _ -> RELEASE;
                };
            case OPENING ->
                switch (answer) {
                    case AwaitsBuyer _ -> AWAIT_BUYER;
                    case Authorized _, Captured _ -> AUTHORIZE;
                    case Refunded known -> known.refunded() < amount ? AUTHORIZE : DECLINE;
                    case Voided _, Refused _, Unreached _ -> DECLINE;
                    // It cannot be confirmed before its secret is known, so it does no harm to open it again.
                    case Unknown _ -> RETRY;
                };
            case AWAITING_BUYER ->
                switch (answer) {
                    case AwaitsBuyer _ -> AWAIT_BUYER;
                    case Authorized _, Captured _ -> AUTHORIZE;
                    case Refunded known -> known.refunded() < amount ? AUTHORIZE : DECLINE;
                    case Voided _ -> DECLINE;
                    case Refused _, Unreached _, Unknown _ -> RETRY;
                };
            case AUTHORIZING_AGAIN ->
                switch (answer) {
                    case Authorized _, Captured _ -> AUTHORIZE;
                    case Refunded known -> known.refunded() < amount ? AUTHORIZE : DECLINE;
                    case Voided _, Refused _ -> DECLINE;
                    case AwaitsBuyer _ -> CANCEL;
                    case Unreached _, Unknown _ -> RELEASE;
                };
            case RELEASING ->
                switch (answer) {
                    case Authorized _, AwaitsBuyer _ -> CANCEL;
                    case Captured _ -> AUTHORIZE;
                    case Refunded known -> known.refunded() < amount ? AUTHORIZE : DECLINE;
                    case Voided _, Refused _ -> DECLINE;
                    case Unreached _, Unknown _ -> RETRY;
                };
            case CANCELLING ->
                switch (answer) {
                    case Captured _ -> AUTHORIZE;
                    case Refunded known -> known.refunded() < amount ? AUTHORIZE : DECLINE;
                    case Voided _ -> DECLINE;
                    case Authorized _, AwaitsBuyer _, Refused _, Unreached _, Unknown _ -> RETRY;
                };
            case AWAITING_ORDER ->
                switch (answer) {
                    case Voided _ -> VOID;
                    // The order decides about money that was captured or refunded at the provider by hand.
                    case Authorized _, AwaitsBuyer _, Captured _, Refunded _, Refused _, Unreached _, Unknown _ ->
                        IGNORE;
                };
            case CAPTURING ->
                switch (answer) {
                    case Captured _ -> CAPTURE;
                    case Voided _ -> LAPSE;
                    case Refunded _ -> REFUND;
                    case Refused _ -> FAIL_CAPTURE;
                    case Authorized _, AwaitsBuyer _, Unreached _, Unknown _ -> RETRY;
                };
            case VOIDING ->
                switch (answer) {
                    case Captured _ -> CAPTURE;
                    case Voided _ -> VOID;
                    case Refunded _ -> REFUND;
                    case Authorized _, AwaitsBuyer _, Refused _, Unreached _, Unknown _ -> RETRY;
                };
            case REFUNDING ->
                switch (answer) {
                    case Voided _ -> REFUND_ALL;
                    // Less than was requested, if refunds made by hand left too little and the request was refused.
                    case Refunded known when refunds.isOlderThan(known) -> REFUND;
                    case Captured _, Refunded _ -> disputed ? STOP_REFUND : RETRY;
                    case Authorized _, AwaitsBuyer _, Refused _, Unreached _, Unknown _ -> RETRY;
                };
            case REVERSING_AUTHORIZATION ->
                switch (answer) {
                    case Voided _, Refused _ -> CLOSE;
                    case Captured _, Refunded _ -> REVERSE_CHARGE;
                    case Authorized _, AwaitsBuyer _, Unreached _, Unknown _ -> RETRY;
                };
            case REVERSING_CHARGE ->
                switch (answer) {
                    case Voided _ -> CLOSE;
                    case Refunded known when refunds.isOlderThan(known) -> REVERSE_CHARGE;
                    case Captured _, Refunded _ -> disputed ? STOP_REFUND : RETRY;
                    case Authorized _, AwaitsBuyer _, Refused _, Unreached _, Unknown _ -> RETRY;
                };
            case CAPTURED, REFUNDED, CLOSED, CLOSED_AND_REFUNDED -> IGNORE;
        };
    }

    /**
     * What follows from a lookup, which asks the provider to move nothing. It may be older than what is known here, and never delays
     * work that is claimed.
     */
    Reaction onLookup(Answer answer) {
        return switch (stage) {
            case AUTHORIZING, AUTHORIZING_AGAIN, OPENING ->
                switch (answer) {
                    case Authorized _ -> AUTHORIZE;
                    default -> IGNORE;
                };
            case AWAITING_BUYER ->
                switch (answer) {
                    case AwaitsBuyer now -> now.challenged() == challenged ? IGNORE : AWAIT_BUYER;
                    case Refused _, Unreached _, Unknown _ -> IGNORE;
                    default -> onAnswer(answer);
                };
            case AWAITING_ORDER, CAPTURING, VOIDING ->
                switch (answer) {
                    case Captured _, Voided _, Refunded _ -> onAnswer(answer);
                    default -> IGNORE;
                };
            case CAPTURED, REFUNDING, REFUNDED ->
                switch (answer) {
                    case Refunded known
                    when refunds.isOlderThan(known) && known.refundRequested() >= refundGoal -> REFUND;
                    default -> IGNORE;
                };
            case CLOSED ->
                switch (answer) {
                    case Authorized _ -> REVERSE_AUTHORIZATION;
                    // Charged by hand, or by a provider that lost what it had confirmed.
                    case Captured _, Refunded _ -> REVERSE_CHARGE;
                    default -> IGNORE;
                };
            case CLOSED_AND_REFUNDED ->
                switch (answer) {
                    // A refund failed that had been reported as done.
                    case Refunded known when refunds.isOlderThan(known) -> REVERSE_CHARGE;
                    default -> IGNORE;
                };
            case RELEASING, CANCELLING, REVERSING_AUTHORIZATION, REVERSING_CHARGE -> IGNORE;
        };
    }
}
