package io.holdfast.payments.settlement;

import io.holdfast.money.Currency;
import io.holdfast.payments.settlement.SettlementView.Amounts;
import io.holdfast.payments.settlement.SettlementView.Differing;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/** The same as tables. */
final class SettlementCsv {

    static final String TYPE = "text/csv;charset=UTF-8";

    private static final String DAYS = "day,payments,charged,refunds,disputes,provider's fees,net,paid out,currency";
    private static final String DIFFERENCES = "payment,order,event,of,what,ledger,provider,currency,since";

    private SettlementCsv() {}

    static ResponseEntity<byte[]> days(SettlementView view) {
        Stream<String> days = view.days().stream().map(day -> row(day.day().toString(), day.amounts()));
        Stream<String> totals = view.totals().stream().map(total -> row("total", total));
        return file("settlement-" + view.eventId(), DAYS, Stream.concat(days, totals));
    }

    static ResponseEntity<byte[]> differences(String name, List<Differing> differences) {
        return file(name, DIFFERENCES, differences.stream().map(SettlementCsv::row));
    }

    private static ResponseEntity<byte[]> file(String name, String headings, Stream<String> rows) {
        String csv = Stream.concat(Stream.of(headings), rows).collect(Collectors.joining("\r\n", "", "\r\n"));
        ContentDisposition attachment =
                ContentDisposition.attachment().filename(name + ".csv").build();
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType(TYPE))
                .header(HttpHeaders.CONTENT_DISPOSITION, attachment.toString())
                .body(csv.getBytes(StandardCharsets.UTF_8));
    }

    private static String row(String day, Amounts amounts) {
        String currency = amounts.currency();
        return String.join(
                ",",
                day,
                Long.toString(amounts.payments()),
                major(amounts.charged(), currency),
                major(amounts.refunded(), currency),
                major(amounts.disputed(), currency),
                major(amounts.fees(), currency),
                major(amounts.net(), currency),
                major(amounts.paidOut(), currency),
                currency);
    }

    private static String row(Differing differing) {
        String currency = differing.currency();
        return String.join(
                ",",
                differing.payment(),
                Objects.requireNonNullElse(differing.orderId(), ""),
                Objects.requireNonNullElse(differing.eventId(), ""),
                differing.of(),
                differing.what(),
                major(differing.ledger(), currency),
                major(differing.provider(), currency),
                currency,
                differing.since().toString());
    }

    private static String major(long minor, String currency) {
        return BigDecimal.valueOf(minor, Currency.digitsOf(currency)).toPlainString();
    }
}
