package io.holdfast.orders.organizer;

import io.holdfast.money.Currency;
import io.holdfast.orders.TimedCache;
import io.holdfast.orders.document.DocumentTexts;
import io.holdfast.orders.organizer.PayoutView.Amounts;
import io.holdfast.orders.organizer.TakingsView.EventMonth;
import io.holdfast.orders.organizer.TakingsView.EventTakings;
import io.holdfast.orders.organizer.TakingsView.Month;
import io.holdfast.orders.organizer.TakingsView.Total;
import io.holdfast.orders.sale.OrganizerSales;
import io.holdfast.orders.sale.Sale;
import io.holdfast.web.Caller;
import io.holdfast.web.CsvTable;
import io.holdfast.web.TableAnswers;
import io.holdfast.web.TableCell;
import io.holdfast.web.TableRequest;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.io.IOException;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What all events of an organizer have taken. */
@RestController
@RequestMapping("/api/orders")
class TakingsController {

    /** As many events are worked out together; each may have many orders. */
    private static final int MOST_EVENTS = 300;

    private static final List<String> COLUMNS = Stream.concat(
                    Stream.of("event", "name", "month"), PayoutController.AMOUNTS.stream())
            .toList();

    private final PayoutFigures figures;
    private final OrganizerSales sales;
    private final TableAnswers tables;

    /** By organizer. It takes as long as all events together, each of which is kept for a time of its own only. */
    private final TimedCache<TakingsView> cache = new TimedCache<>(this::sumUp);

    TakingsController(PayoutFigures figures, OrganizerSales sales, TableAnswers tables) {
        this.figures = figures;
        this.sales = sales;
        this.tables = tables;
    }

    /**
     * What the caller's events have taken: by event, by month, and together, of each currency. Of many events, the 300 that end last are
     * counted.
     */
    @GetMapping("/takings")
    TakingsView takings(Caller caller) {
        return cache.get(caller.id());
    }

    private TakingsView sumUp(String organizer) {
        List<Sale> found = sales.all(organizer, 0, MOST_EVENTS + 1);
        List<EventTakings> events = found.stream()
                .limit(MOST_EVENTS)
                .map(this::of)
                .filter(event -> !event.months().isEmpty())
                .toList();
        TreeMap<String, Amounts> totals = new TreeMap<>();
        TreeMap<YearMonth, TreeMap<String, Amounts>> months = new TreeMap<>();
        for (EventTakings event : events) {
            totals.merge(event.currency(), event.total(), Amounts::plus);
            for (EventMonth month : event.months()) {
                months.computeIfAbsent(month.month(), _ -> new TreeMap<>())
                        .merge(event.currency(), month.amounts(), Amounts::plus);
            }
        }
        List<Month> all = new ArrayList<>();
        months.forEach((month, currencies) ->
                currencies.forEach((currency, amounts) -> all.add(new Month(month, currency, amounts))));
        return new TakingsView(
                events,
                all,
                totals.entrySet().stream()
                        .map(total -> new Total(total.getKey(), total.getValue()))
                        .toList(),
                found.size() > MOST_EVENTS);
    }

    private EventTakings of(Sale sale) {
        PayoutView payout = figures.of(sale);
        TreeMap<YearMonth, Amounts> months = new TreeMap<>();
        payout.days().forEach(day -> months.merge(YearMonth.from(day.day()), day.amounts(), Amounts::plus));
        return new EventTakings(
                sale.eventId(),
                sale.event().name(),
                sale.event().startsAt(),
                sale.event().timezone(),
                payout.currency(),
                months.entrySet().stream()
                        .map(month -> new EventMonth(month.getKey(), month.getValue()))
                        .toList(),
                payout.total());
    }

    /**
     * The same of all events as a table, a line for each month of each event, to be summed up in a spreadsheet. Without {@code separator} it is the one that
     * spreadsheets in the request's language expect; with semicolons, amounts have decimal commas. Columns are called by keys, the same for
     * all readers, unless {@code headings} asks for words in the reader's language.
     */
    @GetMapping("/takings.csv")
    @ApiResponse(responseCode = "200", content = @Content(mediaType = CsvTable.TYPE, schema = @Schema(type = "string")))
    void takingsCsv(Caller caller, TableRequest table) throws IOException {
        Optional<DocumentTexts> texts = tables.words(table).map(DocumentTexts::new);
        List<String> titles = COLUMNS.stream()
                .map(column -> PayoutController.text(column, texts))
                .toList();
        CsvTable csv = tables.csv("takings.csv", titles, table);
        List<Sale> page;
        int written = 0;
        do {
            page = sales.all(caller.id(), written, MOST_EVENTS);
            for (Sale sale : page) {
                add(of(sale), csv);
            }
            written += page.size();
        } while (page.size() == MOST_EVENTS);
    }

    private static void add(EventTakings event, CsvTable csv) throws IOException {
        for (EventMonth month : event.months()) {
            List<TableCell> cells = new ArrayList<>(List.of(
                    TableCell.words(event.eventId()),
                    TableCell.words(event.name()),
                    TableCell.words(month.month().toString())));
            cells.addAll(
                    PayoutController.cells(month.amounts(), event.currency(), Currency.digitsOf(event.currency())));
            csv.add(cells);
        }
    }
}
