package io.holdfast.payments.payment;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.OrderStatus;
import io.holdfast.web.ProblemException;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaymentProblemsTests {

    /** A 503 is no answer to an idempotency key, so the same request can pay an order that can still be paid. */
    @ParameterizedTest
    @CsvSource({
        "AWAITING_PAYMENT, 503, false",
        "EXPIRED, 410, true",
        "CANCELLED, 409, true",
        "COMPLETED, 409, true",
        "SOLD_BACK, 409, true",
        "REFUNDED, 409, true"
    })
    void whoIsToTryAgainCanDoSoWithTheSameKey(OrderStatus status, int expected, boolean isFinal) {
        ProblemException problem = PaymentProblems.notPayable(status, Duration.ofSeconds(3));
        assertThat(problem.status().value()).isEqualTo(expected);
        assertThat(PaymentController.FINAL.contains(problem.status())).isEqualTo(isFinal);
    }
}
