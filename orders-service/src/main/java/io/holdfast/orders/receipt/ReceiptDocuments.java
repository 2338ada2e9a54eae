package io.holdfast.orders.receipt;

import io.holdfast.contracts.SellerState;
import io.holdfast.money.TaxShare;
import io.holdfast.orders.order.InvoiceAddresses;
import io.holdfast.orders.receipt.Receipt.Entry;
import io.holdfast.orders.receipt.Receipt.Reason;
import java.util.Date;
import java.util.List;
import org.bson.Document;

/** Receipts as documents. */
final class ReceiptDocuments {

    static final String FACT = "fact";
    static final String BOOK = "book";
    static final String NUMBER = "number";
    static final String ORDER = "orderId";
    static final String EVENT = "eventId";

    /** Missing in those of earlier releases. */
    private static final String BUYER_ADDRESS = "buyerAddress";

    private ReceiptDocuments() {}

    /** The id names book and number, so that no number is drawn twice. */
    static Document write(Receipt receipt) {
        return new Document("_id", receipt.book() + "/" + receipt.number())
                .append(BOOK, receipt.book())
                .append(NUMBER, receipt.number())
                .append(FACT, receipt.fact())
                .append("seller", receipt.seller())
                .append("kind", receipt.kind().name())
                .append(ORDER, receipt.orderId())
                .append(EVENT, receipt.eventId())
                .append("event", receipt.event())
                .append("issuedAt", Date.from(receipt.issuedAt()))
                .append("sellerDetails", write(receipt.sellerDetails()))
                .append("buyer", receipt.buyer())
                .append("currency", receipt.currency())
                .append(
                        "entries",
                        receipt.entries().stream().map(ReceiptDocuments::write).toList())
                .append("total", receipt.total())
                .append(
                        "shares",
                        receipt.shares().stream().map(ReceiptDocuments::write).toList())
                .append("corrects", receipt.corrects())
                .append(
                        BUYER_ADDRESS,
                        receipt.buyerAddress() == null ? null : InvoiceAddresses.write(receipt.buyerAddress()));
    }

    static Receipt read(Document document) {
        return new Receipt(
                document.getString("seller"),
                Receipt.Kind.valueOf(document.getString("kind")),
                document.getLong(NUMBER),
                document.getString(FACT),
                document.getString(ORDER),
                document.getString(EVENT),
                document.getString("event"),
                document.getDate("issuedAt").toInstant(),
                seller(document.get("sellerDetails", Document.class)),
                document.getString("buyer"),
                InvoiceAddresses.read(document.get(BUYER_ADDRESS, Document.class)),
                document.getString("currency"),
                list(document, "entries").stream().map(ReceiptDocuments::entry).toList(),
                document.getLong("total"),
                list(document, "shares").stream()
                        .map(share ->
                                new TaxShare(share.getInteger("rate"), share.getLong("gross"), share.getLong("tax")))
                        .toList(),
                document.getString("corrects"));
    }

    private static List<Document> list(Document document, String field) {
        return document.getList(field, Document.class);
    }

    private static Document write(Entry entry) {
        Document document = new Document("text", entry.text())
                .append("quantity", entry.quantity())
                .append("each", entry.each());
        if (entry.reason() != null) {
            document.append("reason", entry.reason().name());
        }
        if (entry.tickets() != null) {
            document.append("tickets", entry.tickets());
        }
        return document;
    }

    private static Entry entry(Document entry) {
        String reason = entry.getString("reason");
        return new Entry(
                entry.getString("text"),
                entry.getInteger("quantity"),
                entry.getLong("each"),
                reason == null ? null : Reason.valueOf(reason),
                entry.getString("tickets"));
    }

    private static Document write(TaxShare share) {
        return new Document("rate", share.rate()).append("gross", share.gross()).append("tax", share.tax());
    }

    private static Document write(SellerState seller) {
        return new Document("name", seller.name())
                .append("street", seller.street())
                .append("postalCode", seller.postalCode())
                .append("city", seller.city())
                .append("country", seller.country())
                .append("taxId", seller.taxId())
                .append("email", seller.email())
                .append("receiptsByMail", seller.receiptsByMail());
    }

    private static SellerState seller(Document seller) {
        return new SellerState(
                seller.getString("name"),
                seller.getString("street"),
                seller.getString("postalCode"),
                seller.getString("city"),
                seller.getString("country"),
                seller.getString("taxId"),
                seller.getString("email"),
                seller.getBoolean("receiptsByMail", false));
    }
}
