package io.holdfast.payments.payment;

import io.holdfast.payments.ledger.LedgerEntry;
import io.holdfast.payments.ledger.LedgerStore;
import io.holdfast.runtime.BackgroundLoop;
import io.holdfast.runtime.Phases;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Derives ledger entries from the histories of payments and inserts them: a moment after each write, for many payments at once. The
 * write that moved money also marks the payment as not in the ledger, so the sweep finds what a crash left out.
 */
@Component
class LedgerWriter implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LedgerWriter.class);
    private static final int BATCH = 500;
    private static final int MAX_WAITING = 10_000;

    /** The sweep leaves alone payments written more recently: they are still waiting here or at another replica. */
    private static final Duration GRACE = Duration.ofSeconds(3);

    /** Most payments are authorized and captured within it, so that one write marks them for both. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final LedgerStore ledger;
    private final PaymentStore payments;
    private final Clock clock;
    private final BlockingQueue<Payment> waiting = new ArrayBlockingQueue<>(MAX_WAITING);

    /** In an early phase, so that it stops after the last request and message that write payments. */
    private final BackgroundLoop loop =
            BackgroundLoop.every(PAUSE, "ledger-writer").in(Phases.MESSAGING).runUntilDue(this::insertWaiting);

    LedgerWriter(LedgerStore ledger, PaymentStore payments, Clock clock) {
        this.ledger = ledger;
        this.payments = payments;
        this.clock = clock;
    }

    /** The loop that inserts what was added. */
    BackgroundLoop loop() {
        return loop;
    }

    /** Inserts, within about a second, the new ledger entries of a payment that was just saved. If too many are waiting, the sweep does. */
    void add(Payment saved) {
        if (saved.history().isInLedger()) {
            return;
        }
        if (!waiting.offer(saved)) {
            log.debug("Payment {} is left to the ledger's sweep", saved.id());
        }
        if (waiting.size() >= BATCH) {
            loop.wake();
        }
    }

    /** Inserts entries that are still missing some time after the write of their payment. */
    void sweep() {
        insert(payments.findNotInLedger(clock.instant().minus(GRACE), BATCH));
    }

    /** Inserts all missing entries of these payments, and returns how many were missing. */
    int insertMissing(Collection<Payment> payments) {
        List<LedgerEntry> missing = ledger.missing(payments.stream()
                .flatMap(payment -> payment.ledgerEntries().stream())
                .toList());
        ledger.insert(missing);
        return missing.size();
    }

    /** Inserts what is still waiting. */
    @Override
    public void close() {
        while (!waiting.isEmpty()) {
            insertWaiting();
        }
    }

    private Duration insertWaiting() {
        List<Payment> batch = new ArrayList<>();
        waiting.drainTo(batch, BATCH);
        try {
            insert(newest(batch));
        } catch (RuntimeException e) {
            log.warn("{} payments are left to the ledger's sweep: {}", batch.size(), e.toString());
        }
        return waiting.size() < BATCH ? PAUSE : Duration.ZERO;
    }

    /** Of each payment what was saved last, with the history of what was saved before. */
    private static Collection<Payment> newest(List<Payment> written) {
        Map<String, Payment> newest = new HashMap<>();
        written.forEach(payment ->
                newest.merge(payment.id(), payment, (one, other) -> one.revision() > other.revision() ? one : other));
        return newest.values();
    }

    private void insert(Collection<Payment> written) {
        if (written.isEmpty()) {
            return;
        }
        ledger.insert(written.stream()
                .flatMap(payment -> payment.newLedgerEntries().stream())
                .toList());
        payments.markInLedger(written);
    }
}
