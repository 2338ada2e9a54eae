package io.holdfast.payments.payment;

import io.holdfast.payments.PaymentsProperties;
import io.holdfast.payments.order.PayableOrderStore;
import io.holdfast.payments.provider.Answer;
import io.holdfast.payments.provider.PaymentProvider;
import io.holdfast.payments.provider.ProviderCalls;
import io.holdfast.telemetry.CarriedTrace;
import io.micrometer.context.ContextSnapshotFactory;
import io.micrometer.observation.ObservationRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.stereotype.Component;

/**
 * Does what is written in payments as work: asks the provider and writes down its answer. Anything that goes wrong in
 * between leaves the work written there, and it is taken up again when its lease is over.
 */
@Component
class PaymentWorker implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(PaymentWorker.class);
    private static final int MOST_STEPS = 20;
    private static final ContextSnapshotFactory SNAPSHOTS =
            ContextSnapshotFactory.builder().build();

    private final PaymentStore payments;
    private final PayableOrderStore orders;
    private final PaymentProvider provider;
    private final ProviderCalls calls;
    private final PaymentsProperties properties;
    private final Clock clock;
    private final CarriedTrace traces;
    private final ExecutorService background = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("payment-", 0).factory());

    PaymentWorker(
            PaymentStore payments,
            PayableOrderStore orders,
            PaymentProvider provider,
            ProviderCalls calls,
            PaymentsProperties properties,
            Clock clock,
            ObservationRegistry observations) {
        this.payments = payments;
        this.orders = orders;
        this.provider = provider;
        this.calls = calls;
        this.properties = properties;
        this.clock = clock;
        this.traces = new CarriedTrace("holdfast.payments.resumed", observations);
    }

    /**
     * Asks the provider once and writes its answer down. Only for who has just saved the payment with this work in it.
     *
     * @return the payment after that; empty when somebody else was faster, and goes on with it
     */
    Optional<Payment> step(Payment mine) {
        Answer answer = calls.make(() -> ask(mine));
        if (answer instanceof Answer.Unknown || answer instanceof Answer.Unreached) {
            log.warn("Payment {}: {} gave {}", mine.key(), mine.toAsk().orElseThrow(), answer);
        }
        return mine.applyAnswer(answer, clock.instant()) ? payments.save(mine) : Optional.of(mine);
    }

    Answer ask(Payment payment) {
        String reference = payment.reference();
        Work.Kind kind = payment.toAsk().orElseThrow();
        if (reference == null) {
            return provider.authorize(payment.authorizationRequest());
        }
        return switch (kind) {
            case AUTHORIZE, DECIDE -> provider.lookUp(reference);
            case CAPTURE -> provider.capture(reference, payment.captureKey());
            case RELEASE, VOID -> provider.cancel(reference, payment.key() + "-void");
            case REFUND -> refund(payment, reference);
        };
    }

    private Answer refund(Payment payment, String reference) {
        Work.Refund refund = payment.toRefund();
        if (payment.isRepeated()
                && provider.lookUp(reference) instanceof Answer.Refunded known
                && known.refunded() >= refund.to()) {
            return known;
        }
        return provider.refund(reference, refund.amount(), payment.key(refund));
    }

    /**
     * Writes down what the order's fate means for the money, and has it done. Returns when it is written down; what
     * happens to the rest of it, the sweep makes up for.
     */
    void follow(String paymentId) {
        decide(paymentId)
                .ifPresent(decided -> inBackground(paymentId, () -> {
                    decided.toAsk().ifPresent(_ -> step(decided));
                    settle(paymentId);
                }));
    }

    /** {@link #resume} without waiting for it. */
    void resumeSoon(String paymentId) {
        inBackground(paymentId, () -> resume(paymentId));
    }

    private void inBackground(String paymentId, Runnable task) {
        Map<String, String> trace = MDC.getCopyOfContextMap();
        Runnable observed = SNAPSHOTS.captureAll().wrap(task);
        try {
            background.execute(() -> {
                MDC.setContextMap(trace == null ? Map.of() : trace);
                try {
                    observed.run();
                } catch (RuntimeException e) {
                    log.warn("Payment {} is left for the next sweep", paymentId, e);
                }
            });
        } catch (RejectedExecutionException e) {
            log.debug("Shutting down: payment {} is left for the next start", paymentId);
        }
    }

    /** Writes down what the order's fate means for the money. Safe to repeat, in any order with anything else. */
    Optional<Payment> decide(String paymentId) {
        while (true) {
            Payment payment = payments.find(paymentId).orElse(null);
            if (payment == null) {
                return Optional.empty();
            }
            // Read after the payment: an order that changes later finds the payment as we see it here.
            boolean changed = orders.find(payment.orderId())
                    .map(order -> payment.applyOrder(order, clock.instant(), properties.lease()))
                    .orElse(false);
            if (!changed) {
                return Optional.empty();
            }
            Optional<Payment> saved = payments.save(payment);
            if (saved.isPresent()) {
                return saved;
            }
        }
    }

    /** Decides, and does what follows from it, as far as it can be done now. */
    void settle(String paymentId) {
        for (int i = 0; i < MOST_STEPS; i++) {
            Optional<Payment> decided = decide(paymentId);
            if (decided.isEmpty()) {
                return;
            }
            decided.filter(mine -> mine.toAsk().isPresent()).ifPresent(this::step);
        }
    }

    /** Takes up work whose time has come, if nobody else does. */
    void resume(String paymentId) {
        Instant now = clock.instant();
        Payment payment =
                payments.find(paymentId).filter(found -> found.isDue(now)).orElse(null);
        if (payment == null) {
            return;
        }
        String kind = payment.workName();
        traces.observe(
                payment.trace(),
                payment.orderId(),
                observation -> observation
                        .contextualName("resume " + kind)
                        .lowCardinalityKeyValue("work", kind)
                        .highCardinalityKeyValue("aggregate", paymentId),
                () -> takeUp(payment, now));
    }

    private void takeUp(Payment payment, Instant now) {
        payment.claim(now, properties.lease());
        if (payment.isToDecide()) {
            payment.postpone(now);
        }
        payments.save(payment).ifPresent(mine -> {
            mine.toAsk().ifPresent(_ -> step(mine));
            settle(mine.id());
        });
    }

    @Override
    public void close() {
        background.close();
    }
}
