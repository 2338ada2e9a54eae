package io.holdfast.payments.payment;

import static org.springframework.data.mongodb.core.query.Criteria.where;

import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.Updates;
import io.holdfast.payments.ledger.LedgerStore;
import io.holdfast.payments.ledger.LedgerEntry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.stereotype.Component;

/**
 * Keeps the ledger: a moment after a payment's history was written, what it says of money is written there, too, many
 * payments at once. The payment says that it is not booked yet in the write that moved its money, so that what a crash
 * leaves out is found and made up for.
 */
@Component
class LedgerWriter implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LedgerWriter.class);
    private static final int AT_ONCE = 500;
    private static final Duration GRACE = Duration.ofSeconds(3);

    private final LedgerStore ledger;
    private final MongoOperations mongo;
    private final Clock clock;
    // What comes on top is left to the sweep.
    private final BlockingQueue<Payment> waiting = new ArrayBlockingQueue<>(10_000);
    private final Thread thread;

    LedgerWriter(LedgerStore ledger, MongoOperations mongo, Clock clock) {
        this.ledger = ledger;
        this.mongo = mongo;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("bookkeeper").start(this::keepBooks);
    }

    /** Books, soon, what is to be booked of a payment as it was just saved. */
    void book(Payment saved) {
        if (!saved.isBooked() && !waiting.offer(saved)) {
            log.debug("Payment {} is left for the sweep", saved.id());
        }
    }

    /** Books what nobody did. */
    void sweep() {
        List<Payment> left = mongo.find(
                Query.query(where("unbooked")
                                .gte(0)
                                .and("changedAt")
                                .lt(clock.instant().minus(GRACE)))
                        .limit(AT_ONCE),
                Payment.class,
                PaymentStore.COLLECTION);
        book(left);
    }

    /** Writes down whatever is missing, of all that these payments' histories say; how many entries that were. */
    int complete(Collection<Payment> payments) {
        List<LedgerEntry> missing = ledger.missing(
                payments.stream().flatMap(payment -> payment.entries().stream()).toList());
        ledger.insert(missing);
        return missing.size();
    }

    private void keepBooks() {
        List<Payment> batch = new ArrayList<>();
        while (!Thread.currentThread().isInterrupted()) {
            try {
                batch.add(waiting.take());
                waiting.drainTo(batch, AT_ONCE - 1);
                book(batch);
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                log.warn("{} payments are left for the sweep of the ledger: {}", batch.size(), e.toString());
            }
            batch.clear();
        }
    }

    private void book(List<Payment> payments) {
        if (payments.isEmpty()) {
            return;
        }
        ledger.insert(payments.stream()
                .flatMap(payment -> payment.unbooked().stream())
                .toList());
        List<UpdateOneModel<Document>> marks = payments.stream()
                .map(payment -> new UpdateOneModel<Document>(
                        new Document("_id", payment.id()).append("revision", payment.revision()),
                        Updates.unset("unbooked")))
                .toList();
        mongo.getCollection(PaymentStore.COLLECTION).bulkWrite(marks, new BulkWriteOptions().ordered(false));
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
