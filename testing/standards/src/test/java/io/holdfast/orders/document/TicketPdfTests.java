package io.holdfast.orders.document;

import static io.holdfast.orders.document.VeraPdf.broken;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.orders.order.Order;
import io.holdfast.orders.order.OrderFixtures;
import io.holdfast.orders.sale.OrderedEvent;
import io.holdfast.pdf.PdfPicture;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.verapdf.pdfa.flavours.PDFAFlavour;

/** Tickets for people who cannot see them (PDF/UA-1), by veraPDF. */
class TicketPdfTests {

    @ParameterizedTest
    @CsvSource({
        "en, 'Quartet, late; very late', Ada",
        "de, Große Fuge 👩🏽‍🎤, Žofia",
        "fr, 𝕋𝕖𝕩𝕥 ∞ \uE000, Noël",
        "es, শাস্ত্রীয় সঙ্গীত শ্রী, अर्जुन",
        "ja, 音楽祭、夏（第十二回）, さくら",
        "ar, مهرجان الموسيقى 2027, שִׁירָה",
        "en, เทศกาลดนตรี น้ำใจ, ភ្នំពេញ",
        "en, བོད་ཀྱི་དབྱངས, ကျွန်တော်",
    })
    void isPdfUa(String language, String event, String holder) throws Exception {
        Order order = OrderFixtures.placed(event, holder);
        OrderedEvent unchanged = OrderedEvent.of(order.terms().event(), Optional.empty());
        DocumentTexts texts = new DocumentTexts(Locale.forLanguageTag(language));

        assertThat(broken(TicketsPdf.of(order, unchanged, Optional.empty(), texts), PDFAFlavour.PDFUA_1))
                .as("with a poster")
                .isEmpty();
        assertThat(broken(TicketsPdf.of(order, unchanged, Optional.of(picture()), texts), PDFAFlavour.PDFUA_1))
                .as("with its organizer's picture")
                .isEmpty();
    }

    private static PdfPicture picture() {
        BufferedImage picture = new BufferedImage(300, 400, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = picture.createGraphics();
        pen.setColor(Color.ORANGE);
        pen.fillOval(50, 50, 200, 300);
        pen.dispose();
        return TicketsPdf.cut(picture);
    }
}
