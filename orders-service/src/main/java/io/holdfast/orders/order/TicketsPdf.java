package io.holdfast.orders.order;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import io.holdfast.contracts.VenueState;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openpdf.text.Document;
import org.openpdf.text.Font;
import org.openpdf.text.PageSize;
import org.openpdf.text.Paragraph;
import org.openpdf.text.pdf.PdfContentByte;
import org.openpdf.text.pdf.PdfWriter;

/** An order's tickets for printing: one A6 page each, its code as a QR code that scans in grey. */
final class TicketsPdf {

    private static final float MARGIN = 24;
    private static final float QR_SIZE = 130;

    private static final DateTimeFormatter WHEN = DateTimeFormatter.ofLocalizedDateTime(
                    FormatStyle.FULL, FormatStyle.SHORT)
            .withLocale(Locale.UK);

    private TicketsPdf() {}

    static byte[] of(Order order) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Document document = new Document(PageSize.A6, MARGIN, MARGIN, MARGIN, MARGIN);
        PdfWriter writer = PdfWriter.getInstance(document, bytes);
        document.open();
        document.addTitle(order.terms().event().name());
        for (Ticket ticket : order.tickets()) {
            document.newPage();
            write(document, order, ticket);
            drawCode(writer.getDirectContent(), ticket.code());
        }
        document.close();
        return bytes.toByteArray();
    }

    private static void write(Document document, Order order, Ticket ticket) {
        EventSummary event = order.terms().event();
        ZoneId zone = ZoneId.of(event.timezone());
        document.add(new Paragraph(event.name(), font(16, Font.BOLD)));
        document.add(new Paragraph(
                WHEN.format(event.startsAt().atZone(zone)) + " (" + zone.getId() + ")", font(10, Font.NORMAL)));
        document.add(new Paragraph(place(event.venue()), font(10, Font.NORMAL)));
        String seat = ticket.seat() == null ? "" : ", seat " + ticket.seat();
        document.add(new Paragraph(ticket.tierName() + seat, font(13, Font.BOLD)));
        document.add(new Paragraph(order.terms().holder(), font(10, Font.NORMAL)));
        document.add(new Paragraph(grouped(ticket.code()), font(10, Font.NORMAL)));
    }

    private static String place(VenueState venue) {
        return Stream.of(venue.name(), venue.address(), venue.city(), venue.country())
                .filter(Objects::nonNull)
                .collect(Collectors.joining(", "));
    }

    /** Four characters at a time can be read out over the noise of a queue; the pages group them alike. */
    private static String grouped(String code) {
        return code.replaceAll("(.{4})(?=.)", "$1 ");
    }

    private static Font font(float size, int style) {
        return new Font(Font.HELVETICA, size, style, Color.BLACK);
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
