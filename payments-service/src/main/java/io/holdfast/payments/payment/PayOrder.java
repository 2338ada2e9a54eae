package io.holdfast.payments.payment;

import io.holdfast.contracts.OrderStatus;
import io.holdfast.contracts.PaymentStatus;
import io.holdfast.payments.PaymentsProperties;
import io.holdfast.payments.order.PayableOrder;
import io.holdfast.payments.order.PayableOrderStore;
import io.holdfast.payments.provider.PaymentProvider;
import io.holdfast.telemetry.LogContext;
import io.holdfast.web.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;

/** Paying an order: set the amount aside, say so, and answer with what the order made of it. */
@Service
class PayOrder {

    private final PaymentStore payments;
    private final PayableOrderStore orders;
    private final PaymentWorker worker;
    private final PaymentProvider provider;
    private final PaymentsProperties properties;
    private final Clock clock;

    PayOrder(
            PaymentStore payments,
            PayableOrderStore orders,
            PaymentWorker worker,
            PaymentProvider provider,
            PaymentsProperties properties,
            Clock clock) {
        this.payments = payments;
        this.orders = orders;
        this.worker = worker;
        this.provider = provider;
        this.properties = properties;
        this.clock = clock;
    }

    /**
     * Pays an order. One order is charged once, however often and however many at a time ask for it: who comes while
     * another one is at it gets the same answer, and so does who repeats it with the same token afterwards.
     *
     * @throws ProblemException when it is not, or not yet, paid
     */
    Payment pay(String buyerId, String orderId, String token) {
        if (!provider.accepts(token)) {
            throw ProblemException.invalid("token", "is not a token of this payment provider");
        }
        PayableOrder order = orders.await(orderId)
                .filter(known -> known.buyerId().equals(buyerId))
                .orElseThrow(ProblemException::notFound);
        LogContext.order(order.id());
        return new Paying(order, token).result();
    }

    /** A payment of this buyer. */
    Payment find(String buyerId, String paymentId) {
        return payments.find(paymentId)
                .filter(payment -> payment.buyerId().equals(buyerId))
                .orElseThrow(ProblemException::notFound);
    }

    /** One buyer's wish to pay, looking at the payment again and again until it can be answered. */
    private final class Paying {

        private final PayableOrder order;
        private final String token;
        private final String id;
        private final long deadline = System.nanoTime() + properties.patience().toNanos();
        // The attempt that this wish made, or found under way: its outcome is the answer.
        private int witnessed;

        Paying(PayableOrder order, String token) {
            this.order = order;
            this.token = token;
            this.id = Payment.idFor(order.id());
        }

        Payment result() {
            while (true) {
                Optional<Payment> known = payments.find(id);
                if (known.isEmpty()) {
                    requirePayable();
                    authorize(payments.insert(Payment.begin(order, token, clock.instant(), properties.lease())));
                    continue;
                }
                Payment payment = known.get();
                switch (payment.status()) {
                    case AUTHORIZING -> joinAttempt(payment);
                    case DECLINED, VOIDED -> attemptAgain(payment);
                    case AUTHORIZED -> {
                        witnessed = payment.attempt();
                        return awaitDecision(payment);
                    }
                    case CAPTURED, CAPTURE_FAILED, REFUNDED -> {
                        return conclude(payment);
                    }
                }
            }
        }

        private void authorize(Optional<Payment> mine) {
            mine.ifPresent(payment -> {
                witnessed = payment.attempt();
                worker.step(payment);
                worker.follow(id);
            });
        }

        private void joinAttempt(Payment payment) {
            Instant now = clock.instant();
            if (payment.isBeingReleased()) {
                if (witnessed == payment.attempt()) {
                    throw unavailable();
                }
                if (payment.isAttemptWith(token) && payment.reference() == null) {
                    payment.reclaim(now, properties.lease());
                    authorize(payments.save(payment));
                    return;
                }
            } else if (payment.isDue(now)) {
                payment.claim(now, properties.lease());
                authorize(payments.save(payment));
                return;
            } else {
                witnessed = payment.attempt();
            }
            awaitChange(payment);
        }

        private void awaitChange(Payment seen) {
            Duration left = Duration.ofNanos(deadline - System.nanoTime());
            Optional<Payment> changed =
                    payments.await(id, left, () -> payments.find(id).filter(now -> now.revision() != seen.revision()));
            if (changed.isEmpty()) {
                throw ProblemException.unavailable("This payment is still under way.", properties.retryAfter());
            }
        }

        private void attemptAgain(Payment payment) {
            if (!payment.mayTryAgain()) {
                // What should never have been taken is still on its way back.
                awaitChange(payment);
                return;
            }
            if (witnessed == payment.attempt() && payment.status() == PaymentStatus.DECLINED) {
                if (Payment.PROVIDER_UNAVAILABLE.equals(payment.failure())) {
                    throw unavailable();
                }
                if (payment.isAttemptWith(token)) {
                    throw declined(payment);
                }
            }
            requirePayable();
            if (payment.attempt() >= properties.maxAttempts()) {
                throw notPayable("This order was tried to be paid too often.");
            }
            payment.tryAgain(token, clock.instant(), properties.lease());
            authorize(payments.save(payment));
        }

        private Payment awaitDecision(Payment payment) {
            Predicate<Payment> decided = now -> now.status() != PaymentStatus.AUTHORIZED || now.isGoingBack();
            return conclude(payments.await(
                            id,
                            properties.decisionWait(),
                            () -> payments.find(id).filter(decided))
                    .or(() -> payments.find(id))
                    .orElse(payment));
        }

        private Payment conclude(Payment payment) {
            boolean ours = witnessed == payment.attempt() || payment.isAttemptWith(token);
            boolean goingBack = payment.isGoingBack();
            return switch (payment.status()) {
                case AUTHORIZED, CAPTURED -> {
                    if (goingBack) {
                        throw refusal();
                    }
                    if (!ours) {
                        throw notPayable("This order is already paid.");
                    }
                    yield payment;
                }
                case CAPTURE_FAILED -> {
                    if (witnessed == payment.attempt()) {
                        throw declined(payment);
                    }
                    throw refusal();
                }
                case VOIDED, REFUNDED, DECLINED -> throw refusal();
                case AUTHORIZING -> throw unavailable();
            };
        }

        private void requirePayable() {
            PayableOrder now = orders.find(order.id()).orElse(order);
            if (now.isExpired(clock.instant())) {
                throw holdExpired();
            }
            if (now.isFree()) {
                throw notPayable("This order is free: there is nothing to pay.");
            }
            if (!now.isAwaitingPayment()) {
                throw refusal();
            }
        }

        /** Why the order, as it is now, takes no money. */
        private ProblemException refusal() {
            OrderStatus status = orders.find(order.id()).orElse(order).status();
            return switch (status) {
                case EXPIRED -> holdExpired();
                case CANCELLED -> notPayable("This order was cancelled.");
                case COMPLETED -> notPayable("This order is already paid.");
                case SOLD_BACK, REFUNDED -> notPayable("This order was paid and refunded.");
                case AWAITING_PAYMENT -> notPayable("The payment could not be kept. Try again.");
            };
        }

        private ProblemException declined(Payment payment) {
            return ProblemException.of(
                    HttpStatus.PAYMENT_REQUIRED,
                    "card-declined",
                    payment.status() == PaymentStatus.CAPTURE_FAILED
                            ? "Your bank refused the charge. Nothing was charged, and the order is cancelled."
                            : "Your card was declined. Nothing was charged; you can try another card.");
        }
    }

    private static ProblemException holdExpired() {
        return ProblemException.of(
                HttpStatus.GONE, "hold-expired", "The tickets were held too long ago. Nothing was charged.");
    }

    private static ProblemException notPayable(String detail) {
        return ProblemException.of(HttpStatus.CONFLICT, "order-not-payable", detail);
    }

    private ProblemException unavailable() {
        return ProblemException.of(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        Payment.PROVIDER_UNAVAILABLE,
                        "The payment provider cannot be reached. Nothing was charged.")
                .withRetryAfter(properties.retryAfter());
    }
}
