package io.holdfast.orders.document;

import static io.holdfast.orders.order.OrderFixtures.placed;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.orders.order.Order;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.openpdf.text.pdf.PdfReader;
import org.openpdf.text.pdf.parser.PdfTextExtractor;

class TicketDocumentsTests {

    @Test
    void printsEachTicketOnAPageWithItsCode() throws Exception {
        Order order = placed(0);

        PdfReader pdf = new PdfReader(TicketsPdf.of(order));

        assertThat(pdf.getNumberOfPages()).isEqualTo(3);
        String code = order.tickets().get(1).code();
        // In groups of four, as the order's page shows it.
        String grouped = String.join(" ", code.split("(?<=\\G.{4})"));
        assertThat(new PdfTextExtractor(pdf).getTextFromPage(2))
                .contains(grouped)
                .contains("Quartet");
    }

    @Test
    void printsLatinGreekAndCyrillicNames() throws Exception {
        Order order = placed("Žižkov – Ελλάδα", "Łucja Дворжак");

        assertThat(firstPage(order)).contains("Žižkov – Ελλάδα").contains("Łucja Дворжак");
    }

    @Test
    void printsLongNamesAboveTheCode() throws Exception {
        Order order = placed("The Wonderfully Long Night ".repeat(7).strip(), "W".repeat(100));

        // The code as text is the last line above the QR code; text that does not fit would be left out.
        assertThat(firstPage(order))
                .contains(order.tickets().getFirst().code().substring(0, 4))
                .contains("Hall");
    }

    @Test
    void printsForManyBuyersAtOnce() {
        Order order = placed("Žižkov", "Łucja");

        assertThat(IntStream.range(0, 200).parallel().mapToObj(_ -> text(order)))
                .allSatisfy(text -> assertThat(text).contains("Žižkov").contains("Łucja"));
    }

    @Test
    void aCalendarFileHasTheTimeAndTheNameOfTheEvent() {
        String entry = new String(CalendarFile.of(placed(0)), StandardCharsets.UTF_8);

        assertThat(entry)
                .contains("DTSTART:20261125T120000Z\r\n")
                .contains("SUMMARY:Quartet\\, late\\; very late\r\n")
                .endsWith("END:VCALENDAR\r\n");
        assertThat(entry.lines()).allMatch(line -> line.getBytes(StandardCharsets.UTF_8).length <= 75);
    }

    @Test
    void aCalendarFileIsCompleteAndTheSameEachTime() {
        assertThat(new String(CalendarFile.of(placed(0)), StandardCharsets.UTF_8))
                .isEqualTo("""
                BEGIN:VCALENDAR
                VERSION:2.0
                PRODID:-//Holdfast//Tickets//EN
                BEGIN:VEVENT
                UID:order1@holdfast
                DTSTAMP:20261122T120000Z
                DTSTART:20261125T120000Z
                DTEND:20261125T140000Z
                SUMMARY:Quartet\\, late\\; very late
                LOCATION:Musikverein\\, Musikvereinsplatz 1\\, Vienna\\, AT
                END:VEVENT
                END:VCALENDAR
                """.replace("\n", "\r\n"));
    }

    @Test
    void aCalendarFileFoldsLongNamesOfAnyScriptIntoLinesOf75Octets() {
        for (String name :
                List.of("A very long night ".repeat(20), "Ελλάδα ".repeat(30), "音楽".repeat(50), "a🎻".repeat(50))) {
            String file = new String(CalendarFile.of(placed(name, "Ada")), StandardCharsets.UTF_8);

            assertThat(file.lines()).allMatch(line -> line.getBytes(StandardCharsets.UTF_8).length <= 75);
            assertThat(file.replace("\r\n ", "")).contains("SUMMARY:" + name);
        }
    }

    @Test
    void aCalendarFileHasNoControlCharacters() {
        String file = new String(CalendarFile.of(placed("One\u0000\ttwo\nthree", "Ada")), StandardCharsets.UTF_8);

        assertThat(file).contains("SUMMARY:One two\\nthree\r\n");
    }

    private static String text(Order order) {
        try {
            return firstPage(order);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String firstPage(Order order) throws IOException {
        return new PdfTextExtractor(new PdfReader(TicketsPdf.of(order))).getTextFromPage(1);
    }
}
