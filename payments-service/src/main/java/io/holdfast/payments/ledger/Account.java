package io.holdfast.payments.ledger;

import java.util.Locale;

/** The accounts of the ledger. In each currency their balances always sum to zero. */
public enum Account {
    /** What buyers paid or have authorized and did not get back, as a negative amount. */
    BUYERS,
    /** What is authorized and may still be captured. */
    AUTHORIZED,
    /** Everything ever captured. */
    CAPTURED,
    /** Everything refunded that reached buyers, as a negative amount. */
    REFUNDED,
    /** What buyers' banks have taken back because of disputes, as a negative amount. */
    DISPUTED;

    /** The account's name in the database. */
    public String storedName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Account of(String storedName) {
        return valueOf(storedName.toUpperCase(Locale.ROOT));
    }
}
