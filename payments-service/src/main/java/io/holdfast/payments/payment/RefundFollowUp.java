package io.holdfast.payments.payment;

import io.holdfast.payments.payment.ReconciliationReport.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Compares payments with the provider again long after their last change, at the times that {@link Payment#nextLook} gives: a refund can
 * fail up to 30 days after it was made.
 *
 * <p>One payment after the other, and at most {@value #BATCH} in a run, since payments of buyers are waiting for the same provider calls.
 */
@Component
class RefundFollowUp {

    private static final Logger log = LoggerFactory.getLogger(RefundFollowUp.class);
    private static final int BATCH = 100;

    /** After that a replica looks at a payment whose look has not ended: its replica died, or the provider did not answer. */
    private static final Duration LEASE = Duration.ofMinutes(10);

    private final PaymentStore payments;
    private final PaymentComparison comparison;
    private final PaymentMeters meters;
    private final Clock clock;

    RefundFollowUp(PaymentStore payments, PaymentComparison comparison, PaymentMeters meters, Clock clock) {
        this.payments = payments;
        this.comparison = comparison;
        this.meters = meters;
        this.clock = clock;
    }

    /** Looks at payments for which it is time, as {@link PaymentStore#findToLookAt} chooses them. */
    void run() {
        for (String id : payments.findToLookAt(clock.instant(), BATCH)) {
            Instant now = clock.instant();
            Instant until = now.plus(LEASE);
            if (payments.claimLook(id, now, until)) {
                look(id, until);
            }
        }
    }

    private void look(String id, Instant until) {
        Outcome outcome = compare(id);
        meters.looked(outcome);
        switch (outcome) {
            case UNANSWERED, UNDER_WAY -> {
                return;
            }
            case LEARNED, REPEATED, UNKNOWN, DIFFERS -> log.warn("Payment {} looked at again: {}", id, outcome);
            case AGREED -> log.debug("Payment {} looked at again: {}", id, outcome);
        }
        // If the payment changed meanwhile, that write has set the next look.
        payments.find(id).ifPresent(payment -> payments.endLook(payment, until, clock.instant()));
    }

    private Outcome compare(String id) {
        try {
            return comparison.compare(id);
        } catch (RuntimeException e) {
            log.warn("Payment {} is looked at again later", id, e);
            return Outcome.UNANSWERED;
        }
    }
}
