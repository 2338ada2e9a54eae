package io.holdfast.orders.organizer;

import io.holdfast.money.Currency;
import io.holdfast.orders.organizer.PayoutView.Amounts;
import io.holdfast.orders.organizer.PayoutView.Day;
import io.holdfast.orders.sale.OrganizerSales;
import io.holdfast.web.Caller;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What an event has taken, for its organizer. */
@RestController
@RequestMapping("/api/orders/events/{eventId}")
class PayoutController {

    private static final String HEADINGS =
            "day,orders,tickets,takings,fees paid by buyers,fees borne by the seller,tax,refunds,disputed,left,currency";

    private final PayoutFigures figures;
    private final OrganizerSales sales;

    PayoutController(PayoutFigures figures, OrganizerSales sales) {
        this.figures = figures;
        this.sales = sales;
    }

    /** What an event has taken by day, with fees, tax, refunds and disputes, for its organizer. */
    @GetMapping("/payout")
    PayoutView payout(Caller caller, @PathVariable String eventId) {
        return figures.of(sales.find(caller, eventId));
    }

    /** What an event has taken by day as a table, for its organizer. */
    @GetMapping("/payout.csv")
    @ApiResponse(
            responseCode = "200",
            content = @Content(mediaType = "text/csv;charset=UTF-8", schema = @Schema(type = "string")))
    ResponseEntity<byte[]> payoutCsv(Caller caller, @PathVariable String eventId) {
        PayoutView payout = figures.of(sales.find(caller, eventId));
        ContentDisposition attachment = ContentDisposition.attachment()
                .filename("payout-" + eventId + ".csv")
                .build();
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType("text/csv;charset=UTF-8"))
                .header(HttpHeaders.CONTENT_DISPOSITION, attachment.toString())
                .body(csv(payout).getBytes(StandardCharsets.UTF_8));
    }

    private static String csv(PayoutView payout) {
        Stream<String> days =
                payout.days().stream().map((Day day) -> row(day.day().toString(), day.amounts(), payout));
        return Stream.concat(Stream.concat(Stream.of(HEADINGS), days), Stream.of(row("total", payout.total(), payout)))
                .collect(Collectors.joining("\r\n", "", "\r\n"));
    }

    private static String row(String day, Amounts amounts, PayoutView payout) {
        Stream<String> money = Stream.of(
                        amounts.takings(),
                        amounts.fees(),
                        amounts.sellersFees(),
                        amounts.tax(),
                        amounts.refunds(),
                        amounts.disputed(),
                        amounts.left())
                .map(minor -> BigDecimal.valueOf(minor, Currency.digitsOf(payout.currency()))
                        .toPlainString());
        List<String> cells = Stream.of(
                        Stream.of(day, Long.toString(amounts.orders()), Long.toString(amounts.tickets())),
                        money,
                        Stream.of(payout.currency()))
                .flatMap(each -> each)
                .toList();
        return String.join(",", cells);
    }
}
