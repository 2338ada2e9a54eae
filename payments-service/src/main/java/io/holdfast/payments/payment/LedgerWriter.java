package io.holdfast.payments.payment;

import io.holdfast.messaging.OutboxRelay;
import io.holdfast.payments.ledger.LedgerEntry;
import io.holdfast.payments.ledger.LedgerStore;
import io.holdfast.runtime.BackgroundLoop;
import io.holdfast.runtime.Phases;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
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
    private static final Duration GRACE = Duration.ofSeconds(6);

    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** An authorized payment waits this long to be captured, so that one write marks it for both. */
    private static final Duration DECISION = Duration.ofSeconds(2);

    /** Any other waits this long for its message to be acknowledged, so that the same write marks that. */
    private static final Duration ACKNOWLEDGEMENT = Duration.ofMillis(500);

    private final LedgerStore ledger;
    private final PaymentStore payments;
    private final Clock clock;
    private final OutboxRelay relay;

    /** By payment, what was saved last of it, with the history of what was saved before. */
    private final Map<String, Payment> waiting = new ConcurrentHashMap<>();

    /** In an early phase, so that it stops after the last request and message that write payments. */
    private final BackgroundLoop loop =
            BackgroundLoop.every(PAUSE, "ledger-writer").in(Phases.MESSAGING).runUntilDue(this::insertWaiting);

    LedgerWriter(LedgerStore ledger, PaymentStore payments, OutboxRelay paymentsOutbox, Clock clock) {
        this.ledger = ledger;
        this.payments = payments;
        this.relay = paymentsOutbox;
        this.clock = clock;
    }

    /** The loop that inserts what was added. */
    BackgroundLoop loop() {
        return loop;
    }

    /** Inserts, within a few seconds, the new ledger entries of a payment that was just saved. If too many are waiting, the sweep does. */
    void add(Payment saved) {
        if (saved.history().isInLedger()) {
            return;
        }
        if (waiting.size() < MAX_WAITING || waiting.containsKey(saved.id())) {
            waiting.merge(saved.id(), saved, (one, other) -> one.revision() > other.revision() ? one : other);
        } else {
            log.debug("Payment {} is left to the ledger's sweep", saved.id());
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
        insertParts(List.copyOf(waiting.values()));
    }

    private @Nullable Duration insertWaiting() {
        Instant now = clock.instant();
        insertParts(waiting.values().stream()
                .filter(payment -> payment.changedAt().isBefore(now.minus(waitOf(payment))))
                .toList());
        return null;
    }

    private static Duration waitOf(Payment payment) {
        return payment.stage() == Stage.AWAITING_ORDER ? DECISION : ACKNOWLEDGEMENT;
    }

    private void insertParts(List<Payment> ready) {
        for (int from = 0; from < ready.size(); from += BATCH) {
            List<Payment> part = ready.subList(from, Math.min(ready.size(), from + BATCH));
            part.forEach(payment -> waiting.remove(payment.id(), payment));
            try {
                insert(part);
            } catch (RuntimeException e) {
                log.warn("{} payments are left to the ledger's sweep: {}", part.size(), e.toString());
            }
        }
    }

    private void insert(Collection<Payment> written) {
        if (written.isEmpty()) {
            return;
        }
        ledger.insert(written.stream()
                .flatMap(payment -> payment.newLedgerEntries().stream())
                .toList());
        // With the same writes, what was published of them.
        relay.writeWithMarks(
                written.stream().map(Payment::id).toList(), published -> payments.markInLedger(written, published));
    }
}
