package io.holdfast.payments.payment;

import io.holdfast.contracts.PaymentAuthorized;
import io.holdfast.contracts.PaymentCaptured;
import io.holdfast.contracts.PaymentFailed;
import io.holdfast.contracts.PaymentMessage;
import io.holdfast.contracts.PaymentRefunded;
import io.holdfast.contracts.PaymentStatus;
import io.holdfast.contracts.PaymentVoided;
import io.holdfast.payments.payment.Findings.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What the money does, and what the comparison with the provider finds. */
@Component
class PaymentMeters {

    private final Map<PaymentStatus, Counter> payments = new EnumMap<>(PaymentStatus.class);
    private final Map<Outcome, Counter> outcomes = new EnumMap<>(Outcome.class);
    private volatile long comparedAt = System.nanoTime();

    PaymentMeters(MeterRegistry registry) {
        for (PaymentStatus status : PaymentStatus.values()) {
            payments.put(
                    status,
                    Counter.builder("holdfast.payments")
                            .description("Payments that came to this status; for refunded, each time money went back")
                            .tag("status", word(status))
                            .register(registry));
        }
        for (Outcome outcome : Outcome.values()) {
            outcomes.put(
                    outcome,
                    Counter.builder("holdfast.reconciliation")
                            .description("Payments compared with the provider, by what came of it")
                            .tag("outcome", word(outcome))
                            .register(registry));
        }
        TimeGauge.builder(
                        "holdfast.reconciliation.age",
                        this,
                        TimeUnit.NANOSECONDS,
                        meters -> System.nanoTime() - meters.comparedAt)
                .description("Since this replica last finished a comparison with the provider, or started")
                .register(registry);
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** An intent was recorded. */
    void begun() {
        count(payments.get(PaymentStatus.AUTHORIZING), 1);
    }

    /** A payment came to what it announces. */
    void said(PaymentMessage message) {
        PaymentStatus status = switch (message) {
            case PaymentAuthorized _ -> PaymentStatus.AUTHORIZED;
            case PaymentFailed failed -> failed.payment().status();
            case PaymentCaptured _ -> PaymentStatus.CAPTURED;
            case PaymentVoided _ -> PaymentStatus.VOIDED;
            case PaymentRefunded _ -> PaymentStatus.REFUNDED;
        };
        count(payments.get(status), 1);
    }

    /** A comparison came to its end. */
    void compared(Findings findings) {
        findings.outcomes().forEach((outcome, many) -> count(outcomes.get(outcome), many.doubleValue()));
        comparedAt = System.nanoTime();
    }

    private static void count(@Nullable Counter counter, double many) {
        if (counter != null) {
            counter.increment(many);
        }
    }
}
