package io.holdfast.web;

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
 * A table for spreadsheets, by RFC 4180, with a byte order mark, without which spreadsheets take UTF-8 for something else. No cell is a
 * formula: a name such as {@code =HYPERLINK(…)} gets an apostrophe in front, as OWASP advises, also after the characters that some
 * spreadsheets take for the end of a cell.
 */
public final class CsvTable {

    /** What separates cells. With semicolons amounts have decimal commas: that is how spreadsheets read both in the same countries. */
    public enum Separator {
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
        public static Separator of(@Nullable String name, Locale language) {
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

    public static final String TYPE = "text/csv;charset=UTF-8";

    private static final char BYTE_ORDER_MARK = '\ufeff';

    private static final String BEGINS_A_FORMULA = "[=+\\-@\t\r\n＝＋－＠]";
    private static final Pattern AT_THE_START = Pattern.compile("^(?=" + BEGINS_A_FORMULA + ")");
    private static final Pattern BEHIND_A_SEPARATOR = Pattern.compile("([,;\t|]\\s*)(?=" + BEGINS_A_FORMULA + ")");

    private static final Pattern QUOTED = Pattern.compile("[,;|\"\t\r\n]");

    private final PrintWriter out;
    private final Separator separator;

    public CsvTable(PrintWriter out, Separator separator, List<String> titles) {
        this.out = out;
        this.separator = separator;
        out.print(BYTE_ORDER_MARK);
        row(titles);
    }

    /** Adds a row, with a cell for each title. */
    public void add(List<TableCell> cells) {
        row(cells.stream().map(this::text).toList());
    }

    private String text(TableCell cell) {
        return switch (cell) {
            case TableCell.Words(String words) -> harmless(words);
            case TableCell.Count(long number) -> Long.toString(number);
            case TableCell.Time(Instant at) -> at.toString();
            case TableCell.Money(BigDecimal amount) ->
                separator == Separator.SEMICOLON ? amount.toPlainString().replace('.', ',') : amount.toPlainString();
        };
    }

    private static String harmless(String text) {
        String inside = BEHIND_A_SEPARATOR.matcher(text).replaceAll("$1'");
        return AT_THE_START.matcher(inside).replaceFirst("'");
    }

    private void row(List<String> cells) {
        out.print(
                cells.stream().map(CsvTable::quoted).collect(Collectors.joining(String.valueOf(separator.character))));
        out.print("\r\n");
    }

    private static String quoted(String text) {
        return QUOTED.matcher(text).find() ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}
