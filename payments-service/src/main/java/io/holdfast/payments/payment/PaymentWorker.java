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
 * Does the work that is stored in payments: calls the provider and saves what follows from its answer. If that fails, the work stays
 * stored and is resumed when its lease is over.
 */
@Component
class PaymentWorker implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(PaymentWorker.class);
    private static final int MAX_STEPS = 20;
    private static final ContextSnapshotFactory SNAPSHOTS =
            ContextSnapshotFactory.builder().build();

    private final PaymentStore payments;
    private final PaymentWriter writer;
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
            PaymentWriter writer,
            PayableOrderStore orders,
            PaymentProvider provider,
            ProviderCalls calls,
            PaymentsProperties properties,
            Clock clock,
            ObservationRegistry observations) {
        this.payments = payments;
        this.writer = writer;
        this.orders = orders;
        this.provider = provider;
        this.calls = calls;
        this.properties = properties;
        this.clock = clock;
        this.traces = new CarriedTrace("holdfast.payments.resumed", observations);
    }

    /**
     * Makes the pending call and saves what follows from its answer.
     *
     * @param claimed a payment that the caller has just saved with this work
     * @return the payment as it is stored then; empty when it has changed meanwhile, and another thread continues
     */
    Optional<Payment> makeCall(Payment claimed) {
        Answer answer = calls.make(() -> call(claimed));
        if (answer instanceof Answer.Unknown || answer instanceof Answer.Unreached) {
            log.warn(
                    "Payment {}: {} was answered by {}",
                    claimed.keys().authorize(),
                    claimed.pendingCall().orElseThrow(),
                    answer);
        }
        return claimed.applyAnswer(answer, clock.instant()) ? writer.save(claimed) : Optional.of(claimed);
    }

    /** Makes the pending call, without a time limit, and saves nothing. */
    Answer call(Payment payment) {
        String reference = payment.attempt().reference();
        Work.Kind kind = payment.pendingCall().orElseThrow();
        if (reference == null) {
            return provider.authorize(payment.authorizationRequest());
        }
        return switch (kind) {
            case AUTHORIZE, DECIDE -> provider.lookUp(reference);
            case CAPTURE -> provider.capture(reference, payment.keys().capture());
            case RELEASE, VOID -> provider.cancel(reference, payment.keys().cancel());
            case REFUND -> refund(payment, reference);
        };
    }

    private Answer refund(Payment payment, String reference) {
        RefundStep step = payment.refundStep();
        boolean retry = payment.work().orElseThrow().isRetry();
        if (retry
                && provider.lookUp(reference) instanceof Answer.Refunded known
                && known.refundRequested() >= step.to()) {
            return known;
        }
        if (step.amount() <= 0) {
            // All of it is pending.
            return provider.lookUp(reference);
        }
        return provider.refund(reference, step.amount(), payment.keys().refund(step));
    }

    /**
     * Saves what follows from the order, and starts to do it. Returns when it is saved; if the rest fails, the sweep resumes it.
     */
    void followOrder(String paymentId) {
        applyOrder(paymentId)
                .ifPresent(saved -> inBackground(paymentId, () -> {
                    saved.pendingCall().ifPresent(_ -> makeCall(saved));
                    workOn(paymentId);
                }));
    }

    /** {@link #resume} in the background. */
    void resumeInBackground(String paymentId) {
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
                    log.warn("Payment {} is left to the next sweep", paymentId, e);
                }
            });
        } catch (RejectedExecutionException e) {
            log.debug("Shutting down: payment {} is left to the next start", paymentId);
        }
    }

    /**
     * Applies the order to the payment and saves it. Safe to repeat, and in any order with other changes.
     *
     * @return the payment as it is stored then; empty when nothing changed
     */
    Optional<Payment> applyOrder(String paymentId) {
        while (true) {
            Payment payment = payments.find(paymentId).orElse(null);
            if (payment == null) {
                return Optional.empty();
            }
            // The order is read after the payment: a later change of the order will find the payment as it is here.
            boolean changed = orders.find(payment.orderId())
                    .map(order -> payment.applyOrder(order, clock.instant(), properties.lease()))
                    .orElse(false);
            if (!changed) {
                return Optional.empty();
            }
            Optional<Payment> saved = writer.save(payment);
            if (saved.isPresent()) {
                return saved;
            }
        }
    }

    /** Applies the order and makes the calls that follow from it, until nothing changes any more. */
    void workOn(String paymentId) {
        for (int i = 0; i < MAX_STEPS; i++) {
            Optional<Payment> saved = applyOrder(paymentId);
            if (saved.isEmpty()) {
                return;
            }
            saved.filter(payment -> payment.pendingCall().isPresent()).ifPresent(this::makeCall);
        }
    }

    /** Does the work that is due, unless another thread or replica claims it first. */
    void resume(String paymentId) {
        Instant now = clock.instant();
        Payment payment =
                payments.find(paymentId).filter(found -> found.isDue(now)).orElse(null);
        if (payment == null) {
            return;
        }
        Work work = payment.work().orElseThrow();
        traces.observe(
                work.trace(),
                payment.orderId(),
                observation -> observation
                        .contextualName("resume " + work.name())
                        .lowCardinalityKeyValue("work", work.name())
                        .highCardinalityKeyValue("aggregate", paymentId),
                () -> claimAndDo(payment, now));
    }

    private void claimAndDo(Payment payment, Instant now) {
        payment.claimWork(now, properties.lease());
        if (payment.stage() == Stage.AWAITING_ORDER) {
            payment.postponeWork(now);
        }
        writer.save(payment).ifPresent(claimed -> {
            claimed.pendingCall().ifPresent(_ -> makeCall(claimed));
            workOn(claimed.id());
        });
    }

    @Override
    public void close() {
        background.close();
    }
}
