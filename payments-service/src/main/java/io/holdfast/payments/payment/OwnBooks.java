package io.holdfast.payments.payment;

import io.holdfast.payments.provider.ProviderTransaction.Kind;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What the ledger says of payments that were charged, in the words of the provider's books. */
@Component
public class OwnBooks {

    private final PaymentStore payments;

    OwnBooks(PaymentStore payments) {
        this.payments = payments;
    }

    /**
     * One amount in the ledger. What reaches the seller is positive, what leaves is negative.
     *
     * @param amount minor units of the payment's currency
     */
    public record Line(Kind kind, long amount, Instant at) {}

    /**
     * A payment that was charged.
     *
     * @param lines its ledger entries that moved money to or from the seller, the oldest first
     * @param refundsPending what the provider has accepted to refund and not paid yet, in minor units
     */
    public record Charged(String id, String orderId, String currency, List<Line> lines, long refundsPending) {

        public Charged {
            lines = List.copyOf(lines);
        }
    }

    /**
     * A part of the payments, in the order of their last changes.
     *
     * @param charged the ids of those that were charged
     * @param changedAt where the next part begins, with {@code last}
     * @param size how many were looked at
     */
    public record Changed(List<String> charged, Instant changedAt, String last, int size) {

        public Changed {
            charged = List.copyOf(charged);
        }
    }

    /** The payments that changed after one of them, or after a time, and not after {@code until}. */
    public Changed changed(Instant changedAt, @Nullable String after, Instant until, int limit) {
        PaymentCursor cursor = after == null ? PaymentCursor.before(changedAt) : new PaymentCursor(changedAt, after);
        List<Payment> found = payments.findChanged(cursor, until, limit);
        PaymentCursor reached = found.isEmpty() ? cursor : PaymentCursor.at(found.getLast());
        return new Changed(
                found.stream()
                        .filter(payment -> !lines(payment).isEmpty())
                        .map(Payment::id)
                        .toList(),
                reached.changedAt(),
                reached.payment(),
                found.size());
    }

    /** Those of the payments with these ids that were charged. */
    public List<Charged> find(Collection<String> ids) {
        return payments.findAll(ids).stream()
                .map(payment -> new Charged(
                        payment.id(), payment.orderId(), payment.currency(), lines(payment), payment.refundPending()))
                .filter(charged -> !charged.lines().isEmpty())
                .toList();
    }

    /** Has the reconciler ask the provider about the payments with these ids soon, however long ago they changed. */
    public void lookAgain(Collection<String> ids, Instant now) {
        payments.lookAgain(ids, now);
    }

    private static List<Line> lines(Payment payment) {
        return payment.history().entries().stream()
                .filter(entry -> entry.amount() != null)
                .<Line>mapMulti((entry, lines) -> {
                    long amount = entry.amount() == null ? 0 : entry.amount();
                    switch (entry.moved()) {
                        case CAPTURED -> lines.accept(new Line(Kind.CHARGE, amount, entry.at()));
                        case REFUNDED -> lines.accept(new Line(Kind.REFUND, -amount, entry.at()));
                        case REFUND_FAILED -> lines.accept(new Line(Kind.REFUND_FAILURE, amount, entry.at()));
                        case DISPUTED -> lines.accept(new Line(Kind.DISPUTE, -amount, entry.at()));
                        case REINSTATED -> lines.accept(new Line(Kind.DISPUTE_REVERSAL, amount, entry.at()));
                        case AUTHORIZED, VOIDED -> {}
                        case null -> {}
                    }
                })
                .toList();
    }
}
