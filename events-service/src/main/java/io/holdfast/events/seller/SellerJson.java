package io.holdfast.events.seller;

import org.jspecify.annotations.Nullable;

/**
 * Who sells tickets, as everybody may read it.
 *
 * @param country ISO 3166 code of two letters
 * @param taxId null if the seller has none
 * @param receiptsByMail whether buyers get their receipts with their tickets, and credit notes with what tells of a refund
 * @param electronicInvoices whether invoices are to be had as EN 16931 wants them, too
 */
public record SellerJson(
        String name,
        String street,
        @Nullable String postalCode,
        String city,
        String country,
        @Nullable String taxId,
        String email,
        boolean receiptsByMail,
        boolean electronicInvoices) {

    public static @Nullable SellerJson of(@Nullable Seller seller) {
        return seller == null
                ? null
                : new SellerJson(
                        seller.name(),
                        seller.street(),
                        seller.postalCode(),
                        seller.city(),
                        seller.country(),
                        seller.taxId(),
                        seller.email(),
                        seller.receiptsByMail(),
                        Boolean.TRUE.equals(seller.electronicInvoices()));
    }
}
