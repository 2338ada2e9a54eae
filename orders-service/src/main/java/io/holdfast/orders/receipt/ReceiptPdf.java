package io.holdfast.orders.receipt;

import io.holdfast.contracts.SellerState;
import io.holdfast.money.Currency;
import io.holdfast.money.TaxShare;
import io.holdfast.orders.document.EventLines;
import io.holdfast.orders.order.InvoiceAddress;
import io.holdfast.orders.receipt.Sheet.Cell;
import io.holdfast.pdf.PdfDocument;
import io.holdfast.pdf.PdfPage.Side;
import io.holdfast.pdf.Style;
import io.holdfast.pdf.Tag;
import io.holdfast.pdf.Tag.Role;
import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Receipts and credit notes for printing: each begins a page of its own. Names are printed in their own writing systems; a letter that no
 * font has is printed as its number.
 */
public final class ReceiptPdf {

    private static final Locale LANGUAGE = Locale.UK;
    private static final Style PLAIN = Style.plain(10);
    private static final Style BOLD = Style.bold(10);
    private static final Style TITLE = Style.bold(18);

    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("d MMMM uuuu", LANGUAGE).withZone(ZoneOffset.UTC);

    private static final List<Cell> HEADINGS = row("Item", "Number", "Each", "Amount", BOLD);

    private ReceiptPdf() {}

    /** @param receipts at least one */
    public static byte[] of(List<Receipt> receipts) {
        try (PdfDocument document = new PdfDocument(title(receipts.getFirst()), LANGUAGE)) {
            receipts.forEach(receipt -> write(receipt, document));
            return document.bytes();
        }
    }

    private static void write(Receipt receipt, PdfDocument document) {
        Sheet sheet = new Sheet(document);
        Tag part = document.root().add(Role.PART);
        SellerState seller = receipt.sellerDetails();
        sheet.add(seller.name(), BOLD, Role.PARAGRAPH, part);
        sheet.add(address(seller), PLAIN, Role.PARAGRAPH, part);
        String tax = seller.taxId() == null ? null : "Tax number " + seller.taxId();
        sheet.add(joined(tax, seller.email()), PLAIN, Role.PARAGRAPH, part);
        sheet.skip(28);
        sheet.add(title(receipt), TITLE, Role.HEADING, part);
        sheet.skip(10);
        facts(receipt).forEach(fact -> sheet.add(fact, PLAIN, Role.PARAGRAPH, part));
        sheet.skip(18);
        Tag entries = part.add(Role.TABLE);
        sheet.add(HEADINGS, Role.COLUMN_HEADING, entries, null);
        receipt.entries().forEach(entry -> sheet.add(row(entry, receipt), Role.CELL, entries, HEADINGS));
        sheet.skip(12);
        Tag totals = part.add(Role.TABLE);
        totals(receipt).forEach(total -> sheet.add(total, Role.CELL, totals, null));
        if (document.hasNumbers()) {
            sheet.skip(12);
            sheet.add(EventLines.NUMBERS, PLAIN, Role.PARAGRAPH, part);
        }
    }

    private static String title(Receipt receipt) {
        String kind =
                receipt.corrects() != null ? "Credit note " : receipt.buyerAddress() != null ? "Invoice " : "Receipt ";
        return kind + receipt.name();
    }

    private static List<String> facts(Receipt receipt) {
        return Stream.of(
                        "Date: " + DAY.format(receipt.issuedAt()),
                        "For: " + receipt.buyer(),
                        receipt.buyerAddress() == null ? "" : address(receipt.buyerAddress()),
                        receipt.buyerAddress() == null || receipt.buyerAddress().vatId() == null
                                ? ""
                                : "VAT number of the buyer: "
                                        + receipt.buyerAddress().vatId(),
                        "Order: " + receipt.orderId(),
                        "Event: " + receipt.event(),
                        receipt.corrects() == null
                                ? ""
                                : (receipt.buyerAddress() == null ? "About receipt: " : "About invoice: ")
                                        + receipt.corrects())
                .toList();
    }

    private static List<Cell> row(Receipt.Entry entry, Receipt receipt) {
        return row(
                entry.text(),
                Integer.toString(entry.quantity()),
                money(entry.each(), receipt),
                money(entry.amount(), receipt),
                PLAIN);
    }

    private static List<Cell> row(String item, String number, String each, String amount, Style style) {
        return List.of(
                new Cell(item, style, 0.52f, Side.START),
                new Cell(number, style, 0.12f, Side.RIGHT),
                new Cell(each, style, 0.18f, Side.RIGHT),
                new Cell(amount, style, 0.18f, Side.RIGHT));
    }

    private static List<List<Cell>> totals(Receipt receipt) {
        Stream<List<Cell>> shares = receipt.shares().stream().map(share -> share(share, receipt));
        String name = receipt.corrects() == null ? "Total, with tax" : "Credited, with tax";
        return Stream.concat(shares, Stream.of(total(name, money(receipt.total(), receipt), BOLD)))
                .toList();
    }

    private static List<Cell> share(TaxShare share, Receipt receipt) {
        Integer rate = share.rate();
        return rate == null
                ? total("No tax stated: " + money(share.gross(), receipt), "", PLAIN)
                : total(
                        "Net at %s %% tax: %s".formatted(percent(rate), money(share.net(), receipt)),
                        "Tax: " + money(share.tax(), receipt),
                        PLAIN);
    }

    private static List<Cell> total(String name, String amount, Style style) {
        return List.of(new Cell(name, style, 0.6f, Side.START), new Cell(amount, style, 0.4f, Side.RIGHT));
    }

    private static String address(SellerState seller) {
        return address(seller.street(), seller.postalCode(), seller.city(), seller.country());
    }

    private static String address(InvoiceAddress buyer) {
        return address(buyer.street(), buyer.postalCode(), buyer.city(), buyer.country());
    }

    private static String address(String street, @Nullable String postalCode, String city, String country) {
        return joined(
                street,
                joinedBy(" ", postalCode, city),
                country.isEmpty() ? null : Locale.of("", country).getDisplayCountry(LANGUAGE));
    }

    private static String joined(@Nullable String... parts) {
        return joinedBy(", ", parts);
    }

    private static String joinedBy(String between, @Nullable String... parts) {
        return Stream.of(parts)
                .filter(Objects::nonNull)
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(between));
    }

    private static String percent(int basisPoints) {
        return BigDecimal.valueOf(basisPoints, 2).stripTrailingZeros().toPlainString();
    }

    private static String money(long minor, Receipt receipt) {
        return BigDecimal.valueOf(minor, Currency.digitsOf(receipt.currency())).toPlainString() + " "
                + receipt.currency();
    }
}
