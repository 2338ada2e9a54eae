package io.holdfast.payments.payment;

import io.holdfast.payments.PaymentsProperties;
import io.holdfast.payments.payment.ReconciliationReport.Noted;
import io.holdfast.payments.payment.ReconciliationReport.Outcome;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Compares the payments that changed lately with the provider, page by page, and inserts ledger entries they lack. Payments with work
 * left are always among them, since every try of the work changes them.
 */
@Component
class Reconciler {

    private static final Logger log = LoggerFactory.getLogger(Reconciler.class);
    private static final int PAGE = 100;

    /** Comparisons made at once: few, since payments of buyers are waiting for the same provider calls. */
    private static final int CONCURRENCY = 4;

    private final PaymentStore payments;
    private final PaymentComparison comparison;
    private final LedgerWriter ledger;
    private final ReconciliationRoundStore rounds;
    private final PaymentsProperties properties;
    private final PaymentMeters meters;
    private final Clock clock;

    Reconciler(
            PaymentStore payments,
            PaymentComparison comparison,
            LedgerWriter ledger,
            ReconciliationRoundStore rounds,
            PaymentsProperties properties,
            PaymentMeters meters,
            Clock clock) {
        this.payments = payments;
        this.comparison = comparison;
        this.ledger = ledger;
        this.rounds = rounds;
        this.properties = properties;
        this.meters = meters;
        this.clock = clock;
    }

    /** Compares everything that changed lately, now. */
    ReconciliationReport reconcile() {
        ReconciliationReport report = compareFrom(start(), _ -> true).orElseThrow();
        report(report);
        return report;
    }

    /** Makes the regular comparison if it is due. One replica makes it, and another continues it where a crash interrupted it. */
    void reconcileIfDue() {
        rounds.claim()
                .ifPresent(round -> compareFrom(round.cursor().orElseGet(this::start), round::advance)
                        .ifPresent(report -> {
                            round.finish();
                            report(report);
                        }));
    }

    private PaymentCursor start() {
        return PaymentCursor.before(clock.instant().minus(properties.reconcileWindow()));
    }

    /** Compares page by page while {@code mayContinue} holds for the end of each page; empty if it was stopped by that. */
    private Optional<ReconciliationReport> compareFrom(PaymentCursor start, Predicate<PaymentCursor> mayContinue) {
        Instant until = clock.instant();
        ReconciliationReport report = ReconciliationReport.empty();
        List<Payment> page = payments.findChanged(start, until, PAGE);
        while (!page.isEmpty()) {
            report = report.plus(compare(page));
            PaymentCursor reached = PaymentCursor.at(page.getLast());
            if (!mayContinue.test(reached)) {
                return Optional.empty();
            }
            page = payments.findChanged(reached, until, PAGE);
        }
        return Optional.of(report);
    }

    private ReconciliationReport compare(List<Payment> page) {
        List<Future<Noted>> compared;
        try (ExecutorService threads =
                Executors.newFixedThreadPool(CONCURRENCY, Thread.ofVirtual().factory())) {
            compared = page.stream()
                    .map(payment -> threads.submit(() -> compare(payment.id())))
                    .toList();
        }
        return ReconciliationReport.of(compared.stream().map(Future::resultNow).toList(), ledger.insertMissing(page));
    }

    private Noted compare(String paymentId) {
        try {
            return new Noted(paymentId, comparison.compare(paymentId));
        } catch (RuntimeException e) {
            log.warn("Payment {} is left to the next comparison", paymentId, e);
            return new Noted(paymentId, Outcome.UNANSWERED);
        }
    }

    private void report(ReconciliationReport report) {
        meters.compared(report);
        if (report.isUneventful()) {
            log.debug("Compared with the provider: {}", report);
        } else {
            log.warn("Compared with the provider: {}", report);
        }
    }
}
