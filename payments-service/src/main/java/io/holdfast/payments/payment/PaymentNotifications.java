package io.holdfast.payments.payment;

import io.holdfast.payments.provider.Answer;
import io.holdfast.payments.provider.ProviderNotifications;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Applies what the provider tells of its own accord through the same transitions as its answers. */
@Component
class PaymentNotifications implements ProviderNotifications {

    private static final Logger log = LoggerFactory.getLogger(PaymentNotifications.class);

    private final PaymentStore payments;
    private final PaymentWorker worker;
    private final Clock clock;

    PaymentNotifications(PaymentStore payments, PaymentWorker worker, Clock clock) {
        this.payments = payments;
        this.worker = worker;
        this.clock = clock;
    }

    @Override
    public void accept(String paymentId, String key, Answer answer) {
        while (true) {
            Payment payment = payments.find(paymentId).orElse(null);
            if (payment == null || !payment.key().equals(key)) {
                log.info("The provider told of {}, which is no payment of ours any more", key);
                return;
            }
            if (!payment.applyLookup(answer, clock.instant()) || payments.save(payment).isPresent()) {
                worker.follow(paymentId);
                return;
            }
        }
    }
}
