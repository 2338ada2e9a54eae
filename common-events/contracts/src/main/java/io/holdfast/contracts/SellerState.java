package io.holdfast.contracts;

import org.jspecify.annotations.Nullable;

/**
 * Who sells the tickets of an event, as receipts name them.
 *
 * @param street and number, or whatever stands in its place
 * @param country ISO 3166 code of two letters
 * @param taxId as the seller's country writes it, such as a VAT number; null if the seller has none
 * @param email where buyers reach the seller; answers to mails about the event go there
 * @param receiptsByMail whether buyers get their receipts with their tickets
 * @param electronicInvoices true if invoices are to be had as EN 16931 wants them, too; null, also in messages of earlier versions: not
 */
public record SellerState(
        String name,
        String street,
        @Nullable String postalCode,
        String city,
        String country,
        @Nullable String taxId,
        String email,
        boolean receiptsByMail,
        @Nullable Boolean electronicInvoices) {

    /** One that gives no electronic invoices. */
    public SellerState(
            String name,
            String street,
            @Nullable String postalCode,
            String city,
            String country,
            @Nullable String taxId,
            String email,
            boolean receiptsByMail) {
        this(name, street, postalCode, city, country, taxId, email, receiptsByMail, null);
    }

    public boolean givesElectronicInvoices() {
        return Boolean.TRUE.equals(electronicInvoices);
    }
}
