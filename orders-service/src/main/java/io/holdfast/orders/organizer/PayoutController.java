package io.holdfast.orders.organizer;

import io.holdfast.money.Currency;
import io.holdfast.orders.document.DocumentTexts;
import io.holdfast.orders.organizer.PayoutView.Amounts;
import io.holdfast.orders.organizer.PayoutView.Day;
import io.holdfast.orders.sale.OrganizerSales;
import io.holdfast.web.Caller;
import io.holdfast.web.CsvTable;
import io.holdfast.web.TableAnswers;
import io.holdfast.web.TableCell;
import io.holdfast.web.TableRequest;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What an event has taken, for its organizer. */
@RestController
@RequestMapping("/api/orders/events/{eventId}")
class PayoutController {

    /** Of what {@link #cells} writes. */
    static final List<String> AMOUNTS = List.of(
            "orders",
            "tickets",
            "takings",
            "fees paid by buyers",
            "fees borne by the seller",
            "tax",
            "refunds",
            "disputed",
            "left",
            "currency");

    private static final List<String> COLUMNS =
            Stream.concat(Stream.of("day"), AMOUNTS.stream()).toList();

    private final PayoutFigures figures;
    private final OrganizerSales sales;
    private final TableAnswers tables;

    PayoutController(PayoutFigures figures, OrganizerSales sales, TableAnswers tables) {
        this.figures = figures;
        this.sales = sales;
        this.tables = tables;
    }

    /** What an event has taken by day, with fees, tax, refunds and disputes, for its organizer. */
    @GetMapping("/payout")
    PayoutView payout(Caller caller, @PathVariable String eventId) {
        return figures.of(sales.find(caller, eventId));
    }

    /**
     * What an event has taken by day as a table, for its organizer. Without {@code separator} it is the one that spreadsheets in the request's
     * language expect; with semicolons, amounts have decimal commas. Columns are called by keys, the same for all readers, unless
     * {@code headings} asks for words in the reader's language.
     */
    @GetMapping("/payout.csv")
    @ApiResponse(responseCode = "200", content = @Content(mediaType = CsvTable.TYPE, schema = @Schema(type = "string")))
    void payoutCsv(Caller caller, @PathVariable String eventId, TableRequest table) throws IOException {
        PayoutView payout = figures.of(sales.find(caller, eventId));
        Optional<DocumentTexts> texts = tables.words(table).map(DocumentTexts::new);
        List<String> titles =
                COLUMNS.stream().map(column -> text(column, texts)).toList();
        CsvTable csv = tables.csv("payout-" + eventId + ".csv", titles, table);
        payout.days().forEach((Day day) -> csv.add(row(day.day().toString(), day.amounts(), payout)));
        csv.add(row(text("total", texts), payout.total(), payout));
    }

    static String text(String key, Optional<DocumentTexts> texts) {
        return texts.map(words -> words.of("payout." + key.replace(' ', '-'))).orElse(key);
    }

    private static List<TableCell> row(String day, Amounts amounts, PayoutView payout) {
        List<TableCell> row = new ArrayList<>(List.of(TableCell.words(day)));
        row.addAll(cells(amounts, payout.currency(), Currency.digitsOf(payout.currency())));
        return row;
    }

    static List<TableCell> cells(Amounts amounts, String currency, int digits) {
        return List.of(
                new TableCell.Count(amounts.orders()),
                new TableCell.Count(amounts.tickets()),
                TableCell.money(amounts.takings(), digits),
                TableCell.money(amounts.fees(), digits),
                TableCell.money(amounts.sellersFees(), digits),
                TableCell.money(amounts.tax(), digits),
                TableCell.money(amounts.refunds(), digits),
                TableCell.money(amounts.disputed(), digits),
                TableCell.money(amounts.left(), digits),
                TableCell.words(currency));
    }
}
