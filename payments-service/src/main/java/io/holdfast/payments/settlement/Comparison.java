package io.holdfast.payments.settlement;

import io.holdfast.payments.payment.OwnBooks.Line;
import io.holdfast.payments.provider.ProviderTransaction;
import io.holdfast.payments.provider.ProviderTransaction.Kind;
import io.holdfast.payments.settlement.Difference.Side;
import io.holdfast.payments.settlement.Difference.What;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger and the provider's books say about one payment. Charges, refunds and disputes are compared by their sums: a refund that
 * failed before it was recorded is in the provider's books twice, and in the ledger not at all.
 *
 * @param differences that have lasted for the grace
 * @param waitsUntil when a difference that is younger will have; null if there is none
 */
record Comparison(List<Difference> differences, @Nullable Instant waitsUntil) {

    static final Comparison EQUAL = new Comparison(List.of(), null);

    Comparison {
        differences = List.copyOf(differences);
    }

    /**
     * Compares.
     *
     * @param currency of the ledger's lines
     * @param refundsPending what may be in the provider's books already, and is not in the ledger yet
     * @param readUpTo until when the provider's books are known
     */
    static Comparison of(
            String currency,
            List<Line> ledger,
            long refundsPending,
            List<ProviderTransaction> provider,
            Instant readUpTo,
            Duration grace) {
        List<Difference> lasting = new ArrayList<>();
        Instant waits = null;
        for (Side side : Side.values()) {
            List<Line> ours =
                    ledger.stream().filter(line -> side(line.kind()) == side).toList();
            List<ProviderTransaction> theirs = provider.stream()
                    .filter(transaction -> side(transaction.kind()) == side)
                    .toList();
            long pending = side == Side.REFUND ? refundsPending : 0;
            if (agree(ours, theirs, pending, currency)) {
                continue;
            }
            Instant told = last(ours, theirs).plus(grace);
            if (told.isAfter(readUpTo)) {
                waits = waits == null || told.isBefore(waits) ? told : waits;
            } else {
                lasting.add(new Difference(side, what(ours, theirs), ours(ours), theirs(theirs)));
            }
        }
        return new Comparison(lasting, waits);
    }

    private static @Nullable Side side(Kind kind) {
        return switch (kind) {
            case CHARGE -> Side.CHARGE;
            case REFUND, REFUND_FAILURE -> Side.REFUND;
            case DISPUTE, DISPUTE_REVERSAL -> Side.DISPUTE;
            case PAYOUT, PAYOUT_REVERSAL, OTHER -> null;
        };
    }

    private static boolean agree(List<Line> ours, List<ProviderTransaction> theirs, long pending, String currency) {
        long ledger = ours(ours);
        long provider = theirs(theirs);
        return provider <= ledger
                && provider >= ledger - pending
                && theirs.stream()
                        .allMatch(transaction -> transaction.currency().equals(currency));
    }

    private static What what(List<Line> ours, List<ProviderTransaction> theirs) {
        if (theirs.isEmpty()) {
            return What.MISSING_AT_PROVIDER;
        }
        return ours.isEmpty() ? What.MISSING_IN_LEDGER : What.AMOUNTS_DIFFER;
    }

    private static long ours(List<Line> lines) {
        return lines.stream().mapToLong(Line::amount).sum();
    }

    private static long theirs(List<ProviderTransaction> transactions) {
        return transactions.stream().mapToLong(ProviderTransaction::amount).sum();
    }

    /** There is one: two empty lists agree. */
    private static Instant last(List<Line> ours, List<ProviderTransaction> theirs) {
        return Stream.concat(ours.stream().map(Line::at), theirs.stream().map(ProviderTransaction::at))
                .max(Instant::compareTo)
                .orElseThrow();
    }
}
