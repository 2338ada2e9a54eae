package io.holdfast.orders.order;

import static io.holdfast.orders.order.OrderFixtures.placed;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.openpdf.text.pdf.PdfReader;
import org.openpdf.text.pdf.parser.PdfTextExtractor;

class PapersTests {

    @Test
    void aTicketIsAPageWithItsCode() throws Exception {
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
    void theCalendarEntrySaysWhenAndWhere() {
        String entry = new String(CalendarEntry.of(placed(0)), StandardCharsets.UTF_8);

        assertThat(entry)
                .contains("DTSTART:20261125T120000Z\r\n")
                .contains("SUMMARY:Quartet\\, late\\; very late\r\n")
                .endsWith("END:VCALENDAR\r\n");
        assertThat(entry.lines()).allMatch(line -> line.getBytes(StandardCharsets.UTF_8).length <= 75);
    }
}
