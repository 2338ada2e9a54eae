package io.holdfast.orders.organizer;

import io.holdfast.contracts.DisputeState;
import io.holdfast.language.Language;
import io.holdfast.language.OrderNumbers;
import io.holdfast.money.Currency;
import io.holdfast.orders.document.DocumentTexts;
import io.holdfast.orders.inventory.Allocation;
import io.holdfast.orders.order.Order;
import io.holdfast.orders.order.OrderTerms;
import io.holdfast.web.TableCell;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The columns of an event's orders in files for spreadsheets. New ones come last: programs read these files, too. */
final class OrdersTable {

    static final List<String> HEADINGS = List.of(
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
            "email",
            "number",
            "refunded otherwise");

    /**
     * What columns, sheets and states are called.
     *
     * @param columns in the order of the cells
     * @param texts what states are called; null if they are called by their keys
     */
    record Titles(
            List<String> columns, String sheet, @Nullable DocumentTexts texts) {

        /** The same in all languages, for programs. */
        static final Titles KEYS = new Titles(HEADINGS, "Orders", null);

        /** In words of a language, for people. */
        static Titles in(DocumentTexts texts) {
            return new Titles(
                    HEADINGS.stream()
                            .map(key -> texts.of("table." + key.replace(' ', '-')))
                            .toList(),
                    texts.of("table"),
                    texts);
        }

        /** Whether columns run from the right, as the words in them do. */
        boolean isRightToLeft() {
            return texts != null && Language.isRightToLeft(texts.language());
        }

        /** What is no key, such as a reason that an organizer typed, stays. */
        private TableCell state(String column, @Nullable String key) {
            if (key == null || texts == null) {
                return TableCell.words(key);
            }
            String name = key.toLowerCase(Locale.ROOT).replace('_', '-');
            return TableCell.words(
                    texts.find("table.%s.%s".formatted(column, name)).orElse(key));
        }
    }

    private OrdersTable() {}

    /** An order's cells, in the order of the headings. */
    static List<TableCell> cells(Order order, Titles titles) {
        OrderTerms terms = order.terms();
        DisputeState dispute = order.dispute();
        String items = terms.lines().stream()
                .map(line -> line.quantity() + " x " + line.tierName())
                .collect(Collectors.joining(" / "));
        // Without those given back, which another order may have by now.
        Allocation allocation = order.notGivenBack();
        String seats = terms.lines().stream()
                .map(line -> allocation.seatsOf(line.tierId()))
                .filter(names -> !names.isEmpty())
                .map(OrdersTable::joined)
                .collect(Collectors.joining(" / "));
        return List.of(
                TableCell.words(order.id()),
                new TableCell.Time(terms.createdAt()),
                titles.state("status", order.status().name()),
                titles.state("reason", order.reason()),
                TableCell.words(terms.holder()),
                TableCell.words(items),
                new TableCell.Count(terms.quantity()),
                TableCell.words(seats),
                money(terms.total(), terms),
                money(order.refundDue(), terms),
                money(order.refundPaid(), terms),
                TableCell.words(terms.currency()),
                new TableCell.Count(order.admitted()),
                money(order.refundFailed(), terms),
                titles.state(
                        "dispute", dispute == null ? null : dispute.status().name()),
                money(amount(order, dispute), terms),
                new TableCell.Count(order.ended().size()),
                TableCell.words(terms.email()),
                TableCell.words(OrderNumbers.of(order.id())),
                money(order.refundEnded(), terms));
    }

    /** As in the takings, what the bank has taken back; if it has taken nothing, of all disputes that have come as far as the one that is named. */
    private static long amount(Order order, @Nullable DisputeState named) {
        if (order.disputed() > 0) {
            return order.disputed();
        }
        return order.disputes().stream()
                .filter(each -> named != null && each.status() == named.status())
                .mapToLong(DisputeState::amount)
                .sum();
    }

    /** Names of seats in sections have spaces of their own. */
    private static String joined(List<String> seats) {
        return String.join(seats.stream().anyMatch(seat -> seat.contains(" ")) ? ", " : " ", seats);
    }

    private static TableCell money(long minorUnits, OrderTerms terms) {
        return TableCell.money(minorUnits, Currency.digitsOf(terms.currency()));
    }
}
