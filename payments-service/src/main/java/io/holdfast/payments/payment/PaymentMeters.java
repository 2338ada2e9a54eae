package io.holdfast.payments.payment;

import io.holdfast.contracts.PaymentAuthorized;
import io.holdfast.contracts.PaymentCaptured;
import io.holdfast.contracts.PaymentChallenged;
import io.holdfast.contracts.PaymentDisputed;
import io.holdfast.contracts.PaymentFailed;
import io.holdfast.contracts.PaymentMessage;
import io.holdfast.contracts.PaymentRefundFailed;
import io.holdfast.contracts.PaymentRefunded;
import io.holdfast.contracts.PaymentStatus;
import io.holdfast.contracts.PaymentVoided;
import io.holdfast.payments.payment.ReconciliationReport.Outcome;
import io.holdfast.telemetry.Counters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** Counts the transitions of payments and the outcomes of comparisons with the provider. */
@Component
class PaymentMeters {

    private final Counters<PaymentStatus> payments;
    private final Counters<Outcome> outcomes;
    private volatile long comparedAt = System.nanoTime();

    PaymentMeters(MeterRegistry registry) {
        payments = Counters.of(
                registry,
                "holdfast.payments",
                "Payments that came to this status; for refunded, each time money went back",
                "status",
                PaymentStatus.class);
        outcomes = Counters.of(
                registry,
                "holdfast.reconciliation",
                "Payments compared with the provider, by what came of it",
                "outcome",
                Outcome.class);
        TimeGauge.builder(
                        "holdfast.reconciliation.age",
                        this,
                        TimeUnit.NANOSECONDS,
                        meters -> System.nanoTime() - meters.comparedAt)
                .description("Since this replica last finished a comparison with the provider, or started")
                .register(registry);
    }

    /** A payment was inserted. */
    void inserted() {
        payments.count(PaymentStatus.AUTHORIZING, 1);
    }

    /** A payment reached the status that its message publishes. Challenges, failed refunds and disputes are no status of their own. */
    void published(PaymentMessage message) {
        PaymentStatus status = switch (message) {
            case PaymentChallenged _, PaymentRefundFailed _, PaymentDisputed _ -> null;
            case PaymentAuthorized _ -> PaymentStatus.AUTHORIZED;
            case PaymentFailed failed -> failed.payment().status();
            case PaymentCaptured _ -> PaymentStatus.CAPTURED;
            case PaymentVoided _ -> PaymentStatus.VOIDED;
            case PaymentRefunded _ -> PaymentStatus.REFUNDED;
        };
        if (status != null) {
            payments.count(status, 1);
        }
    }

    /** One payment was looked at again. */
    void looked(Outcome outcome) {
        outcomes.count(outcome, 1);
    }

    /** A comparison was finished. */
    void compared(ReconciliationReport report) {
        report.outcomes().forEach((outcome, count) -> outcomes.count(outcome, count.doubleValue()));
        comparedAt = System.nanoTime();
    }
}
