package io.holdfast.payments.payment;

import io.holdfast.payments.PaymentsProperties;
import io.holdfast.payments.payment.PaymentChanges.Watch;
import io.holdfast.payments.provider.Answer;
import io.holdfast.payments.provider.PaymentProvider;
import io.holdfast.payments.provider.ProviderCalls;
import io.holdfast.telemetry.LogContext;
import io.holdfast.web.ProblemException;
import io.holdfast.web.Tally;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * Payments that buyers confirm in the page: the browser speaks to the provider, and what came of it is learned by asking the provider. The
 * page has it asked, its webhook, or the sweep, whichever is first; each applies the same answer by the same guarded write.
 */
@Service
class InPagePayments {

    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int MOST_LOOKS = 60;
    private static final int MAX_COUNTED = 50_000;

    private final PayOrder payOrder;
    private final PaymentStore payments;
    private final PaymentNotifications notifications;
    private final PaymentChanges changes;
    private final PaymentProvider provider;
    private final ProviderCalls calls;
    private final PaymentsProperties properties;
    private final Tally<String> looks;

    InPagePayments(
            PayOrder payOrder,
            PaymentStore payments,
            PaymentNotifications notifications,
            PaymentChanges changes,
            PaymentProvider provider,
            ProviderCalls calls,
            PaymentsProperties properties,
            Clock clock) {
        this.payOrder = payOrder;
        this.payments = payments;
        this.notifications = notifications;
        this.changes = changes;
        this.provider = provider;
        this.calls = calls;
        this.properties = properties;
        this.looks = new Tally<>(WINDOW, MAX_COUNTED, clock);
    }

    /** @param secret with which the browser confirms the payment; null when it awaits its buyer no longer */
    record Opened(Payment payment, @Nullable String secret) {}

    /**
     * Opens the payment of an order, see {@link PayOrder#open}.
     *
     * @throws ProblemException when it can be neither opened nor is it paid in the page
     */
    Opened open(Payer payer, String orderId) {
        Payment payment = payOrder.open(payer, orderId);
        if (!payment.awaitsBuyer()) {
            return new Opened(payment, null);
        }
        Answer answer = ask(payment);
        return answer instanceof Answer.AwaitsBuyer awaits
                ? new Opened(payment, awaits.secret())
                : new Opened(decided(payment.id()), null);
    }

    /**
     * The payment as it is after the provider was asked, unless it awaits its buyer no longer anyway. If it is authorized, it is returned when
     * its order is completed by it or has ended.
     *
     * @throws ProblemException when the provider does not answer, or it was asked too often
     */
    Payment look(Payment payment) {
        LogContext.order(payment.orderId());
        if (payment.awaitsBuyer()) {
            ask(payment);
        }
        return decided(payment.id());
    }

    /** Asks the provider and applies the answer. */
    private Answer ask(Payment payment) {
        Duration wait = looks.take(payment.id(), MOST_LOOKS);
        if (wait.isPositive()) {
            throw PaymentProblems.lookedTooOften(wait);
        }
        String reference = Optional.ofNullable(payment.attempt().reference()).orElseThrow();
        Answer answer = calls.make(() -> provider.lookUp(reference));
        if (answer instanceof Answer.Unreached || answer instanceof Answer.Unknown) {
            throw PaymentProblems.providerUnavailable(properties.retryAfter());
        }
        notifications.accept(payment.id(), payment.keys().authorize(), answer);
        return answer;
    }

    private Payment decided(String paymentId) {
        try (Watch watch = changes.watch(paymentId)) {
            return payOrder.awaitDecision(payments.find(paymentId).orElseThrow(), watch);
        }
    }
}
