package io.holdfast.payments.payment;

import io.holdfast.messaging.OutboxRelay;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Writes payments, and after each write counts it, publishes its message, adds it to the ledger, and wakes requests that wait for it. */
@Component
class PaymentWriter {

    private final PaymentStore payments;
    private final PaymentMeters meters;
    private final OutboxRelay relay;
    private final LedgerWriter ledger;
    private final PaymentChanges changes;

    PaymentWriter(
            PaymentStore payments,
            PaymentMeters meters,
            OutboxRelay paymentsOutbox,
            LedgerWriter ledger,
            PaymentChanges changes) {
        this.payments = payments;
        this.meters = meters;
        this.relay = paymentsOutbox;
        this.ledger = ledger;
        this.changes = changes;
    }

    /** The payment as it is stored then; empty when there is one already. */
    Optional<Payment> insert(Payment payment) {
        Optional<Payment> inserted = payments.insert(payment);
        inserted.ifPresent(stored -> {
            meters.inserted();
            changes.changed(stored);
        });
        return inserted;
    }

    /** The payment as it is stored then; empty when it has changed since it was read. */
    Optional<Payment> save(Payment payment) {
        Optional<Payment> saved = payments.save(payment);
        saved.ifPresent(stored -> {
            payment.unpublished().ifPresent(message -> {
                meters.published(message);
                relay.publish(stored);
            });
            ledger.add(stored.copy());
            changes.changed(stored);
        });
        return saved;
    }
}
