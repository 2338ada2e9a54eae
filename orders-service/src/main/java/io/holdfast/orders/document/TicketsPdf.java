package io.holdfast.orders.document;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import io.holdfast.orders.order.Order;
import io.holdfast.orders.order.Ticket;
import io.holdfast.orders.sale.EventSummary;
import io.holdfast.orders.sale.OrderedEvent;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.librepdf.openpdf.fonts.Liberation;
import org.openpdf.text.Document;
import org.openpdf.text.Font;
import org.openpdf.text.PageSize;
import org.openpdf.text.Paragraph;
import org.openpdf.text.pdf.BaseFont;
import org.openpdf.text.pdf.ColumnText;
import org.openpdf.text.pdf.PdfContentByte;
import org.openpdf.text.pdf.PdfWriter;

/**
 * An order's tickets for printing: one A6 page each, with its code as text and as a QR code that can be printed in grey. Latin, Greek and
 * Cyrillic letters are printed, others are left out.
 */
public final class TicketsPdf {

    private static final float MARGIN = 24;
    private static final float QR_SIZE = 130;
    private static final float LEADING = 1.5f;

    /** Long names are printed smaller, step by step, until the text fits above the QR code. */
    private static final float SHRINK = 0.9f;

    private static final float SMALLEST = 0.35f;

    private static final BaseFont PLAIN = font(Liberation.SANS);
    private static final BaseFont BOLD = font(Liberation.SANS_BOLD);

    private TicketsPdf() {}

    /** @param event the order's, as it is now */
    public static byte[] of(Order order, OrderedEvent event) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Document document = new Document(PageSize.A6, MARGIN, MARGIN, MARGIN, MARGIN);
        PdfWriter writer = PdfWriter.getInstance(document, bytes);
        document.open();
        document.addTitle(event.now().name());
        for (Ticket ticket : order.tickets()) {
            document.newPage();
            write(writer.getDirectContent(), order, event, ticket);
            drawCode(writer.getDirectContent(), ticket.code());
        }
        document.close();
        return bytes.toByteArray();
    }

    private static void write(PdfContentByte canvas, Order order, OrderedEvent event, Ticket ticket) {
        float scale = 1;
        while (scale > SMALLEST
                && hasMore(column(canvas, order, event, ticket, scale).go(true))) {
            scale *= SHRINK;
        }
        column(canvas, order, event, ticket, scale).go();
    }

    private static boolean hasMore(int status) {
        return (status & ColumnText.NO_MORE_COLUMN) != 0;
    }

    private static ColumnText column(
            PdfContentByte canvas, Order order, OrderedEvent ordered, Ticket ticket, float scale) {
        EventSummary event = ordered.now();
        String seat = ticket.seat() == null ? "" : ", seat " + ticket.seat();
        ColumnText column = new ColumnText(canvas);
        column.setSimpleColumn(
                MARGIN, MARGIN + QR_SIZE, PageSize.A6.getWidth() - MARGIN, PageSize.A6.getHeight() - MARGIN);
        column.addElement(line(event.name(), BOLD, 16 * scale));
        column.addElement(line(EventLines.when(event), PLAIN, 10 * scale));
        column.addElement(line(event.place(), PLAIN, 10 * scale));
        if (ordered.before() != null) {
            column.addElement(line(EventLines.before(ordered.before()), PLAIN, 8 * scale));
        }
        column.addElement(line(ticket.tierName() + seat, BOLD, 13 * scale));
        column.addElement(line(order.terms().holder(), PLAIN, 10 * scale));
        column.addElement(line(grouped(ticket.code()), PLAIN, 10 * scale));
        return column;
    }

    private static Paragraph line(String text, BaseFont font, float size) {
        return new Paragraph(size * LEADING, text, new Font(font, size));
    }

    /** In groups of four, which are easier to read out; the web pages group them alike. */
    private static String grouped(String code) {
        return code.replaceAll("(.{4})(?=.)", "$1 ");
    }

    private static BaseFont font(Liberation font) {
        try {
            return font.create().getBaseFont();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void drawCode(PdfContentByte canvas, String code) {
        BitMatrix matrix = encode(code);
        float module = QR_SIZE / matrix.getWidth();
        float left = (PageSize.A6.getWidth() - QR_SIZE) / 2;
        canvas.setColorFill(Color.BLACK);
        for (int y = 0; y < matrix.getHeight(); y++) {
            for (int x = 0; x < matrix.getWidth(); x++) {
                if (matrix.get(x, y)) {
                    canvas.rectangle(left + x * module, MARGIN + QR_SIZE - (y + 1) * module, module, module);
                }
            }
        }
        canvas.fill();
    }

    private static BitMatrix encode(String code) {
        try {
            return new QRCodeWriter()
                    .encode(
                            code,
                            BarcodeFormat.QR_CODE,
                            0,
                            0,
                            Map.of(EncodeHintType.ERROR_CORRECTION, ErrorCorrectionLevel.M, EncodeHintType.MARGIN, 2));
        } catch (WriterException e) {
            throw new IllegalStateException(e);
        }
    }
}
