package io.holdfast.payments.payment;

import io.holdfast.contracts.PaymentStatus;
import io.holdfast.payments.ledger.LedgerEntry;
import io.holdfast.payments.payment.HistoryEntry.Move;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.mapping.Field;

/**
 * What happened to a payment, oldest first. The ledger is derived from it: a step that moved money has one ledger entry.
 *
 * @param notInLedger index of the first step that moved money and may have no ledger entry yet; null when all have one
 * @param operated which steps operators wanted; null for none
 */
record PaymentHistory(
        @Field("history") List<HistoryEntry> entries,
        @Field("unbooked") @Nullable Integer notInLedger,
        @Field("operated") @Nullable List<Operated> operated) {

    static final PaymentHistory EMPTY = new PaymentHistory(List.of(), null, null);

    /**
     * A step that an operator wanted.
     *
     * @param step its index
     * @param by the account of the operator
     */
    record Operated(int step, String by) {}

    PaymentHistory {
        entries = List.copyOf(entries);
        operated = operated == null ? null : List.copyOf(operated);
    }

    PaymentHistory with(HistoryEntry entry) {
        List<HistoryEntry> more = new ArrayList<>(entries);
        more.add(entry);
        boolean firstToWrite = entry.moved() != null && notInLedger == null;
        return new PaymentHistory(more, firstToWrite ? Integer.valueOf(entries.size()) : notInLedger, operated);
    }

    /** With the last step as one that this operator wanted. */
    PaymentHistory operatedBy(String operator) {
        List<Operated> more = new ArrayList<>(operated == null ? List.of() : operated);
        more.add(new Operated(entries.size() - 1, operator));
        return new PaymentHistory(entries, notInLedger, more);
    }

    /** The index of the last step with this word that this operator wanted; empty if there is none. */
    OptionalInt lastOperated(String word, String operator) {
        return (operated == null ? Stream.<Operated>empty() : operated.stream())
                .filter(each -> each.by().equals(operator)
                        && word.equals(entries.get(each.step()).failure()))
                .mapToInt(Operated::step)
                .max();
    }

    /** Whether the amount that an attempt authorized is neither captured nor voided. */
    boolean isAuthorized(int attempt) {
        return lastMove(attempt) == Move.AUTHORIZED;
    }

    /** Whether the amount that an attempt authorized was captured, whatever was refunded since. */
    boolean isCaptured(int attempt) {
        return lastMove(attempt) == Move.CAPTURED;
    }

    /** How much of the charge of an attempt its buyer's bank has taken back and not returned, in minor units. */
    long withdrawn(int attempt) {
        return sum(attempt, Move.DISPUTED) - sum(attempt, Move.REINSTATED);
    }

    private long sum(int attempt, Move moved) {
        return entries.stream()
                .filter(entry -> entry.attempt() == attempt && entry.moved() == moved)
                .mapToLong(entry -> entry.amount() == null ? 0 : entry.amount())
                .sum();
    }

    private @Nullable Move lastMove(int attempt) {
        return entries.stream()
                .filter(entry -> entry.attempt() == attempt)
                .map(HistoryEntry::moved)
                .filter(moved -> moved != null && moved.isOfAuthorization())
                .reduce(null, (_, later) -> later);
    }

    /** The refunds of an attempt that were recorded at or after {@code since}, oldest first. */
    List<RefundStep> refunds(int attempt, Instant since) {
        List<RefundStep> steps = new ArrayList<>();
        long refunded = 0;
        for (HistoryEntry entry : entries) {
            if (entry.attempt() == attempt && entry.moved() == Move.REFUNDED && entry.amount() != null) {
                if (!entry.at().isBefore(since)) {
                    steps.add(new RefundStep(refunded, refunded + entry.amount()));
                }
                refunded += entry.amount();
            }
        }
        return steps;
    }

    /** Whether a step of an attempt has this word for what went wrong or was done about it. */
    boolean has(String failure, int attempt) {
        return entries.stream().anyMatch(entry -> entry.attempt() == attempt && failure.equals(entry.failure()));
    }

    /** The status that the payment had with the last step of an attempt; empty if it has none. */
    Optional<PaymentStatus> lastStatus(int attempt) {
        return entries.reversed().stream()
                .filter(entry -> entry.attempt() == attempt)
                .map(HistoryEntry::status)
                .findFirst();
    }

    /** How many steps have this word for what went wrong. */
    int count(String failure) {
        return (int) entries.stream()
                .filter(entry -> failure.equals(entry.failure()))
                .count();
    }

    /** When the last step was recorded; the epoch if there is none. */
    Instant lastAt() {
        return entries.isEmpty() ? Instant.EPOCH : entries.getLast().at();
    }

    Optional<Instant> lastRefundAt() {
        return entries.reversed().stream()
                .filter(entry -> entry.moved() == Move.REFUNDED)
                .map(HistoryEntry::at)
                .findFirst();
    }

    boolean isInLedger() {
        return notInLedger == null;
    }

    /** The ledger entries of all steps. */
    List<LedgerEntry> ledgerEntries(String paymentId, String currency) {
        return ledgerEntriesFrom(0, paymentId, currency);
    }

    /** The ledger entries that may not be stored yet. */
    List<LedgerEntry> newLedgerEntries(String paymentId, String currency) {
        return notInLedger == null ? List.of() : ledgerEntriesFrom(notInLedger, paymentId, currency);
    }

    private List<LedgerEntry> ledgerEntriesFrom(int first, String paymentId, String currency) {
        return IntStream.range(first, entries.size())
                .mapToObj(index -> entries.get(index).ledgerEntry(paymentId, index, currency))
                .flatMap(Optional::stream)
                .toList();
    }
}
