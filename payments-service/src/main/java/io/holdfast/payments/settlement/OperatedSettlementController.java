package io.holdfast.payments.settlement;

import io.holdfast.payments.settlement.SettlementView.Differing;
import io.holdfast.web.CsvTable;
import io.holdfast.web.Operator;
import io.holdfast.web.TableRequest;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.io.IOException;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/payments/operator}: the payment provider's books, for operators. */
@RestController
@RequestMapping("/api/payments/operator")
class OperatedSettlementController {

    private final SettlementFigures figures;
    private final SettlementCsv tables;

    OperatedSettlementController(SettlementFigures figures, SettlementCsv tables) {
        this.figures = figures;
        this.tables = tables;
    }

    /** As an operator, reads where the payment provider's books differ from the ledger, the longest first, at most 500. */
    @GetMapping("/differences")
    List<Differing> differences(Operator operator) {
        return figures.differences();
    }

    /** As an operator, reads where the payment provider's books differ from the ledger as a table, in the way of that of an event. */
    @GetMapping("/differences.csv")
    @ApiResponse(responseCode = "200", content = @Content(mediaType = CsvTable.TYPE, schema = @Schema(type = "string")))
    void allDifferencesCsv(Operator operator, TableRequest table) throws IOException {
        tables.differences("differences", figures.differences(), table);
    }

    /** As an operator, reads what the payment provider has booked for an event by day, and how that differs from the ledger. */
    @GetMapping("/events/{eventId}/settlement")
    SettlementView operatedSettlement(
            Operator operator, @PathVariable String eventId, @RequestParam(defaultValue = "UTC") String zone) {
        return figures.of(eventId, SettlementController.zone(zone));
    }

    /** As an operator, reads what the payment provider has booked for an event by day as a table, in the way of its organizer's. */
    @GetMapping("/events/{eventId}/settlement.csv")
    @ApiResponse(responseCode = "200", content = @Content(mediaType = CsvTable.TYPE, schema = @Schema(type = "string")))
    void operatedSettlementCsv(
            Operator operator,
            @PathVariable String eventId,
            @RequestParam(defaultValue = "UTC") String zone,
            TableRequest table)
            throws IOException {
        tables.days(figures.of(eventId, SettlementController.zone(zone)), table);
    }
}
