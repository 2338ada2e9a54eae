package io.holdfast.payments.payment;

import java.time.Clock;
import org.springframework.stereotype.Component;

/** Resumes work that is due because of a crash, a lost answer or a pause before the next try. */
@Component
class PaymentSweeper {

    private static final int BATCH = 200;

    private final PaymentStore payments;
    private final PaymentWorker worker;
    private final LedgerWriter ledger;
    private final Clock clock;

    PaymentSweeper(PaymentStore payments, PaymentWorker worker, LedgerWriter ledger, Clock clock) {
        this.payments = payments;
        this.worker = worker;
        this.ledger = ledger;
        this.clock = clock;
    }

    /** Starts to resume due work, and inserts ledger entries that are still missing. */
    void sweep() {
        payments.findDue(clock.instant(), BATCH).forEach(worker::resumeInBackground);
        ledger.sweep();
    }
}
