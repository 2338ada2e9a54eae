package io.holdfast.payments.payment;

import io.holdfast.contracts.PaymentStatus;
import io.holdfast.payments.payment.ReconciliationReport.Outcome;
import io.holdfast.payments.provider.Answer;
import io.holdfast.payments.provider.PaymentProvider;
import io.holdfast.payments.provider.ProviderCalls;
import java.time.Clock;
import java.time.Duration;
import org.springframework.stereotype.Component;

/**
 * Compares one payment with the provider, and resolves differences by the same transitions that answers go through.
 *
 * <p>The payment is read before the provider is asked, and what follows is saved only if the payment has not changed meanwhile. So an
 * answer that differs is never merely older.
 */
@Component
class PaymentComparison {

    /** How long after a refund it may be requested again: Stripe keeps its key for a day, and would refund again after that. */
    private static final Duration KEY_IS_KNOWN = Duration.ofHours(20);

    private final PaymentStore payments;
    private final PaymentWriter writer;
    private final PaymentWorker worker;
    private final PaymentProvider provider;
    private final ProviderCalls calls;
    private final Clock clock;

    PaymentComparison(
            PaymentStore payments,
            PaymentWriter writer,
            PaymentWorker worker,
            PaymentProvider provider,
            ProviderCalls calls,
            Clock clock) {
        this.payments = payments;
        this.writer = writer;
        this.worker = worker;
        this.provider = provider;
        this.calls = calls;
        this.clock = clock;
    }

    Outcome compare(String paymentId) {
        worker.workOn(paymentId);
        Payment payment = payments.find(paymentId).orElseThrow();
        if (payment.undone().all().isEmpty()) {
            return compareCurrent(payment);
        }
        Outcome earlier = compareUndone(payment);
        Outcome current = compareCurrent(payments.find(paymentId).orElseThrow());
        return earlier.worse(current);
    }

    /** Compares what became of the charges of earlier attempts that were undone. */
    private Outcome compareUndone(Payment payment) {
        Outcome outcome = Outcome.AGREED;
        for (int index = 0; index < payment.undone().all().size(); index++) {
            outcome = outcome.worse(compareUndone(payment.id(), index));
        }
        return outcome;
    }

    private Outcome compareUndone(String paymentId, int index) {
        Payment payment = payments.find(paymentId).orElseThrow();
        UndoneCharge charge = payment.undone().all().get(index);
        Answer known = calls.make(() -> provider.lookUp(charge.reference()));
        boolean requested = charge.isToBeRefunded(known);
        Answer answer = requested ? calls.make(() -> refund(payment, charge)) : known;
        if (payment.applyLookup(charge, answer, clock.instant())) {
            return writer.save(payment).isPresent() ? Outcome.LEARNED : Outcome.UNDER_WAY;
        }
        if (requested && charge.isToBeRefunded(answer)) {
            // The provider refuses it, since it has too little of ours.
            payment.stopRefund(charge, clock.instant());
            return writer.save(payment).isPresent() ? Outcome.DIFFERS : Outcome.UNDER_WAY;
        }
        return switch (answer) {
            case Answer.Captured _, Answer.Refunded _ -> Outcome.AGREED;
            case Answer.Unreached _, Answer.Unknown _ -> Outcome.UNANSWERED;
            case Answer.Refused _, Answer.Voided _, Answer.Authorized _, Answer.AwaitsBuyer _ -> Outcome.UNKNOWN;
        };
    }

    private Answer refund(Payment payment, UndoneCharge charge) {
        RefundStep step = charge.next().orElseThrow();
        String key = charge.keys(payment.id()).refund(step);
        return provider.refund(charge.reference(), step.amount(), payment.currency(), key);
    }

    private Outcome compareCurrent(Payment payment) {
        String paymentId = payment.id();
        if (payment.pendingCall().isPresent()) {
            worker.resume(paymentId);
            return Outcome.UNDER_WAY;
        }
        String reference = payment.attempt().reference();
        if (reference == null) {
            // The provider declined, or nothing was authorized.
            return Outcome.AGREED;
        }
        Answer answer = calls.make(() -> provider.lookUp(reference));
        if (payment.applyLookup(answer, clock.instant())) {
            return writer.save(payment).isPresent() ? workOnChange(paymentId) : Outcome.UNDER_WAY;
        }
        return resolve(payment, reference, answer);
    }

    private Outcome workOnChange(String paymentId) {
        worker.workOn(paymentId);
        worker.resume(paymentId);
        return Outcome.LEARNED;
    }

    private Outcome resolve(Payment payment, String reference, Answer answer) {
        return switch (answer) {
            case Answer.Authorized _ when payment.isCharged() -> captureAgain(payment, reference);
            case Answer.Captured _, Answer.Refunded _ -> resolveRefunds(payment, reference, answer.refundRequested());
            case Answer.Voided _ when payment.status() == PaymentStatus.CAPTURED -> Outcome.DIFFERS;
            case Answer.Authorized _, Answer.AwaitsBuyer _, Answer.Voided _ -> Outcome.AGREED;
            case Answer.Refused _ ->
                payment.isCharged() || payment.stage() == Stage.AWAITING_ORDER ? Outcome.UNKNOWN : Outcome.AGREED;
            case Answer.Unreached _, Answer.Unknown _ -> Outcome.UNANSWERED;
        };
    }

    private Outcome captureAgain(Payment payment, String reference) {
        String key = payment.keys().capture();
        return switch (calls.make(() -> provider.capture(reference, key))) {
            case Answer.Captured _, Answer.Refunded _ -> Outcome.REPEATED;
            case Answer.Unreached _, Answer.Unknown _ -> Outcome.UNANSWERED;
            case Answer.Authorized _, Answer.AwaitsBuyer _, Answer.Voided _, Answer.Refused _ -> Outcome.DIFFERS;
        };
    }

    private Outcome resolveRefunds(Payment payment, String reference, long requested) {
        return requested >= payment.refunds().requested() ? Outcome.AGREED : refundAgain(payment, reference);
    }

    /**
     * Requests each recent refund again. The provider does not repeat those it still knows, since their keys are the same. A person has
     * to decide about older ones.
     */
    private Outcome refundAgain(Payment payment, String reference) {
        Outcome outcome = Outcome.DIFFERS;
        for (RefundStep step : payment.recentRefunds(clock.instant().minus(KEY_IS_KNOWN))) {
            String key = payment.keys().refund(step);
            outcome = switch (calls.make(() -> provider.refund(reference, step.amount(), payment.currency(), key))) {
                case Answer.Refunded now
                when now.refundRequested() >= payment.refunds().requested() -> Outcome.REPEATED;
                case Answer.Unreached _, Answer.Unknown _ -> Outcome.UNANSWERED;
                default -> Outcome.DIFFERS;
            };
        }
        return outcome;
    }
}
