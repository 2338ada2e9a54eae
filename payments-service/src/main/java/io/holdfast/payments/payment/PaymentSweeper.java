package io.holdfast.payments.payment;

import io.holdfast.payments.PaymentsProperties;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.stereotype.Component;

/** Resumes work that is due because of a crash, a lost answer or a pause before the next try, and makes the refunds that had to wait. */
@Component
class PaymentSweeper {

    private static final int BATCH = 200;

    private final PaymentStore payments;
    private final PaymentWorker worker;
    private final LedgerWriter ledger;
    private final PaymentsProperties properties;
    private final Clock clock;

    PaymentSweeper(
            PaymentStore payments,
            PaymentWorker worker,
            LedgerWriter ledger,
            PaymentsProperties properties,
            Clock clock) {
        this.payments = payments;
        this.worker = worker;
        this.ledger = ledger;
        this.properties = properties;
        this.clock = clock;
    }

    /** Starts to resume due work other than refunds, and inserts ledger entries that are still missing. */
    void sweep() {
        payments.findDue(clock.instant(), BATCH).forEach(worker::resumeInBackground);
        ledger.sweep();
    }

    /** Makes refunds that are due, as many at once as may be under way. Returns when it has tried each that it found. */
    void sweepRefunds() {
        if (!worker.mayRefund()) {
            return;
        }
        List<String> due = payments.findDueRefunds(clock.instant(), BATCH);
        if (due.isEmpty()) {
            return;
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(
                properties.refundConcurrency(), Thread.ofVirtual().factory())) {
            due.forEach(id -> threads.execute(() -> worker.tryResume(id)));
        }
    }
}
