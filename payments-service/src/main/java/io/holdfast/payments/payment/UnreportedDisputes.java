package io.holdfast.payments.payment;

import com.mongodb.client.model.Projections;
import io.holdfast.messaging.Migration;
import io.holdfast.runtime.YieldingRest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Component;

/**
 * Earlier releases told others of one dispute about a charge only, though it had several. This reports all of them, once for a database;
 * {@code ./holdfast check} looks for the mark, since until then an order may know less.
 */
@Component
class UnreportedDisputes {

    private static final String REPORTED = "reported-disputes";

    private final PaymentStore payments;
    private final PaymentWriter writer;
    private final Migration migration;

    UnreportedDisputes(MongoTemplate mongo, PaymentStore payments, PaymentWriter writer, YieldingRest buyersFirst) {
        this.payments = payments;
        this.writer = writer;
        this.migration = new Migration(
                REPORTED,
                mongo,
                PaymentStore.COLLECTION,
                Projections.include("disputes.reference"),
                buyersFirst::after,
                this::report);
    }

    /** Reports what the next payments have several of; returns when to go on. */
    Duration reportNext() {
        return migration.next();
    }

    private void report(List<Document> found) {
        found.stream()
                .filter(payment ->
                        payment.getList("disputes", Document.class, List.of()).size() > 1)
                .forEach(payment -> report(payment.getString("_id")));
    }

    /** Again if it changes meanwhile, since that may be written by a replica that reports one only. */
    private void report(String id) {
        boolean isReported;
        do {
            Optional<Payment> several = payments.find(id)
                    .filter(payment -> payment.isCharged() && payment.disputes().areSeveral());
            several.ifPresent(Payment::reportDisputes);
            isReported = several.isEmpty() || writer.save(several.get()).isPresent();
        } while (!isReported);
    }
}
