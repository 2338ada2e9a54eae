package io.holdfast.orders.receipt;

import io.holdfast.contracts.SellerState;
import io.holdfast.money.TaxShare;
import io.holdfast.orders.order.InvoiceAddress;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A receipt for what an order cost, or a credit note for what went back. Once it is issued it never changes, whatever becomes of order,
 * event or accounts.
 *
 * @param seller the organizer's account, which the numbers are of
 * @param number from 1, without gaps among those of the same seller and kind
 * @param fact what it is about: of one fact there is one receipt
 * @param buyer the name that the buyer gave
 * @param buyerAddress where the buyer is, which makes a receipt an invoice; null if the buyer did not ask for one
 * @param total minor units; of a credit note what goes back
 * @param shares what of the total is taxed at which rate
 * @param corrects the name of the receipt that a credit note is about; null in a receipt
 */
public record Receipt(
        String seller,
        Kind kind,
        long number,
        String fact,
        String orderId,
        String eventId,
        String event,
        Instant issuedAt,
        SellerState sellerDetails,
        String buyer,
        @Nullable InvoiceAddress buyerAddress,
        String currency,
        List<Entry> entries,
        long total,
        List<TaxShare> shares,
        @Nullable String corrects) {

    /** Receipts and credit notes have numbers of their own. */
    public enum Kind {
        RECEIPT("R"),
        CREDIT_NOTE("C");

        private final String letter;

        Kind(String letter) {
            this.letter = letter;
        }
    }

    /** What an amount is for that is not for tickets which are sold. */
    public enum Reason {
        FEES,
        GIVEN_BACK,
        REFUND,
        NOT_CHARGED
    }

    /**
     * A line of it.
     *
     * @param text in English, or the name of the tickets
     * @param each what one costs, with tax, in minor units
     * @param reason null for tickets that are sold, and in receipts of earlier releases
     * @param tickets those that were given back; null for another reason
     */
    public record Entry(
            String text,
            int quantity,
            long each,
            @Nullable Reason reason,
            @Nullable String tickets) {

        /** Tickets that are sold. */
        Entry(String text, int quantity, long each) {
            this(text, quantity, each, null, null);
        }

        public long amount() {
            return Math.multiplyExact(each, quantity);
        }
    }

    public Receipt {
        entries = List.copyOf(entries);
        shares = List.copyOf(shares);
    }

    /** By what people call it: {@code R-000012}. */
    public String name() {
        return "%s-%06d".formatted(kind.letter, number);
    }

    /** Whose and of which kind it is: within this the numbers have no gaps. */
    String book() {
        return book(seller, kind);
    }

    static String book(String seller, Kind kind) {
        return seller + "/" + kind.letter;
    }

    Receipt numbered(long drawn) {
        return new Receipt(
                seller,
                kind,
                drawn,
                fact,
                orderId,
                eventId,
                event,
                issuedAt,
                sellerDetails,
                buyer,
                buyerAddress,
                currency,
                entries,
                total,
                shares,
                corrects);
    }
}
