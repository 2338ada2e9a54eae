package io.holdfast.payments.ledger;

import java.util.Locale;

/** The accounts of the ledger. In each currency they sum to zero, always. */
public enum Account {
    /** What buyers put in, as a negative amount: on hold or paid, and not given back. */
    BUYERS,
    /** What is set aside on buyers' cards and may still be taken. */
    AUTHORIZED,
    /** All that was ever taken. */
    CAPTURED,
    /** All that was ever given back of it, as a negative amount: together with {@link #CAPTURED}, what is ours to pass on. */
    REFUNDED;

    /** As it stands in the database. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Account of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
