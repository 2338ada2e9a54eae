package io.holdfast.payments.payment;

import io.holdfast.contracts.OrderStatus;
import io.holdfast.web.ProblemException;
import java.time.Duration;
import org.springframework.http.HttpStatus;

/** The problems with which a request to pay is answered. */
final class PaymentProblems {

    private PaymentProblems() {}

    static ProblemException declined() {
        return cardDeclined("Your card was declined. Nothing was charged; you can try another card.");
    }

    static ProblemException captureFailed() {
        return cardDeclined("Your bank refused the charge. Nothing was charged, and the order is cancelled.");
    }

    private static ProblemException cardDeclined(String detail) {
        return ProblemException.of(HttpStatus.PAYMENT_REQUIRED, "card-declined", detail);
    }

    static ProblemException holdExpired() {
        return ProblemException.of(
                HttpStatus.GONE, "hold-expired", "The tickets were held too long ago. Nothing was charged.");
    }

    static ProblemException alreadyPaid() {
        return notPayable("This order is already paid.");
    }

    static ProblemException free() {
        return notPayable("This order is free: there is nothing to pay.");
    }

    static ProblemException tooManyAttempts() {
        return notPayable("This order was tried to be paid too often.");
    }

    /** Why an order in this status cannot be paid. */
    static ProblemException notPayable(OrderStatus status) {
        return switch (status) {
            case EXPIRED -> holdExpired();
            case CANCELLED -> notPayable("This order was cancelled.");
            case COMPLETED -> alreadyPaid();
            case SOLD_BACK, REFUNDED -> notPayable("This order was paid and refunded.");
            case AWAITING_PAYMENT -> notPayable("The payment could not be kept. Try again.");
        };
    }

    private static ProblemException notPayable(String detail) {
        return ProblemException.of(HttpStatus.CONFLICT, "order-not-payable", detail);
    }

    static ProblemException underWay(Duration retryAfter) {
        return ProblemException.unavailable("This payment is still under way.", retryAfter);
    }

    static ProblemException providerUnavailable(Duration retryAfter) {
        return ProblemException.of(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        Payment.PROVIDER_UNAVAILABLE,
                        "The payment provider cannot be reached. Nothing was charged.")
                .withRetryAfter(retryAfter);
    }
}
