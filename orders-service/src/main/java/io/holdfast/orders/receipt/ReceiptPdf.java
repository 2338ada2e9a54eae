package io.holdfast.orders.receipt;

import io.holdfast.contracts.SellerState;
import io.holdfast.money.Currency;
import io.holdfast.money.TaxShare;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.librepdf.openpdf.fonts.Liberation;
import org.openpdf.text.Document;
import org.openpdf.text.Element;
import org.openpdf.text.Font;
import org.openpdf.text.PageSize;
import org.openpdf.text.Paragraph;
import org.openpdf.text.Phrase;
import org.openpdf.text.Rectangle;
import org.openpdf.text.pdf.BaseFont;
import org.openpdf.text.pdf.PdfPCell;
import org.openpdf.text.pdf.PdfPTable;
import org.openpdf.text.pdf.PdfWriter;

/** Receipts and credit notes for printing: each begins a page of its own. Latin, Greek and Cyrillic letters are printed. */
public final class ReceiptPdf {

    private static final float MARGIN = 56;
    private static final float SIZE = 10;
    private static final float LEADING = 1.4f;
    private static final float[] COLUMNS = {6, 1.2f, 2, 2};

    private static final Font PLAIN = font(Liberation.SANS, SIZE);
    private static final Font BOLD = font(Liberation.SANS_BOLD, SIZE);
    private static final Font TITLE = font(Liberation.SANS_BOLD, 18);

    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.UK).withZone(ZoneOffset.UTC);

    private ReceiptPdf() {}

    /** @param receipts at least one */
    public static byte[] of(List<Receipt> receipts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Document document = new Document(PageSize.A4, MARGIN, MARGIN, MARGIN, MARGIN);
        PdfWriter.getInstance(document, bytes);
        document.open();
        document.addTitle(receipts.getFirst().name());
        for (Receipt receipt : receipts) {
            document.newPage();
            write(receipt, document);
        }
        document.close();
        return bytes.toByteArray();
    }

    private static void write(Receipt receipt, Document document) {
        SellerState seller = receipt.sellerDetails();
        document.add(line(seller.name(), BOLD));
        document.add(line(address(seller), PLAIN));
        document.add(
                line(joined(seller.taxId() == null ? null : "Tax number " + seller.taxId(), seller.email()), PLAIN));
        Paragraph title = line((receipt.corrects() == null ? "Receipt " : "Credit note ") + receipt.name(), TITLE);
        title.setSpacingBefore(28);
        title.setSpacingAfter(10);
        document.add(title);
        document.add(line("Date: " + DAY.format(receipt.issuedAt()), PLAIN));
        document.add(line("For: " + receipt.buyer(), PLAIN));
        document.add(line("Order: " + receipt.orderId(), PLAIN));
        document.add(line("Event: " + receipt.event(), PLAIN));
        if (receipt.corrects() != null) {
            document.add(line("About receipt: " + receipt.corrects(), PLAIN));
        }
        document.add(entries(receipt));
        document.add(totals(receipt));
    }

    private static PdfPTable entries(Receipt receipt) {
        PdfPTable table = table();
        Stream.of("Item", "Number", "Each", "Amount").forEach(heading -> table.addCell(cell(heading, BOLD, heading)));
        for (Receipt.Entry entry : receipt.entries()) {
            table.addCell(cell(entry.text(), PLAIN, "Item"));
            table.addCell(cell(Integer.toString(entry.quantity()), PLAIN, ""));
            table.addCell(cell(money(entry.each(), receipt), PLAIN, ""));
            table.addCell(cell(money(entry.amount(), receipt), PLAIN, ""));
        }
        table.setHeaderRows(1);
        table.setSpacingBefore(18);
        return table;
    }

    private static PdfPTable totals(Receipt receipt) {
        PdfPTable table = table();
        for (TaxShare share : receipt.shares()) {
            Integer rate = share.rate();
            String name = rate == null
                    ? "No tax stated: " + money(share.gross(), receipt)
                    : "Net at %s %% tax: %s".formatted(percent(rate), money(share.net(), receipt));
            total(table, name, rate == null ? "" : "Tax: " + money(share.tax(), receipt), PLAIN);
        }
        total(
                table,
                receipt.corrects() == null ? "Total, with tax" : "Credited, with tax",
                money(receipt.total(), receipt),
                BOLD);
        table.setSpacingBefore(12);
        return table;
    }

    private static void total(PdfPTable table, String name, String amount, Font font) {
        PdfPCell left = cell(name, font, "Item");
        left.setColspan(2);
        PdfPCell right = cell(amount, font, "");
        right.setColspan(2);
        table.addCell(left);
        table.addCell(right);
    }

    private static PdfPTable table() {
        PdfPTable table = new PdfPTable(COLUMNS);
        table.setWidthPercentage(100);
        return table;
    }

    private static PdfPCell cell(String text, Font font, String heading) {
        PdfPCell cell = new PdfPCell(new Phrase(text, font));
        cell.setBorder(Rectangle.BOTTOM);
        cell.setBorderWidth(0.4f);
        cell.setPaddingTop(4);
        cell.setPaddingBottom(5);
        cell.setHorizontalAlignment(heading.equals("Item") ? Element.ALIGN_LEFT : Element.ALIGN_RIGHT);
        return cell;
    }

    private static String address(SellerState seller) {
        String town = joinedBy(" ", seller.postalCode(), seller.city());
        String country = seller.country().isEmpty()
                ? null
                : Locale.of("", seller.country()).getDisplayCountry(Locale.UK);
        return joined(seller.street(), town, country);
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

    private static Paragraph line(String text, Font font) {
        return new Paragraph(font.getSize() * LEADING, text, font);
    }

    private static Font font(Liberation font, float size) {
        try {
            BaseFont base = font.create().getBaseFont();
            return new Font(base, size);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
