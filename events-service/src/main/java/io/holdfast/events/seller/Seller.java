package io.holdfast.events.seller;

import io.holdfast.contracts.SellerState;
import org.jspecify.annotations.Nullable;

/**
 * Who sells an organizer's tickets, as the organizer describes it.
 *
 * @param country ISO 3166 code of two letters
 * @param electronicInvoices whether invoices are to be had as EN 16931 wants them, too; null, also in what earlier releases stored, for no
 * @param version 1 for the first description; a later one has a greater number
 */
public record Seller(
        String name,
        String street,
        @Nullable String postalCode,
        String city,
        String country,
        @Nullable String taxId,
        String email,
        boolean receiptsByMail,
        @Nullable Boolean electronicInvoices,
        long version) {

    public SellerState state() {
        return new SellerState(
                name,
                street,
                postalCode,
                city,
                country,
                taxId,
                email,
                receiptsByMail,
                electronicInvoices);
    }

    /** Whether both say the same, in whichever version. */
    boolean tellsTheSameAs(Seller other) {
        return state().equals(other.state());
    }

    Seller inVersion(long version) {
        return new Seller(
                name, street, postalCode, city, country, taxId, email, receiptsByMail, electronicInvoices, version);
    }
}
