package io.holdfast.orders.document;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import io.holdfast.language.OrderNumbers;
import io.holdfast.orders.order.Order;
import io.holdfast.orders.sale.EventSummary;
import io.holdfast.orders.sale.OrderedEvent;
import io.holdfast.orders.ticket.SeatText;
import io.holdfast.orders.ticket.Ticket;
import io.holdfast.pdf.PdfDocument;
import io.holdfast.pdf.PdfPage;
import io.holdfast.pdf.PdfPage.Side;
import io.holdfast.pdf.PdfPicture;
import io.holdfast.pdf.Style;
import io.holdfast.pdf.Tag;
import io.holdfast.pdf.Tag.Role;
import io.holdfast.pdf.TextBlock;
import io.holdfast.poster.Poster;
import io.holdfast.poster.Rendering;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An order's tickets for printing: one A6 page each, with the event's picture or poster, and the ticket's code as text and as a QR code that can be
 * printed in grey. Names are printed in their own writing systems; a letter that no font has is printed as its number.
 */
public final class TicketsPdf {

    /** A6. */
    private static final float WIDTH = 298;

    private static final float HEIGHT = 420;
    private static final float MARGIN = 24;
    private static final float QR_SIZE = 130;

    private static final float POSTER_HEIGHT = 84;
    private static final float BELOW_POSTER = POSTER_HEIGHT + 8;

    /** For a point: 200 to the inch. */
    private static final int PIXELS = 3;

    private static final int PIXELS_WIDE = Math.round(WIDTH * PIXELS);
    private static final int PIXELS_HIGH = Math.round(POSTER_HEIGHT * PIXELS);

    /** Long names are printed smaller, step by step, until the text fits above the QR code. */
    private static final float SHRINK = 0.9f;

    /** Of some 30 KB each. */
    private static final LoadingCache<DrawnFrom, PdfPicture> POSTERS =
            Caffeine.newBuilder().maximumSize(50).build(TicketsPdf::drawPoster);

    private record DrawnFrom(String eventId, String category) {}

    private record Line(String text, Style style, Role role) {

        private Line scaled(float scale) {
            return new Line(text, new Style(style.size() * scale, style.bold()), role);
        }

        private TextBlock block(DocumentTexts texts) {
            return TextBlock.of(text, style, WIDTH - 2 * MARGIN, texts.language());
        }
    }

    private TicketsPdf() {}

    /**
     * @param ordered the order's event, as it is now
     * @param given the picture that its organizer gave it; without it, tickets have its poster
     */
    public static byte[] of(Order order, OrderedEvent ordered, Optional<PdfPicture> given, DocumentTexts texts) {
        OrderedEvent event = ordered.in(texts.language());
        String category = event.category() == null ? "" : event.category();
        PdfPicture picture =
                given.orElseGet(() -> POSTERS.get(new DrawnFrom(order.terms().eventId(), category)));
        try (PdfDocument document = new PdfDocument(event.now().name(), texts.language())) {
            for (Ticket ticket : order.tickets()) {
                PdfPage page = document.addPage(WIDTH, HEIGHT);
                Tag part = document.root().add(Role.PART);
                if (given.isPresent()) {
                    String description = texts.of("ticket.picture", event.now().name());
                    page.draw(picture, 0, 0, WIDTH, POSTER_HEIGHT, description, part.add(Role.FIGURE));
                } else {
                    page.decorate(picture, 0, 0, WIDTH, POSTER_HEIGHT);
                }
                write(page, lines(order, event, ticket, texts), texts, part);
                page.draw(
                        squares(ticket.code()),
                        (WIDTH - QR_SIZE) / 2,
                        HEIGHT - MARGIN - QR_SIZE,
                        QR_SIZE,
                        texts.of("ticket.code", grouped(ticket.code())),
                        part.add(Role.FIGURE));
            }
            return document.bytes();
        }
    }

    private static List<Line> lines(Order order, OrderedEvent ordered, Ticket ticket, DocumentTexts texts) {
        EventSummary event = ordered.now();
        String tier = ordered.tierName(ticket.tierId(), ticket.tierName(), texts.language());
        String place = SeatText.of(tier, ticket.seat(), "ticket.seat", texts::of);
        List<Line> lines = new ArrayList<>();
        lines.add(new Line(event.name(), Style.bold(16), Role.HEADING));
        lines.add(new Line(texts.when(event), Style.plain(10), Role.PARAGRAPH));
        lines.add(new Line(texts.place(event), Style.plain(10), Role.PARAGRAPH));
        if (ordered.before() != null) {
            lines.add(new Line(texts.before(ordered.before()), Style.plain(8), Role.PARAGRAPH));
        }
        lines.add(new Line(place, Style.bold(13), Role.PARAGRAPH));
        lines.add(new Line(order.terms().holder(), Style.plain(10), Role.PARAGRAPH));
        lines.add(new Line(texts.of("order.number", OrderNumbers.of(order.id())), Style.plain(8), Role.PARAGRAPH));
        lines.add(new Line(grouped(ticket.code()), Style.plain(10), Role.PARAGRAPH));
        if (lines.stream().anyMatch(line -> line.block(texts).hasNumbers())) {
            lines.add(new Line(texts.of("letters.numbered"), Style.plain(7), Role.PARAGRAPH));
        }
        return lines;
    }

    private static void write(PdfPage page, List<Line> lines, DocumentTexts texts, Tag part) {
        float space = HEIGHT - MARGIN - QR_SIZE - BELOW_POSTER;
        float scale = 1;
        List<TextBlock> blocks = blocks(lines, texts, scale);
        while (height(blocks) > space) {
            scale *= SHRINK;
            blocks = blocks(lines, texts, scale);
        }
        float top = BELOW_POSTER;
        for (int line = 0; line < blocks.size(); line++) {
            TextBlock block = blocks.get(line);
            page.draw(
                    block,
                    MARGIN,
                    top,
                    WIDTH - 2 * MARGIN,
                    Side.START,
                    part.add(lines.get(line).role()));
            top += block.height();
        }
    }

    private static List<TextBlock> blocks(List<Line> lines, DocumentTexts texts, float scale) {
        return lines.stream().map(line -> line.scaled(scale).block(texts)).toList();
    }

    private static float height(List<TextBlock> blocks) {
        return (float) blocks.stream().mapToDouble(TextBlock::height).sum();
    }

    /** In groups of four, which are easier to read out; the web pages group them alike. */
    private static String grouped(String code) {
        return code.replaceAll("(.{4})(?=.)", "$1 ");
    }

    private static PdfPicture drawPoster(DrawnFrom event) {
        String drawing = Poster.svg(event.eventId(), event.category());
        return PdfPicture.of(Rendering.image(drawing, PIXELS_WIDE, PIXELS_HIGH));
    }

    /** A picture as tickets have it: as wide as they are, and cut off above and below. */
    static PdfPicture cut(BufferedImage picture) {
        return PdfPicture.of(Rendering.image(picture, PIXELS_WIDE, PIXELS_HIGH));
    }

    private static boolean[][] squares(String code) {
        BitMatrix matrix = encode(code);
        boolean[][] squares = new boolean[matrix.getHeight()][matrix.getWidth()];
        for (int y = 0; y < matrix.getHeight(); y++) {
            for (int x = 0; x < matrix.getWidth(); x++) {
                squares[y][x] = matrix.get(x, y);
            }
        }
        return squares;
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
