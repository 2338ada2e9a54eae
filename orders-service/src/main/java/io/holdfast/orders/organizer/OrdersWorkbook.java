package io.holdfast.orders.organizer;

import io.holdfast.language.Beginning;
import io.holdfast.orders.order.Order;
import io.holdfast.web.TableCell;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.jspecify.annotations.Nullable;

/**
 * Orders as an Office Open XML workbook (ISO 29500), with numbers and times as such. Rows are written as they come, so that many need no
 * more memory than a few. Words are never formulas there, whatever they begin with. Times are in UTC.
 */
final class OrdersWorkbook implements AutoCloseable {

    /** A sheet has 1,048,576 rows at most. */
    static final int ROWS_OF_A_SHEET = 1_000_000;

    /** What a spreadsheet would take for the number of a character (ST_Xstring): {@code _x0041_} for A. */
    private static final Pattern NUMBERED = Pattern.compile("_(?=x[0-9A-Fa-f]{4}_)");

    private static final int WRITTEN_TOGETHER = 100;
    private static final int LONGEST_CELL = 32_767;
    private static final String TIME = "yyyy-mm-dd hh:mm:ss";

    /** What XML cannot have. */
    private static final Pattern NO_CHARACTERS =
            Pattern.compile("[^\\t\\n\\r\\x20-\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}]");

    private final Workbook workbook;
    private final OrdersTable.Titles titles;
    private final int rowsOfASheet;
    private @Nullable Worksheet sheet;
    private int sheets;
    private int row;

    OrdersWorkbook(OutputStream out, OrdersTable.Titles titles) {
        this(out, titles, ROWS_OF_A_SHEET);
    }

    OrdersWorkbook(OutputStream out, OrdersTable.Titles titles, int rowsOfASheet) {
        this.workbook = new Workbook(out, "Holdfast", "1.0");
        this.titles = titles;
        this.rowsOfASheet = rowsOfASheet;
        begin();
    }

    void add(Order order) {
        if (row > rowsOfASheet) {
            begin();
        }
        Worksheet current = Objects.requireNonNull(sheet);
        List<TableCell> cells = OrdersTable.cells(order, titles);
        for (int column = 0; column < cells.size(); column++) {
            write(current, column, cells.get(column));
        }
        row++;
        if (row % WRITTEN_TOGETHER == 0) {
            flush(current);
        }
    }

    private void begin() {
        finish();
        sheets++;
        Worksheet next = workbook.newWorksheet(sheets == 1 ? titles.sheet() : titles.sheet() + " " + sheets);
        for (int column = 0; column < titles.columns().size(); column++) {
            String heading = titles.columns().get(column);
            next.inlineString(0, column, heading.equals("created") ? "created (UTC)" : heading);
            next.style(0, column).bold().set();
        }
        next.freezePane(0, 1);
        if (titles.isRightToLeft()) {
            next.rightToLeft();
        }
        sheet = next;
        row = 1;
    }

    private void write(Worksheet current, int column, TableCell cell) {
        switch (cell) {
            case TableCell.Words(String words) -> {
                if (!words.isEmpty()) {
                    current.inlineString(row, column, possible(words));
                }
            }
            case TableCell.Count(long number) -> current.value(row, column, number);
            case TableCell.Money(BigDecimal amount) -> {
                current.value(row, column, amount);
                String format = amount.scale() == 0 ? "0" : "0." + "0".repeat(amount.scale());
                current.style(row, column).format(format).set();
            }
            case TableCell.Time(Instant at) -> {
                current.value(row, column, LocalDateTime.ofInstant(at, ZoneOffset.UTC));
                current.style(row, column).format(TIME).set();
            }
        }
    }

    private static String possible(String words) {
        String kept = Beginning.of(NO_CHARACTERS.matcher(words).replaceAll("\ufffd"), LONGEST_CELL);
        return NUMBERED.matcher(kept).replaceAll("_x005F_");
    }

    private void finish() {
        try {
            if (sheet != null) {
                sheet.finish();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void flush(Worksheet sheet) {
        try {
            sheet.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Without it, there is no file. */
    @Override
    public void close() throws IOException {
        finish();
        sheet = null;
        workbook.finish();
    }
}
