package io.holdfast.events.seller;

import io.holdfast.contracts.SellerState;
import org.jspecify.annotations.Nullable;

/**
 * Who sells an organizer's tickets, as the organizer describes it.
 *
 * @param country ISO 3166 code of two letters
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
        long version) {

    public SellerState state() {
        return new SellerState(name, street, postalCode, city, country, taxId, email, receiptsByMail);
    }

    /** Whether both say the same, in whichever version. */
    boolean tellsTheSameAs(Seller other) {
        return state().equals(other.state());
    }

    Seller inVersion(long version) {
        return new Seller(name, street, postalCode, city, country, taxId, email, receiptsByMail, version);
    }
}
