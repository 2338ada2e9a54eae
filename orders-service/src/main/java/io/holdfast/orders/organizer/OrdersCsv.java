package io.holdfast.orders.organizer;

import io.holdfast.contracts.DisputeState;
import io.holdfast.money.Currency;
import io.holdfast.orders.order.Order;
import io.holdfast.orders.order.OrderTerms;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Orders for a spreadsheet, by RFC 4180. No cell is a formula: a name such as {@code =HYPERLINK(…)} gets an apostrophe in front, as OWASP
 * advises, also after the characters that some spreadsheets take for the end of a cell.
 */
final class OrdersCsv {

    private static final List<String> HEADINGS = List.of(
            "order",
            "created",
            "status",
            "reason",
            "name",
            "items",
            "tickets",
            "seats",
            "total",
            "refunded",
            "money back",
            "currency",
            "admitted",
            "refund failed",
            "dispute",
            "disputed",
            "tickets given back",
            "email");

    private static final String BEGINS_A_FORMULA = "[=+\\-@\t\r\n＝＋－＠]";
    private static final Pattern AT_THE_START = Pattern.compile("^(?=" + BEGINS_A_FORMULA + ")");
    private static final Pattern BEHIND_A_SEPARATOR = Pattern.compile("([;\t|]\\s*)(?=" + BEGINS_A_FORMULA + ")");

    private static final Pattern QUOTED = Pattern.compile("[,;|\"\t\r\n]");

    private final PrintWriter out;

    OrdersCsv(PrintWriter out) {
        this.out = out;
        row(HEADINGS);
    }

    void add(Order order) {
        OrderTerms terms = order.terms();
        DisputeState dispute = order.dispute();
        row(List.of(
                order.id(),
                terms.createdAt().toString(),
                order.status().name(),
                order.reason() == null ? "" : order.reason(),
                terms.holder(),
                terms.lines().stream()
                        .map(line -> line.quantity() + " x " + line.tierName())
                        .collect(Collectors.joining(" / ")),
                Integer.toString(terms.quantity()),
                terms.lines().stream()
                        .map(line -> terms.allocation().seatsOf(line.tierId()))
                        .filter(seats -> !seats.isEmpty())
                        .map(seats -> String.join(" ", seats))
                        .collect(Collectors.joining(" / ")),
                money(terms.total(), terms.currency()),
                money(order.refundDue(), terms.currency()),
                money(order.refundPaid(), terms.currency()),
                terms.currency(),
                Integer.toString(order.admitted()),
                money(order.refundFailed(), terms.currency()),
                dispute == null ? "" : dispute.status().name(),
                money(dispute == null ? 0 : dispute.amount(), terms.currency()),
                Integer.toString(order.ended().size()),
                terms.email() == null ? "" : terms.email()));
    }

    private static String money(long minorUnits, String currency) {
        return BigDecimal.valueOf(minorUnits, Currency.digitsOf(currency)).toPlainString();
    }

    private void row(List<String> cells) {
        out.print(cells.stream().map(OrdersCsv::cell).collect(Collectors.joining(",")));
        out.print("\r\n");
    }

    private static String cell(String text) {
        String inside = BEHIND_A_SEPARATOR.matcher(text).replaceAll("$1'");
        String safe = AT_THE_START.matcher(inside).replaceFirst("'");
        return QUOTED.matcher(safe).find() ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
    }
}
