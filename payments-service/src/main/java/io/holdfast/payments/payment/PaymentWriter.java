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
        Optional<Payment> saved = saveWithMark(payment).or(() -> payments.save(payment, null));
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

    /** Marks the messages that were published before with the same write. Empty if there are none, or it was not made. */
    private Optional<Payment> saveWithMark(Payment payment) {
        // Without a message of its own it does not tell whether anything is pending then.
        return payment.unpublished()
                .flatMap(_ -> relay.writeWithMark(payment.id(), mark -> payments.save(payment, mark)));
    }
}
