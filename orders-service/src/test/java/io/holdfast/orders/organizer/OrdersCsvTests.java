package io.holdfast.orders.organizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.holdfast.contracts.DisputeState;
import io.holdfast.contracts.OrderStatus;
import io.holdfast.language.Language;
import io.holdfast.orders.document.DocumentTexts;
import io.holdfast.orders.inventory.Allocation;
import io.holdfast.orders.order.Order;
import io.holdfast.orders.order.OrderFixtures;
import io.holdfast.web.CsvTable;
import io.holdfast.web.ProblemException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OrdersCsvTests {

    @Test
    void writesNoFormula() {
        assertThat(rowFor("=HYPERLINK(\"http://evil\")")).contains(",\"'=HYPERLINK(\"\"http://evil\"\")\",");
        assertThat(rowFor("+1")).contains(",'+1,");
        assertThat(rowFor("-1")).contains(",'-1,");
        assertThat(rowFor("@sum")).contains(",'@sum,");
        assertThat(rowFor("\t=1")).contains(",\"'\t'=1\",");
        assertThat(rowFor("＝1+1")).contains(",'＝1+1,");
        // In some countries a spreadsheet takes a semicolon for the end of a cell.
        assertThat(rowFor("x;=cmd|'/C calc'!A0;y")).contains(",\"x;'=cmd|'/C calc'!A0;y\",");
        assertThat(rowFor("x; +1")).contains(",\"x; '+1\",");
        assertThat(rowFor("x,=1+1")).contains(",\"x,'=1+1\",");
    }

    @Test
    void quotesCommasAndQuotes() {
        assertThat(rowFor("Lovelace, Ada")).contains(",\"Lovelace, Ada\",");
        assertThat(rowFor("Ada \"Countess\"")).contains(",\"Ada \"\"Countess\"\"\",");
    }

    @Test
    void writesAmountsInMajorUnits() {
        assertThat(rowFor("Ada")).endsWith(",3,,37.50,0.00,0.00,EUR,0,0.00,,0.00,0,ada@example.com,ORDER1,0.00\r\n");
    }

    @Test
    void writesTheSeatsOfEachTier() {
        Allocation seats = new Allocation(List.of(
                new Allocation.Part("event1/hall/A.1", 2, List.of(11, 12)),
                new Allocation.Part("event1/box/L.1", 1, List.of(3))));

        assertThat(rowFor("Ada", seats)).contains(",2 x Hall / 1 x Box,3,A-11 A-12 / L-3,");
    }

    /** They are another order's by now, or will be. */
    @Test
    void leavesOutSeatsThatWereGivenBack() {
        Allocation seats = new Allocation(List.of(
                new Allocation.Part("event1/hall/A.1", 2, List.of(11, 12)),
                new Allocation.Part("event1/box/L.1", 1, List.of(3))));

        assertThat(table(
                        CsvTable.Separator.COMMA,
                        OrderFixtures.withSoldBack("order1-2", seats),
                        OrdersTable.Titles.KEYS))
                .contains(",3,A-11 / L-3,");
    }

    @Test
    void separatesSeatsWhoseNamesHaveSpaces() {
        Allocation seats = new Allocation(List.of(
                new Allocation.Part("event1/hall/Balcony A.1", 2, List.of(11, 12)),
                new Allocation.Part("event1/box/St. Peter’s box A.1", 1, List.of(3))));

        assertThat(rowFor("Ada", seats)).contains(",3,\"Balcony A-11, Balcony A-12 / St. Peter’s box A-3\",");
    }

    @Test
    void callsStatesByKeysOrByWords() {
        assertThat(table(CsvTable.Separator.COMMA, "Ada")).contains(",AWAITING_PAYMENT,");
        OrdersTable.Titles german = OrdersTable.Titles.in(new DocumentTexts(Locale.GERMAN));
        assertThat(table(CsvTable.Separator.COMMA, "Ada", new Allocation(List.of()), german))
                .contains(",Reserviert,")
                .doesNotContain("AWAITING");
    }

    /** Whatever an order can be in, for whatever reason that is not typed. */
    @ParameterizedTest
    @EnumSource(Language.class)
    void everyStateHasWords(Language language) {
        DocumentTexts texts = new DocumentTexts(language.locale());
        Stream<String> states = Stream.of(
                        Arrays.stream(OrderStatus.values()).map(status -> "status." + status),
                        Arrays.stream(DisputeState.Status.values()).map(status -> "dispute." + status),
                        Stream.of(
                                        "cancelled-by-buyer",
                                        "capture-failed",
                                        "event-cancelled",
                                        "sold-back",
                                        "event-moved",
                                        "refunded-by-organizer")
                                .map(reason -> "reason." + reason))
                .flatMap(Function.identity());

        assertThat(states.map(state -> state.toLowerCase(Locale.ROOT).replace('_', '-')))
                .allSatisfy(state ->
                        assertThat(texts.find("table." + state)).as(state).isPresent());
    }

    @Test
    void beginsWithAByteOrderMark() {
        assertThat(table(CsvTable.Separator.COMMA, "Ada")).startsWith("\ufefforder,created,");
    }

    @Test
    void separatesByWhatIsAskedForAndOtherwiseByLanguage() {
        assertThat(table(CsvTable.Separator.SEMICOLON, "Lovelace; Ada"))
                .startsWith("\ufefforder;created;")
                .contains(";\"Lovelace; Ada\";", ";\"37,50\";");
        assertThat(table(CsvTable.Separator.TAB, "Ada")).contains("order\tcreated\t", "\t37.50\t");

        assertThat(CsvTable.Separator.of(null, Locale.GERMAN)).isEqualTo(CsvTable.Separator.SEMICOLON);
        assertThat(CsvTable.Separator.of(null, Locale.of("es"))).isEqualTo(CsvTable.Separator.SEMICOLON);
        assertThat(CsvTable.Separator.of(null, Locale.of("de", "CH"))).isEqualTo(CsvTable.Separator.COMMA);
        assertThat(CsvTable.Separator.of(null, Locale.JAPANESE)).isEqualTo(CsvTable.Separator.COMMA);
        assertThat(CsvTable.Separator.of(null, Locale.ROOT)).isEqualTo(CsvTable.Separator.COMMA);
        assertThat(CsvTable.Separator.of("tab", Locale.GERMAN)).isEqualTo(CsvTable.Separator.TAB);
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> CsvTable.Separator.of("pipe", Locale.GERMAN));
    }

    private static String rowFor(String holder) {
        return rowFor(holder, new Allocation(List.of()));
    }

    private static String rowFor(String holder, Allocation allocation) {
        String written = table(CsvTable.Separator.COMMA, holder, allocation);
        return written.substring(written.indexOf('\n') + 1);
    }

    private static String table(CsvTable.Separator separator, String holder) {
        return table(separator, holder, new Allocation(List.of()));
    }

    private static String table(CsvTable.Separator separator, String holder, Allocation allocation) {
        return table(separator, holder, allocation, OrdersTable.Titles.KEYS);
    }

    private static String table(
            CsvTable.Separator separator, String holder, Allocation allocation, OrdersTable.Titles titles) {
        return table(separator, OrderFixtures.placed(1250, holder, allocation), titles);
    }

    private static String table(CsvTable.Separator separator, Order order, OrdersTable.Titles titles) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        new CsvTable(out, separator, titles.columns()).add(OrdersTable.cells(order, titles));
        return text.toString();
    }
}
