package io.holdfast.orders.document;

import io.holdfast.calendar.CalendarFile;
import io.holdfast.orders.buyer.BuyerOrders;
import io.holdfast.orders.order.Order;
import io.holdfast.orders.sale.OrderedEvent;
import io.holdfast.orders.sale.Sales;
import io.holdfast.web.AnswerLanguage;
import io.holdfast.web.Caller;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Files for the buyer of a completed order. */
@RestController
@RequestMapping("/api/orders/{id}")
class TicketDocumentsController {

    private final BuyerOrders orders;
    private final Sales sales;
    private final EventPictures pictures;
    private final AnswerLanguage languages;
    private final Clock clock;

    TicketDocumentsController(
            BuyerOrders orders, Sales sales, EventPictures pictures, AnswerLanguage languages, Clock clock) {
        this.orders = orders;
        this.sales = sales;
        this.pictures = pictures;
        this.languages = languages;
        this.clock = clock;
    }

    /**
     * The tickets of a completed order to print, a page each with its QR code. They are in the reader's language, else in that of the order.
     */
    @GetMapping("/tickets.pdf")
    @ApiResponse(
            responseCode = "200",
            content = @Content(mediaType = "application/pdf", schema = @Schema(type = "string", format = "binary")))
    @ApiResponse(responseCode = "409", description = "`not-completed`: There are tickets once the order is completed.")
    ResponseEntity<byte[]> ticketsPdf(Caller caller, @PathVariable String id, HttpServletRequest request) {
        Order order = orders.findCompleted(caller, id);
        DocumentTexts texts = DocumentTexts.of(order, languages.of(request));
        OrderedEvent event = event(order);
        byte[] tickets = TicketsPdf.of(order, event, pictures.find(order.terms().eventId(), event), texts);
        return file("tickets-" + order.id() + ".pdf", MediaType.APPLICATION_PDF, texts, tickets);
    }

    /** The event of a completed order, for a calendar. */
    @GetMapping("/event.ics")
    @ApiResponse(
            responseCode = "200",
            content = @Content(mediaType = "text/calendar;charset=UTF-8", schema = @Schema(type = "string")))
    @ApiResponse(responseCode = "409", description = "`not-completed`: There is an entry once the order is completed.")
    ResponseEntity<byte[]> calendar(Caller caller, @PathVariable String id, HttpServletRequest request) {
        Order order = orders.findCompleted(caller, id);
        DocumentTexts texts = DocumentTexts.of(order, languages.of(request));
        CalendarFile file = OrderCalendar.of(order, event(order), texts, clock.instant());
        return file("event-" + order.id() + ".ics", MediaType.parseMediaType(file.mediaType()), texts, file.content());
    }

    private OrderedEvent event(Order order) {
        return OrderedEvent.of(order.terms().event(), sales.recent(order.terms().eventId()));
    }

    private static ResponseEntity<byte[]> file(String name, MediaType type, DocumentTexts texts, byte[] content) {
        ContentDisposition inline = ContentDisposition.inline().filename(name).build();
        return ResponseEntity.ok()
                .contentType(type)
                .header(HttpHeaders.CONTENT_DISPOSITION, inline.toString())
                .headers(headers -> AnswerLanguage.describe(texts.language().toLanguageTag(), headers))
                .body(content);
    }
}
