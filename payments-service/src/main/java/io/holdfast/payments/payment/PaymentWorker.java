package io.holdfast.payments.payment;

import io.holdfast.payments.PaymentsProperties;
import io.holdfast.payments.order.PayableOrder;
import io.holdfast.payments.order.PayableOrderStore;
import io.holdfast.payments.provider.Answer;
import io.holdfast.payments.provider.PaymentProvider;
import io.holdfast.payments.provider.ProviderCalls;
import io.holdfast.telemetry.CarriedTrace;
import io.micrometer.context.ContextSnapshotFactory;
import io.micrometer.observation.ObservationRegistry;
import java.time.Clock;
import java.time.Duration;
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

    /**
     * Within it an authorization usually leads to the message that completes its order. The capture that follows is made under the work
     * that was stored with the authorization, see {@link #apply}.
     */
    private static final Duration DECISION = Duration.ofSeconds(2);

    /** How long before a hold ends the provider is looked at, if its buyer has not confirmed the payment. */
    private static final Duration LAST_LOOK = Duration.ofSeconds(5);

    /** The pause between looks after that, while the provider does not answer: the usual one may be longer than the hold. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    /** After a refund did not reach the provider, as when it allows no more calls for the moment, none is begun for so long. */
    private static final Duration REST_FROM_REFUNDS = Duration.ofSeconds(1);

    private static final ContextSnapshotFactory SNAPSHOTS =
            ContextSnapshotFactory.builder().build();

    private final PaymentStore payments;
    private final PaymentWriter writer;
    private final PaymentChanges changes;
    private final PayableOrderStore orders;
    private final PaymentProvider provider;
    private final ProviderCalls calls;
    private final PaymentsProperties properties;
    private final Duration longestCall;
    private final Clock clock;
    private final CarriedTrace traces;
    private volatile Instant refundsAgainAt = Instant.MIN;
    private final ExecutorService background = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("payment-", 0).factory());

    PaymentWorker(
            PaymentStore payments,
            PaymentWriter writer,
            PaymentChanges changes,
            PayableOrderStore orders,
            PaymentProvider provider,
            ProviderCalls calls,
            PaymentsProperties properties,
            Clock clock,
            ObservationRegistry observations) {
        this.payments = payments;
        this.writer = writer;
        this.changes = changes;
        this.orders = orders;
        this.provider = provider;
        this.calls = calls;
        this.properties = properties;
        this.longestCall = properties.providerQueue().plus(properties.providerTimeout());
        this.clock = clock;
        this.traces = new CarriedTrace("holdfast.payments.resumed", observations);
    }

    /**
     * Makes the pending call and saves what follows from its answer.
     *
     * @param claimed a payment with work that is stored and reserved for the caller
     * @return the payment as it is stored then; empty when it has changed meanwhile, and another thread continues, or when too many refunds
     *     are under way for this one, which is due again when its lease is over
     */
    Optional<Payment> makeCall(Payment claimed) {
        return (isRefund(claimed) ? calls.refund(() -> call(claimed)) : Optional.of(calls.make(() -> call(claimed))))
                .flatMap(answer -> applyAnswer(claimed, answer));
    }

    private static boolean isRefund(Payment payment) {
        return payment.pendingCall().filter(Work.Kind.REFUND::equals).isPresent();
    }

    private Optional<Payment> applyAnswer(Payment claimed, Answer answer) {
        if (answer instanceof Answer.Unknown || answer instanceof Answer.Unreached) {
            log.warn(
                    "Payment {}: {} was answered by {}",
                    claimed.keys().authorize(),
                    claimed.pendingCall().orElseThrow(),
                    answer);
        }
        Instant now = clock.instant();
        if (isRefund(claimed) && answer instanceof Answer.Unreached) {
            refundsAgainAt = now.plus(REST_FROM_REFUNDS);
        }
        if (!claimed.applyAnswer(answer, now)) {
            return Optional.of(claimed);
        }
        claimed.awaitOrderUntil(now.plus(DECISION).plus(longestCall));
        lookBeforeHoldEnds(claimed, answer, now);
        return writer.save(claimed);
    }

    /** What the buyer has confirmed counts only if it is known before the hold ends. */
    private void lookBeforeHoldEnds(Payment payment, Answer answer, Instant now) {
        if (payment.awaitsBuyer()) {
            orders.find(payment.orderId())
                    .map(PayableOrder::expiresAt)
                    .filter(now::isBefore)
                    .ifPresent(end -> lookBefore(end, payment, answer, now));
        }
    }

    private static void lookBefore(Instant end, Payment payment, Answer answer, Instant now) {
        Instant last = end.minus(LAST_LOOK);
        if (now.isBefore(last)) {
            payment.lookAtBuyerBy(last);
        } else if (!(answer instanceof Answer.AwaitsBuyer)) {
            payment.lookAtBuyerBy(now.plus(LOOK_AGAIN));
        }
    }

    /** Makes the pending call, without a time limit, and saves nothing. */
    Answer call(Payment payment) {
        String reference = payment.attempt().reference();
        Work.Kind kind = payment.pendingCall().orElseThrow();
        if (kind == Work.Kind.OPEN) {
            return provider.open(payment.authorizationRequest());
        }
        if (reference == null) {
            return provider.authorize(payment.authorizationRequest());
        }
        return switch (kind) {
            case AUTHORIZE, OPEN, AWAIT_BUYER, DECIDE -> provider.lookUp(reference);
            case CAPTURE -> provider.capture(reference, payment.keys().capture());
            case RELEASE, VOID -> provider.cancel(reference, payment.keys().cancel());
            case REFUND -> refund(payment, reference);
        };
    }

    private Answer refund(Payment payment, String reference) {
        RefundStep step = payment.refundStep();
        if (payment.work().orElseThrow().isRetry()) {
            // Not by the key alone: a provider forgets it, Stripe after a day.
            Answer known = provider.lookUp(reference);
            if (!known.isCharged() || known.refundRequested() >= step.to()) {
                return known;
            }
        }
        if (step.amount() <= 0) {
            // All of it is pending.
            return provider.lookUp(reference);
        }
        return provider.refund(
                reference, step.amount(), payment.currency(), payment.keys().refund(step));
    }

    /**
     * Takes up what follows from the order, which a message has changed. Returns when that is stored; if the rest fails, the sweep resumes
     * it.
     */
    void followOrder(String paymentId) {
        followOrder(paymentId, Optional.empty());
    }

    /**
     * The same.
     *
     * @param stored the order as the message has it, if it was the newest when it was stored: what changes it later is applied after it
     */
    void followOrder(String paymentId, Optional<PayableOrder> stored) {
        Optional<Payment> remembered = changes.latest(paymentId);
        // What is remembered may be out of date: a write by it is guarded, and without one it proves nothing.
        start(
                paymentId,
                remembered.flatMap(payment -> applyOrderTo(payment, stored)).or(() -> applyOrder(paymentId)));
    }

    /** The same for a payment as it was just stored. */
    void followOrder(Payment saved) {
        start(saved.id(), applyOrderTo(saved));
    }

    private void start(String paymentId, Optional<Payment> claimed) {
        claimed.filter(payment -> !isRefund(payment) || (!payment.isDue(clock.instant()) && mayRefund()))
                .ifPresent(payment -> inBackground(paymentId, () -> doAndFollow(payment)));
    }

    /** Whether its work may be claimed now. A refund that may not is left to the sweep of refunds. */
    private boolean mayBegin(Payment payment) {
        return !isRefund(payment) || mayRefund();
    }

    /** Whether a refund may be begun now. */
    boolean mayRefund() {
        return calls.mayRefund() && !clock.instant().isBefore(refundsAgainAt);
    }

    private void doAndFollow(Payment claimed) {
        boolean capturing = claimed.stage() == Stage.CAPTURING;
        Optional<Payment> saved = claimed.pendingCall().isPresent() ? makeCall(claimed) : Optional.of(claimed);
        if (capturing && saved.filter(PaymentWorker::isCaptured).isPresent()) {
            return;
        }
        workOn(claimed.id(), saved);
    }

    /**
     * Whether nothing can follow from the order that was not applied before. What was to be paid back when the capture began is applied with
     * it. Who hears of more while it is under way finds a payment that is to be captured, and writes that down; the capture is not saved
     * over it then. Who hears of it later finds a payment that is captured.
     */
    private static boolean isCaptured(Payment saved) {
        return saved.stage() == Stage.CAPTURED;
    }

    /** {@link #resume} in the background. */
    void resumeInBackground(String paymentId) {
        inBackground(paymentId, () -> resume(paymentId));
    }

    /** {@link #resume}. If that fails, the payment is left to the next sweep. */
    void tryResume(String paymentId) {
        try {
            resume(paymentId);
        } catch (RuntimeException e) {
            leaveToSweep(paymentId, e);
        }
    }

    private static void leaveToSweep(String paymentId, RuntimeException why) {
        log.warn("Payment {} is left to the next sweep", paymentId, why);
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
                    leaveToSweep(paymentId, e);
                }
            });
        } catch (RejectedExecutionException e) {
            log.debug("Shutting down: payment {} is left to the next start", paymentId);
        }
    }

    /** What became of an order that was applied to a payment. */
    private sealed interface Applied {

        /** The payment is as it was. */
        record Nothing() implements Applied {}

        /** What follows is stored, and this thread's to do. */
        record Claimed(Payment payment) implements Applied {}

        /** The payment has changed since it was read. */
        record Outdated() implements Applied {}
    }

    /**
     * Applies the order to the payment as it is stored. Safe to repeat, and in any order with other changes.
     *
     * @return the payment with what is to be done next, which is this thread's to do; empty when nothing follows
     */
    private Optional<Payment> applyOrder(String paymentId) {
        return payments.find(paymentId).flatMap(this::applyOrderTo);
    }

    private Optional<Payment> applyOrderTo(Payment read) {
        return applyOrderTo(read, Optional.empty());
    }

    private Optional<Payment> applyOrderTo(Payment read, Optional<PayableOrder> stored) {
        return switch (apply(read, stored)) {
            case Applied.Nothing _ -> Optional.empty();
            case Applied.Claimed claimed -> Optional.of(claimed.payment());
            case Applied.Outdated _ -> applyOrder(read.id());
        };
    }

    /** The order is read after the payment: a later change of the order will find the payment as it is here. */
    private Applied apply(Payment payment, Optional<PayableOrder> stored) {
        Instant now = clock.instant();
        boolean reserved = payment.stage() == Stage.AWAITING_ORDER && payment.isReservedUntil(now.plus(longestCall));
        // A refund that this thread may not begin is due at once: the sweep of refunds makes it.
        Duration lease = payment.stage() == Stage.CAPTURED && !mayRefund() ? Duration.ZERO : properties.lease();
        boolean changed = stored.or(() -> orders.find(payment.orderId()))
                .map(order -> payment.applyOrder(order, now, lease))
                .orElse(false);
        if (!changed) {
            return new Applied.Nothing();
        }
        if (reserved && payment.stage() == Stage.CAPTURING && payment.refunds().refundDue() == 0) {
            // What is stored, with the stored order, has the same effect: a thread that takes it up later
            // captures under the same key. It is not due before this call is over, so storing the capture
            // first would add a write and no safety.
            return new Applied.Claimed(payment);
        }
        return writer.save(payment).<Applied>map(Applied.Claimed::new).orElseGet(Applied.Outdated::new);
    }

    /** Applies the order and makes the calls that follow from it, until nothing changes any more. */
    void workOn(String paymentId) {
        workOn(paymentId, Optional.empty());
    }

    /**
     * The same.
     *
     * @param saved the payment as it was just stored; empty if that is not known
     */
    private void workOn(String paymentId, Optional<Payment> saved) {
        Optional<Payment> known = saved;
        for (int i = 0; i < MAX_STEPS; i++) {
            Optional<Payment> claimed = known.isPresent() ? applyOrderTo(known.get()) : applyOrder(paymentId);
            if (claimed.isEmpty()) {
                return;
            }
            if (isRefund(claimed.get()) && claimed.get().isDue(clock.instant())) {
                return; // stored for the sweep of refunds, which may have it by now
            }
            known = claimed.get().pendingCall().isPresent() ? makeCall(claimed.get()) : claimed;
        }
    }

    /** Does the work that is due, unless another thread or replica claims it first, or it is a refund and too many are under way. */
    void resume(String paymentId) {
        Instant now = clock.instant();
        Payment payment = payments.find(paymentId)
                .filter(found -> found.isDue(now) && mayBegin(found))
                .orElse(null);
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
        writer.save(payment).ifPresent(this::doAndFollow);
    }

    @Override
    public void close() {
        background.close();
    }
}
