package io.holdfast.payments.payment;

import io.holdfast.payments.provider.Answer;
import io.holdfast.payments.provider.ProviderNotifications;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Applies notifications of the provider to payments. */
@Component
class PaymentNotifications implements ProviderNotifications {

    private static final Logger log = LoggerFactory.getLogger(PaymentNotifications.class);

    private final PaymentStore payments;
    private final PaymentWriter writer;
    private final PaymentWorker worker;
    private final Clock clock;

    PaymentNotifications(PaymentStore payments, PaymentWriter writer, PaymentWorker worker, Clock clock) {
        this.payments = payments;
        this.writer = writer;
        this.worker = worker;
        this.clock = clock;
    }

    @Override
    public void accept(String paymentId, String key, Answer answer) {
        while (true) {
            Payment payment = payments.find(paymentId).orElse(null);
            if (payment == null || !payment.hasAttempt(key)) {
                log.info("The provider notified of {}, which is no attempt of a payment that it could change", key);
                return;
            }
            if (!payment.applyReport(key, answer, clock.instant())
                    || writer.save(payment).isPresent()) {
                worker.followOrder(paymentId);
                return;
            }
        }
    }
}
