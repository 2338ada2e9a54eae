package io.holdfast.orders.receipt;

import io.holdfast.money.TaxShare;
import io.holdfast.orders.order.InvoiceAddress;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A receipt, or a credit note.
 *
 * @param name such as {@code R-000012}: the numbers of a seller's receipts, and those of the credit notes, have no gaps
 * @param total minor units, with tax; of a credit note what goes back
 * @param buyerAddress null if the buyer did not ask for an invoice
 * @param corrects the name of the receipt that a credit note is about; null in a receipt
 */
public record ReceiptView(
        String name,
        Receipt.Kind kind,
        Instant issuedAt,
        String seller,
        String buyer,
        List<Receipt.Entry> entries,
        List<Share> taxes,
        long total,
        String currency,
        @Nullable String corrects,
        @Nullable InvoiceAddress buyerAddress) {

    /** @param rate basis points, hundredths of a percent; null for what no tax is stated of */
    public record Share(@Nullable Integer rate, long net, long tax) {

        private static Share of(TaxShare share) {
            return new Share(share.rate(), share.net(), share.tax());
        }
    }

    public static ReceiptView of(Receipt receipt) {
        return new ReceiptView(
                receipt.name(),
                receipt.kind(),
                receipt.issuedAt(),
                receipt.sellerDetails().name(),
                receipt.buyer(),
                receipt.entries(),
                receipt.shares().stream().map(Share::of).toList(),
                receipt.total(),
                receipt.currency(),
                receipt.corrects(),
                receipt.buyerAddress());
    }
}
