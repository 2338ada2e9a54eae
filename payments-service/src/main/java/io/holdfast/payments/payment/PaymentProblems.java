package io.holdfast.payments.payment;

import io.holdfast.contracts.OrderStatus;
import io.holdfast.web.ProblemException;
import java.time.Duration;
import java.util.Optional;
import org.springframework.http.HttpStatus;

/** The problems with which a request to pay is answered. */
final class PaymentProblems {

    private PaymentProblems() {}

    static ProblemException declined() {
        return cardDeclined("Your card was declined. Nothing was charged; you can try another card.");
    }

    /** Why an attempt was refused; empty when it was not, but the buyer did not confirm it. */
    static Optional<ProblemException> refused(Payment declined) {
        return switch (declined.failure()) {
            case Payment.AUTHENTICATION_REQUIRED -> Optional.of(authenticationRequired());
            case Payment.NOT_CONFIRMED -> Optional.empty();
            case null, default -> Optional.of(declined.attempt().isInPage() ? refusedByProvider() : declined());
        };
    }

    private static ProblemException authenticationRequired() {
        return ProblemException.of(
                HttpStatus.PAYMENT_REQUIRED,
                Payment.AUTHENTICATION_REQUIRED,
                "Your bank wants to ask you first, which needs a browser: pay on the page of the order. Nothing was"
                        + " charged.");
    }

    private static ProblemException refusedByProvider() {
        return notPayable("The payment provider does not take a payment like this. Nothing was charged.");
    }

    static ProblemException payByToken() {
        return ProblemException.of(
                HttpStatus.CONFLICT, "pay-by-token", "This payment provider takes tokens only: POST /api/payments.");
    }

    static ProblemException lookedTooOften(Duration wait) {
        return ProblemException.rateLimited("You asked what became of this payment too often.", wait);
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

    static ProblemException tooManyDeclined(Duration wait) {
        return ProblemException.rateLimited(
                "Many cards were declined. Nothing was charged; wait before you try another one.", wait);
    }

    /** Nothing was begun, and so nothing charged, by the request that is answered with it. */
    static ProblemException othersUnderWay(Duration retryAfter) {
        return ProblemException.of(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "others-under-way",
                        "Other payments are still under way. Nothing was charged; try again.")
                .withRetryAfter(retryAfter);
    }

    /**
     * Why an order in this status cannot be paid.
     *
     * @param retryAfter when to try again to pay one that can
     */
    static ProblemException notPayable(OrderStatus status, Duration retryAfter) {
        return switch (status) {
            case EXPIRED -> holdExpired();
            case CANCELLED -> notPayable("This order was cancelled.");
            case COMPLETED -> alreadyPaid();
            case SOLD_BACK, REFUNDED -> notPayable("This order was paid and refunded.");
            case AWAITING_PAYMENT ->
                ProblemException.unavailable("The payment could not be kept. Try again.", retryAfter);
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
