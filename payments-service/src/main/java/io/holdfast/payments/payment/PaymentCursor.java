package io.holdfast.payments.payment;

import java.time.Instant;

/** A place in the list of payments ordered by when they were last written. */
record PaymentCursor(Instant changedAt, String payment) {

    /** Before all payments written at or after {@code time}. */
    static PaymentCursor before(Instant time) {
        return new PaymentCursor(time, "");
    }

    static PaymentCursor at(Payment payment) {
        return new PaymentCursor(payment.changedAt(), payment.id());
    }
}
