package io.holdfast.payments.settlement;

import io.holdfast.web.Caller;
import io.holdfast.web.CsvTable;
import io.holdfast.web.ProblemException;
import io.holdfast.web.TableRequest;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.ZoneId;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What the payment provider has booked for an event, for its organizer. */
@RestController
@RequestMapping("/api/payments/events/{eventId}")
class SettlementController {

    private static final int LONGEST_ZONE = 64;

    private final SettlementFigures figures;
    private final SettlementStore settlements;
    private final SettlementCsv tables;

    SettlementController(SettlementFigures figures, SettlementStore settlements, SettlementCsv tables) {
        this.figures = figures;
        this.settlements = settlements;
        this.tables = tables;
    }

    /**
     * What the payment provider has booked for an event by day, and how that differs from the ledger, for its organizer. There is nothing
     * before the first payment was charged.
     */
    @GetMapping("/settlement")
    SettlementView settlement(
            Caller caller, @PathVariable String eventId, @RequestParam(defaultValue = "UTC") String zone) {
        return figures.of(own(caller, eventId), zone(zone));
    }

    /**
     * What the payment provider has booked for an event by day as a table, for its organizer. Without {@code separator} it is the one that
     * spreadsheets in the request's language expect; with semicolons, amounts have decimal commas. Columns are called by keys, the same for all
     * readers, unless {@code headings} asks for words in the reader's language.
     */
    @GetMapping("/settlement.csv")
    @ApiResponse(responseCode = "200", content = @Content(mediaType = CsvTable.TYPE, schema = @Schema(type = "string")))
    void settlementCsv(
            Caller caller,
            @PathVariable String eventId,
            @RequestParam(defaultValue = "UTC") String zone,
            TableRequest table)
            throws IOException {
        tables.days(figures.of(own(caller, eventId), zone(zone)), table);
    }

    /**
     * How the payment provider's books differ from the ledger for an event as a table, for its organizer. Without {@code separator} it is the one that
     * spreadsheets in the request's language expect; with semicolons, amounts have decimal commas. Columns are called by keys, the same for all
     * readers, unless {@code headings} asks for words in the reader's language.
     */
    @GetMapping("/differences.csv")
    @ApiResponse(responseCode = "200", content = @Content(mediaType = CsvTable.TYPE, schema = @Schema(type = "string")))
    void differencesCsv(Caller caller, @PathVariable String eventId, TableRequest table) throws IOException {
        SettlementView view = figures.of(own(caller, eventId), ZoneId.of("UTC"));
        tables.differences("differences-" + eventId, view.differences(), table);
    }

    private String own(Caller caller, String eventId) {
        if (!settlements.isOrganizer(eventId, caller.id())) {
            throw ProblemException.notFound();
        }
        return eventId;
    }

    /** @throws ProblemException 400 when there is no such zone */
    static ZoneId zone(String name) {
        try {
            if (name.length() <= LONGEST_ZONE) {
                return ZoneId.of(name);
            }
        } catch (DateTimeException e) {
            // Answered below.
        }
        throw ProblemException.invalid("zone", "must be the name of a time zone, such as Europe/Vienna");
    }
}
