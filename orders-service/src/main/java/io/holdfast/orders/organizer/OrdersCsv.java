package io.holdfast.orders.organizer;

import io.holdfast.orders.order.Order;
import io.holdfast.web.ProblemException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.text.DecimalFormatSymbols;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Orders for a spreadsheet, by RFC 4180, with a byte order mark, without which spreadsheets take UTF-8 for something else. No cell is a
 * formula: a name such as {@code =HYPERLINK(…)} gets an apostrophe in front, as OWASP advises, also after the characters that some
 * spreadsheets take for the end of a cell.
 */
final class OrdersCsv {

    /** What separates cells. With semicolons amounts have decimal commas: that is how spreadsheets read both in the same countries. */
    enum Separator {
        COMMA(','),
        SEMICOLON(';'),
        TAB('\t');

        private final char character;

        Separator(char character) {
            this.character = character;
        }

        /**
         * @param name in lower case; null for the one that spreadsheets of this language expect
         * @throws ProblemException {@code 400} when there is none of this name
         */
        static Separator of(@Nullable String name, Locale language) {
            if (name == null) {
                boolean commaInNumbers =
                        DecimalFormatSymbols.getInstance(language).getDecimalSeparator() == ',';
                return commaInNumbers ? SEMICOLON : COMMA;
            }
            for (Separator separator : values()) {
                if (separator.name().toLowerCase(Locale.ROOT).equals(name)) {
                    return separator;
                }
            }
            throw ProblemException.invalid("separator", "must be comma, semicolon or tab");
        }
    }

    private static final char BYTE_ORDER_MARK = '\ufeff';

    private static final String BEGINS_A_FORMULA = "[=+\\-@\t\r\n＝＋－＠]";
    private static final Pattern AT_THE_START = Pattern.compile("^(?=" + BEGINS_A_FORMULA + ")");
    private static final Pattern BEHIND_A_SEPARATOR = Pattern.compile("([,;\t|]\\s*)(?=" + BEGINS_A_FORMULA + ")");

    private static final Pattern QUOTED = Pattern.compile("[,;|\"\t\r\n]");

    private final PrintWriter out;
    private final Separator separator;
    private final OrdersTable.Titles titles;

    OrdersCsv(PrintWriter out, Separator separator, OrdersTable.Titles titles) {
        this.out = out;
        this.separator = separator;
        this.titles = titles;
        out.print(BYTE_ORDER_MARK);
        row(titles.columns());
    }

    void add(Order order) {
        row(OrdersTable.cells(order, titles).stream().map(this::text).toList());
    }

    private String text(OrdersTable.Cell cell) {
        return switch (cell) {
            case OrdersTable.Cell.Words(String words) -> harmless(words);
            case OrdersTable.Cell.Count(long number) -> Long.toString(number);
            case OrdersTable.Cell.Time(Instant at) -> at.toString();
            case OrdersTable.Cell.Money(BigDecimal amount) ->
                separator == Separator.SEMICOLON ? amount.toPlainString().replace('.', ',') : amount.toPlainString();
        };
    }

    private static String harmless(String text) {
        String inside = BEHIND_A_SEPARATOR.matcher(text).replaceAll("$1'");
        return AT_THE_START.matcher(inside).replaceFirst("'");
    }

    private void row(List<String> cells) {
        out.print(
                cells.stream().map(OrdersCsv::quoted).collect(Collectors.joining(String.valueOf(separator.character))));
        out.print("\r\n");
    }

    private static String quoted(String text) {
        return QUOTED.matcher(text).find() ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}
