package io.holdfast.orders.organizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.orders.document.DocumentTexts;
import io.holdfast.orders.inventory.Allocation;
import io.holdfast.orders.order.OrderFixtures;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class OrdersWorkbookTests {

    @TempDir
    private Path directory;

    @Test
    void cellsAreNumbersTimesAndWords() throws Exception {
        Document sheet = sheet(parts(1, "Zoë 山田"), 1);

        assertThat(text(sheet, "A1")).isEqualTo("order");
        assertThat(text(sheet, "E2")).isEqualTo("Zoë 山田");
        assertThat(cell(sheet, "E2").getAttribute("t")).isEqualTo("inlineStr");
        // 22 November 2026, 12:00, in days since the end of 1899.
        assertThat(Double.parseDouble(text(sheet, "B2"))).isEqualTo(46348.5);
        assertThat(cell(sheet, "B2").getAttribute("t")).isIn("", "n");
        assertThat(text(sheet, "I2")).isEqualTo("37.50");
        assertThat(cell(sheet, "I2").getAttribute("t")).isIn("", "n");
        assertThat(text(sheet, "G2")).isEqualTo("3");
        assertThat(text(sheet, "S2")).isEqualTo("ORDER1");
    }

    @Test
    void wordsAreNeverFormulasNorWhatXmlCannotHave() throws Exception {
        Document sheet = sheet(parts(1, "=1+1 <&> \u0001\ud800"), 1);

        assertThat(sheet.getElementsByTagName("f").getLength()).isZero();
        assertThat(text(sheet, "E2")).isEqualTo("=1+1 <&> \ufffd\ufffd");
    }

    /** By the rules of the file, {@code _x0041_} is an A, and its underscore {@code _x005F_}. */
    @Test
    void wordsAreNeverNumbersOfCharacters() throws Exception {
        Document sheet = sheet(parts(1, "_x0041_x0042_ _x41_ a_b"), 1);

        assertThat(text(sheet, "E2")).isEqualTo("_x005F_x0041_x005F_x0042_ _x41_ a_b");
    }

    @Test
    void moreRowsThanASheetMayHaveGoIntoAnotherOne() throws Exception {
        Map<String, byte[]> parts = parts(7, "Ada");

        assertThat(text(sheet(parts, 1), "E4")).isEqualTo("Ada");
        assertThat(text(sheet(parts, 2), "A1")).isEqualTo("order");
        assertThat(text(sheet(parts, 3), "E2")).isEqualTo("Ada");
        assertThat(new String(parts.get("xl/workbook.xml"), StandardCharsets.UTF_8))
                .contains("Orders", "Orders 2", "Orders 3");
    }

    @Test
    void columnsRunAsTheWordsInThemDo() throws Exception {
        for (Locale language : List.of(Locale.GERMAN, Locale.of("ar", "EG"))) {
            Document sheet = sheet(parts(1, "Ada", OrdersTable.Titles.in(new DocumentTexts(language))), 1);

            assertThat(((Element) sheet.getElementsByTagName("sheetView").item(0)).getAttribute("rightToLeft"))
                    .as("%s", language)
                    .isEqualTo(language.getLanguage().equals("ar") ? "true" : "");
        }
    }

    private Map<String, byte[]> parts(int orders, String holder) throws IOException {
        return parts(orders, holder, OrdersTable.Titles.KEYS);
    }

    /** Three orders in a sheet. */
    private Map<String, byte[]> parts(int orders, String holder, OrdersTable.Titles titles) throws IOException {
        Path file = Files.createTempFile(directory, "orders", ".xlsx");
        try (OutputStream out = Files.newOutputStream(file);
                OrdersWorkbook workbook = new OrdersWorkbook(out, titles, 3)) {
            for (int i = 0; i < orders; i++) {
                workbook.add(OrderFixtures.placed(1250, holder, new Allocation(List.of())));
            }
        }
        Map<String, byte[]> parts = new TreeMap<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                parts.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
            }
        }
        return parts;
    }

    private static Document sheet(Map<String, byte[]> parts, int number) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(parts.get("xl/worksheets/sheet" + number + ".xml")));
    }

    private static String text(Document sheet, String cell) {
        return cell(sheet, cell).getTextContent();
    }

    private static Element cell(Document sheet, String name) {
        NodeList cells = sheet.getElementsByTagName("c");
        for (int i = 0; i < cells.getLength(); i++) {
            if (cells.item(i) instanceof Element cell && cell.getAttribute("r").equals(name)) {
                return cell;
            }
        }
        throw new AssertionError("no cell " + name);
    }
}
