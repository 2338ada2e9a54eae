package io.holdfast.orders.receipt;

import io.holdfast.contracts.SellerState;
import io.holdfast.language.OrderNumbers;
import io.holdfast.money.TaxShare;
import io.holdfast.orders.document.DocumentTexts;
import io.holdfast.orders.order.InvoiceAddress;
import io.holdfast.orders.receipt.Sheet.Cell;
import io.holdfast.pdf.PdfDocument;
import io.holdfast.pdf.PdfPage.Side;
import io.holdfast.pdf.Style;
import io.holdfast.pdf.Tag;
import io.holdfast.pdf.Tag.Role;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Receipts and credit notes for printing: each begins a page of its own. Names are printed in their own writing systems; a letter that no
 * font has is printed as its number.
 */
public final class ReceiptPdf {

    private static final Style PLAIN = Style.plain(10);
    private static final Style BOLD = Style.bold(10);
    private static final Style TITLE = Style.bold(18);

    private final Receipt receipt;
    private final DocumentTexts texts;

    private ReceiptPdf(Receipt receipt, DocumentTexts texts) {
        this.receipt = receipt;
        this.texts = texts;
    }

    /** @param receipts at least one */
    public static byte[] of(List<Receipt> receipts, DocumentTexts texts) {
        List<ReceiptPdf> parts =
                receipts.stream().map(receipt -> new ReceiptPdf(receipt, texts)).toList();
        try (PdfDocument document = new PdfDocument(parts.getFirst().title(), texts.language())) {
            parts.forEach(part -> part.write(document));
            return document.bytes();
        }
    }

    /** One as an electronic invoice for people and machines: PDF/A-3 with {@code xml} inside. */
    public static byte[] of(Receipt receipt, byte[] xml, DocumentTexts texts) {
        ReceiptPdf only = new ReceiptPdf(receipt, texts);
        try (PdfDocument document = new PdfDocument(only.title(), texts.language())) {
            only.write(document);
            document.carry(xml, receipt.issuedAt());
            return document.bytes();
        }
    }

    private void write(PdfDocument document) {
        Sheet sheet = new Sheet(document);
        Tag part = document.root().add(Role.PART);
        SellerState seller = receipt.sellerDetails();
        sheet.add(seller.name(), BOLD, Role.PARAGRAPH, part);
        sheet.add(address(seller), PLAIN, Role.PARAGRAPH, part);
        String tax = seller.taxId() == null ? null : texts.of("receipt.tax-number", seller.taxId());
        sheet.add(joined(tax, seller.email()), PLAIN, Role.PARAGRAPH, part);
        sheet.skip(28);
        sheet.add(title(), TITLE, Role.HEADING, part);
        sheet.skip(10);
        facts().forEach(fact -> sheet.add(fact, PLAIN, Role.PARAGRAPH, part));
        sheet.skip(18);
        Tag entries = part.add(Role.TABLE);
        List<Cell> headings = headings();
        sheet.add(headings, Role.COLUMN_HEADING, entries, null);
        receipt.entries().forEach(entry -> sheet.add(row(entry), Role.CELL, entries, headings));
        sheet.skip(12);
        Tag totals = part.add(Role.TABLE);
        totals().forEach(total -> sheet.add(total, Role.CELL, totals, null));
        if (document.hasNumbers()) {
            sheet.skip(12);
            sheet.add(texts.of("letters.numbered"), PLAIN, Role.PARAGRAPH, part);
        }
    }

    private String title() {
        if (receipt.corrects() != null) {
            return texts.of("receipt.credit-note", receipt.name());
        }
        return texts.of(receipt.buyerAddress() == null ? "receipt.title" : "receipt.invoice", receipt.name());
    }

    private List<String> facts() {
        InvoiceAddress buyer = receipt.buyerAddress();
        return List.of(
                texts.of("receipt.date", texts.day(receipt.issuedAt())),
                texts.of("receipt.buyer", receipt.buyer()),
                buyer == null ? "" : address(buyer.street(), buyer.postalCode(), buyer.city(), buyer.country()),
                buyer == null || buyer.vatId() == null ? "" : texts.of("receipt.buyer-vat", buyer.vatId()),
                texts.of("receipt.order", OrderNumbers.of(receipt.orderId()) + " · " + receipt.orderId()),
                texts.of("receipt.event", receipt.event()),
                corrected());
    }

    private String corrected() {
        if (receipt.corrects() == null) {
            return "";
        }
        String key = receipt.buyerAddress() == null ? "receipt.corrects" : "receipt.corrects-invoice";
        return texts.of(key, receipt.corrects());
    }

    private List<Cell> headings() {
        return row(
                texts.of("receipt.item"),
                texts.of("receipt.quantity"),
                texts.of("receipt.each"),
                texts.of("receipt.amount"),
                BOLD);
    }

    private List<Cell> row(Receipt.Entry entry) {
        return row(text(entry), texts.number(entry.quantity()), money(entry.each()), money(entry.amount()), PLAIN);
    }

    private String text(Receipt.Entry entry) {
        return switch (entry.reason()) {
            case null -> entry.text();
            case FEES -> texts.of("receipt.fees");
            case GIVEN_BACK -> texts.of("receipt.given-back", String.valueOf(entry.tickets()));
            case REFUND -> texts.of("receipt.refund");
            case NOT_CHARGED -> texts.of("receipt.not-charged");
        };
    }

    private static List<Cell> row(String item, String number, String each, String amount, Style style) {
        return List.of(
                new Cell(item, style, 0.52f, Side.START),
                new Cell(number, style, 0.12f, Side.END),
                new Cell(each, style, 0.18f, Side.END),
                new Cell(amount, style, 0.18f, Side.END));
    }

    private List<List<Cell>> totals() {
        Stream<List<Cell>> shares = receipt.shares().stream().map(this::share);
        String name = texts.of(receipt.corrects() == null ? "receipt.total" : "receipt.credited");
        return Stream.concat(shares, Stream.of(total(name, money(receipt.total()), BOLD)))
                .toList();
    }

    private List<Cell> share(TaxShare share) {
        Integer rate = share.rate();
        return rate == null
                ? total(texts.of("receipt.untaxed", money(share.gross())), "", PLAIN)
                : total(
                        texts.of("receipt.net", texts.percent(rate), money(share.net())),
                        texts.of("receipt.tax", money(share.tax())),
                        PLAIN);
    }

    private static List<Cell> total(String name, String amount, Style style) {
        return List.of(new Cell(name, style, 0.6f, Side.START), new Cell(amount, style, 0.4f, Side.END));
    }

    private String address(SellerState seller) {
        return address(seller.street(), seller.postalCode(), seller.city(), seller.country());
    }

    private String address(String street, @Nullable String postalCode, String city, String country) {
        return joined(street, String.join(" ", present(postalCode, city)), texts.country(country));
    }

    private String joined(@Nullable String... parts) {
        return texts.list(present(parts));
    }

    private static List<String> present(@Nullable String... parts) {
        return Stream.of(parts)
                .filter(Objects::nonNull)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    private String money(long minorUnits) {
        return texts.money(minorUnits, receipt.currency());
    }
}
