package io.holdfast.payments.payment;

import io.holdfast.contracts.PaymentStatus;
import io.holdfast.payments.PaymentsProperties;
import io.holdfast.payments.payment.ReconciliationReport.Noted;
import io.holdfast.payments.payment.ReconciliationReport.Outcome;
import io.holdfast.payments.payment.PaymentStore.Position;
import io.holdfast.payments.payment.Work.Refund;
import io.holdfast.payments.provider.Answer;
import io.holdfast.payments.provider.PaymentProvider;
import io.holdfast.payments.provider.ProviderCalls;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Compares payments with the provider, and brings together what differs by the transitions that every answer goes
 * through. Payments that changed lately are compared; those with something left to do are always among them, for whoever
 * takes that up changes them.
 *
 * <p>The payment is read before the provider is asked, and what follows is saved only if nobody changed it meanwhile; so
 * an answer that differs is never merely older.
 */
@Component
class Reconciler {

    private static final Logger log = LoggerFactory.getLogger(Reconciler.class);
    private static final int PAGE = 100;
    // Buyers are waiting at the same gate.
    private static final int AT_ONCE = 4;

    /** So long after a step back was made it can be asked for again: Stripe knows its key for a day, and would make it anew after that. */
    private static final Duration KEY_IS_KNOWN = Duration.ofHours(20);

    private final PaymentStore payments;
    private final PaymentWorker worker;
    private final PaymentProvider provider;
    private final ProviderCalls calls;
    private final LedgerWriter bookkeeper;
    private final ReconciliationRoundStore rounds;
    private final PaymentsProperties properties;
    private final PaymentMeters meters;
    private final Clock clock;
    private final AtomicBoolean comparing = new AtomicBoolean();

    Reconciler(
            PaymentStore payments,
            PaymentWorker worker,
            PaymentProvider provider,
            ProviderCalls calls,
            LedgerWriter bookkeeper,
            ReconciliationRoundStore rounds,
            PaymentsProperties properties,
            PaymentMeters meters,
            Clock clock) {
        this.payments = payments;
        this.worker = worker;
        this.provider = provider;
        this.calls = calls;
        this.bookkeeper = bookkeeper;
        this.rounds = rounds;
        this.properties = properties;
        this.meters = meters;
        this.clock = clock;
    }

    /** Compares everything that changed lately, now. */
    ReconciliationReport reconcile() {
        Instant until = clock.instant();
        ReconciliationReport findings = ReconciliationReport.none();
        List<Payment> page = payments.changed(start(), until, PAGE);
        while (!page.isEmpty()) {
            findings = findings.and(compare(page));
            page = payments.changed(Position.of(page.getLast()), until, PAGE);
        }
        tell(findings);
        return findings;
    }

    /**
     * The same now and then, by one replica at a time; goes on where a crash interrupted it. On a thread of its own, since all
     * that is scheduled shares one, and the sweep must not wait for a round of many minutes.
     */
    @Scheduled(fixedDelayString = "PT10S", initialDelayString = "PT10S")
    void reconcileRegularly() {
        if (comparing.compareAndSet(false, true)) {
            Thread.ofVirtual().name("reconciler").start(this::takeRound);
        }
    }

    private void takeRound() {
        try {
            rounds.take().ifPresent(round -> {
                Instant until = clock.instant();
                ReconciliationReport findings = ReconciliationReport.none();
                List<Payment> page = payments.changed(round.position().orElseGet(this::start), until, PAGE);
                while (!page.isEmpty()) {
                    findings = findings.and(compare(page));
                    if (!round.reached(Position.of(page.getLast()))) {
                        return;
                    }
                    page = payments.changed(Position.of(page.getLast()), until, PAGE);
                }
                round.finish();
                tell(findings);
            });
        } catch (RuntimeException e) {
            log.warn("The comparison with the provider will be taken up again: {}", e.toString());
        } finally {
            comparing.set(false);
        }
    }

    private Position start() {
        return new Position(clock.instant().minus(properties.reconcileWindow()), "");
    }

    private void tell(ReconciliationReport findings) {
        meters.compared(findings);
        if (findings.isQuiet()) {
            log.debug("Compared with the provider: {}", findings);
        } else {
            log.warn("Compared with the provider: {}", findings);
        }
    }

    private ReconciliationReport compare(List<Payment> page) {
        List<Future<Noted>> compared;
        try (ExecutorService threads =
                Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
            compared = page.stream()
                    .map(payment -> threads.submit(() -> note(payment.id())))
                    .toList();
        }
        return ReconciliationReport.of(compared.stream().map(Future::resultNow).toList(), bookkeeper.complete(page));
    }

    private Noted note(String paymentId) {
        try {
            return new Noted(paymentId, compare(paymentId));
        } catch (RuntimeException e) {
            log.warn("Payment {} is left for the next comparison", paymentId, e);
            return new Noted(paymentId, Outcome.UNANSWERED);
        }
    }

    private Outcome compare(String paymentId) {
        worker.settle(paymentId);
        Payment payment = payments.find(paymentId).orElseThrow();
        if (payment.toAsk().isPresent()) {
            worker.resume(paymentId);
            return Outcome.UNDER_WAY;
        }
        String reference = payment.reference();
        if (reference == null) {
            // Whatever was asked, nothing came of it, and the provider said so.
            return Outcome.AGREED;
        }
        Answer answer = calls.make(() -> provider.lookUp(reference));
        if (payment.applyLookup(answer, clock.instant())) {
            return payments.save(payment).isPresent() ? followUp(paymentId) : Outcome.UNDER_WAY;
        }
        return switch (answer) {
            case Answer.Authorized _ when payment.isCharged() -> captureAgain(payment, reference);
            case Answer.Captured _ -> compareRefunds(payment, reference, 0);
            case Answer.Refunded known -> compareRefunds(payment, reference, known.refunded());
            case Answer.Voided _ when payment.status() == PaymentStatus.CAPTURED -> Outcome.DIFFERS;
            case Answer.Authorized _, Answer.Voided _ -> Outcome.AGREED;
            case Answer.Refused _ -> payment.isCharged() || payment.isToDecide() ? Outcome.UNKNOWN : Outcome.AGREED;
            case Answer.Unreached _, Answer.Unknown _ -> Outcome.UNANSWERED;
        };
    }

    private Outcome followUp(String paymentId) {
        worker.settle(paymentId);
        worker.resume(paymentId);
        return Outcome.LEARNED;
    }

    private Outcome captureAgain(Payment payment, String reference) {
        return switch (calls.make(() -> provider.capture(reference, payment.captureKey()))) {
            case Answer.Captured _, Answer.Refunded _ -> Outcome.REPEATED;
            case Answer.Unreached _, Answer.Unknown _ -> Outcome.UNANSWERED;
            case Answer.Authorized _, Answer.Voided _, Answer.Refused _ -> Outcome.DIFFERS;
        };
    }

    private Outcome compareRefunds(Payment payment, String reference, long back) {
        if (back >= payment.refunded()) {
            return Outcome.AGREED;
        }
        // Those that the provider still has, it does not make again: their keys are the same. Older ones are for a
        // person to decide.
        Outcome outcome = Outcome.DIFFERS;
        for (Refund refund : payment.refunds(clock.instant().minus(KEY_IS_KNOWN))) {
            Answer answer = calls.make(() -> provider.refund(reference, refund.amount(), payment.key(refund)));
            outcome = switch (answer) {
                case Answer.Refunded now when now.refunded() >= payment.refunded() -> Outcome.REPEATED;
                case Answer.Unreached _, Answer.Unknown _ -> Outcome.UNANSWERED;
                default -> Outcome.DIFFERS;
            };
        }
        return outcome;
    }
}
