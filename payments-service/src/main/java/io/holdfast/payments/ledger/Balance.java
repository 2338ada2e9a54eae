package io.holdfast.payments.ledger;

import java.util.List;

/**
 * Where the money of one payment is according to the ledger, in minor units.
 *
 * @param authorized authorized, and neither captured nor voided
 * @param kept captured, and neither refunded nor taken back by a bank
 */
public record Balance(long authorized, long kept) {

    public static final Balance ZERO = new Balance(0, 0);

    public static Balance of(List<LedgerEntry> entries) {
        Balance balance = ZERO;
        for (LedgerEntry entry : entries) {
            balance = balance.with(entry);
        }
        return balance;
    }

    /** The balance after one more entry. */
    public Balance with(LedgerEntry entry) {
        Balance balance = this;
        for (Posting posting : entry.postings()) {
            balance = switch (posting.account()) {
                case AUTHORIZED -> new Balance(balance.authorized + posting.amount(), balance.kept);
                case CAPTURED, REFUNDED, DISPUTED -> new Balance(balance.authorized, balance.kept + posting.amount());
                case BUYERS -> balance;
            };
        }
        return balance;
    }
}
