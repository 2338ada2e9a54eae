package io.holdfast.payments.settlement;

import io.holdfast.language.IcuMessageSource;
import io.holdfast.money.Currency;
import io.holdfast.payments.settlement.SettlementView.Amounts;
import io.holdfast.payments.settlement.SettlementView.Differing;
import io.holdfast.web.CsvTable;
import io.holdfast.web.TableAnswers;
import io.holdfast.web.TableCell;
import io.holdfast.web.TableRequest;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;

/** The same as tables. Columns and kinds of differences are called by keys, or by words of the bundle {@code table/payments-service}. */
@Component
class SettlementCsv {

    static final String BUNDLE = "table/payments-service";

    private static final List<String> DAYS = List.of(
            "day", "payments", "charged", "refunds", "disputes", "provider's fees", "net", "paid out", "currency");
    private static final List<String> DIFFERENCES =
            List.of("payment", "order", "event", "of", "what", "ledger", "provider", "currency", "since");

    private static final MessageSource WORDS = new IcuMessageSource(BUNDLE);

    private final TableAnswers tables;

    SettlementCsv(TableAnswers tables) {
        this.tables = tables;
    }

    void days(SettlementView view, TableRequest table) throws IOException {
        Optional<Locale> reader = tables.words(table);
        CsvTable csv = begin("settlement-" + view.eventId(), DAYS, reader, table);
        view.days().forEach(day -> csv.add(row(day.day().toString(), day.amounts())));
        view.totals().forEach(total -> csv.add(row(text("total", reader), total)));
    }

    void differences(String name, List<Differing> differences, TableRequest table) throws IOException {
        Optional<Locale> reader = tables.words(table);
        CsvTable csv = begin(name, DIFFERENCES, reader, table);
        differences.forEach(differing -> csv.add(row(differing, reader)));
    }

    private CsvTable begin(String name, List<String> columns, Optional<Locale> reader, TableRequest table)
            throws IOException {
        List<String> titles =
                columns.stream().map(column -> text(column, reader)).toList();
        return tables.csv(name + ".csv", titles, table);
    }

    private static String text(String key, Optional<Locale> reader) {
        return reader.map(language -> WORDS.getMessage(key.replace("'", "").replace(' ', '-'), new Object[0], language))
                .orElse(key);
    }

    private static List<TableCell> row(String day, Amounts amounts) {
        int digits = Currency.digitsOf(amounts.currency());
        return List.of(
                TableCell.words(day),
                new TableCell.Count(amounts.payments()),
                TableCell.money(amounts.charged(), digits),
                TableCell.money(amounts.refunded(), digits),
                TableCell.money(amounts.disputed(), digits),
                TableCell.money(amounts.fees(), digits),
                TableCell.money(amounts.net(), digits),
                TableCell.money(amounts.paidOut(), digits),
                TableCell.words(amounts.currency()));
    }

    private static List<TableCell> row(Differing differing, Optional<Locale> reader) {
        int digits = Currency.digitsOf(differing.currency());
        return List.of(
                TableCell.words(differing.payment()),
                TableCell.words(differing.orderId()),
                TableCell.words(differing.eventId()),
                TableCell.words(reader.isEmpty() ? differing.of() : text("of." + differing.of(), reader)),
                TableCell.words(reader.isEmpty() ? differing.what() : text("what." + differing.what(), reader)),
                TableCell.money(differing.ledger(), digits),
                TableCell.money(differing.provider(), digits),
                TableCell.words(differing.currency()),
                new TableCell.Time(differing.since()));
    }
}
