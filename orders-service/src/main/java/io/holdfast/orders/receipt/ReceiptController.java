package io.holdfast.orders.receipt;

import io.holdfast.orders.document.DocumentTexts;
import io.holdfast.orders.order.Order;
import io.holdfast.orders.order.OrderStore;
import io.holdfast.orders.sale.Sales;
import io.holdfast.web.AnswerLanguage;
import io.holdfast.web.Caller;
import io.holdfast.web.ProblemException;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Receipts and credit notes of an order, for its buyer and for the organizer of its event. */
@RestController
@RequestMapping("/api/orders/{id}")
class ReceiptController {

    private final OrderStore orders;
    private final Receipts receipts;
    private final Sales sales;
    private final AnswerLanguage languages;

    ReceiptController(OrderStore orders, Receipts receipts, Sales sales, AnswerLanguage languages) {
        this.orders = orders;
        this.receipts = receipts;
        this.sales = sales;
        this.languages = languages;
    }

    /** The receipt of an order, and its credit notes: none unless it is paid and its event names who sells. */
    @GetMapping("/receipts")
    List<ReceiptView> receipts(Caller caller, @PathVariable String id) {
        return receipts.complete(find(caller, id)).stream().map(ReceiptView::of).toList();
    }

    /** The receipt of an order, and its credit notes, to print. They are in the reader's language, else in that of the order. */
    @GetMapping("/receipts.pdf")
    @ApiResponse(
            responseCode = "200",
            content = @Content(mediaType = "application/pdf", schema = @Schema(type = "string", format = "binary")))
    ResponseEntity<byte[]> receiptsPdf(Caller caller, @PathVariable String id, HttpServletRequest request) {
        Order order = find(caller, id);
        List<Receipt> found = receipts.complete(order);
        if (found.isEmpty()) {
            throw ProblemException.notFound();
        }
        DocumentTexts texts = DocumentTexts.of(order, languages.of(request));
        return pdf(found.getFirst().name(), ReceiptPdf.of(found, texts), texts);
    }

    /**
     * The invoice of an order for people and for accounting: PDF/A-3 with the XML of EN 16931 inside (Factur-X, ZUGFeRD), if its buyer asked
     * for one, and its seller gives such invoices. It is in the reader's language, else in that of the order.
     */
    @GetMapping("/invoice.pdf")
    @ApiResponse(
            responseCode = "200",
            content = @Content(mediaType = "application/pdf", schema = @Schema(type = "string", format = "binary")))
    ResponseEntity<byte[]> invoicePdf(Caller caller, @PathVariable String id, HttpServletRequest request) {
        Order order = find(caller, id);
        return electronicPdf(order, receipts.complete(order).stream().findFirst(), request);
    }

    /** A credit note about the invoice of an order, by its name, for people and for accounting, as the invoice is. */
    @GetMapping("/credit-notes/{name}/credit-note.pdf")
    @ApiResponse(
            responseCode = "200",
            content = @Content(mediaType = "application/pdf", schema = @Schema(type = "string", format = "binary")))
    ResponseEntity<byte[]> creditNotePdf(
            Caller caller, @PathVariable String id, @PathVariable String name, HttpServletRequest request) {
        Order order = find(caller, id);
        return electronicPdf(order, creditNote(order, name), request);
    }

    private ResponseEntity<byte[]> electronicPdf(Order order, Optional<Receipt> found, HttpServletRequest request) {
        Receipt receipt = found.orElseThrow(ProblemException::notFound);
        byte[] xml = receipts.electronic(receipt).orElseThrow(ProblemException::notFound);
        DocumentTexts texts = DocumentTexts.of(order, languages.of(request));
        return pdf(receipt.name(), ReceiptPdf.of(receipt, xml, texts), texts);
    }

    private static ResponseEntity<byte[]> pdf(String name, byte[] content, DocumentTexts texts) {
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_PDF)
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.inline()
                                .filename(name + ".pdf")
                                .build()
                                .toString())
                .headers(headers -> AnswerLanguage.describe(texts.language().toLanguageTag(), headers))
                .body(content);
    }

    /** The invoice of an order as EN 16931 wants it, for accounting: if its buyer asked for one, and its seller gives such invoices. */
    @GetMapping("/invoice.xml")
    @ApiResponse(
            responseCode = "200",
            content = @Content(mediaType = "application/xml", schema = @Schema(type = "string", format = "binary")))
    ResponseEntity<byte[]> invoice(Caller caller, @PathVariable String id) {
        return xml(receipts.complete(find(caller, id)).stream().findFirst());
    }

    /** A credit note about the invoice of an order, by its name, as EN 16931 wants it. */
    @GetMapping("/credit-notes/{name}/credit-note.xml")
    @ApiResponse(
            responseCode = "200",
            content = @Content(mediaType = "application/xml", schema = @Schema(type = "string", format = "binary")))
    ResponseEntity<byte[]> creditNote(Caller caller, @PathVariable String id, @PathVariable String name) {
        return xml(creditNote(find(caller, id), name));
    }

    private Optional<Receipt> creditNote(Order order, String name) {
        return receipts.complete(order).stream()
                .filter(receipt -> receipt.kind() == Receipt.Kind.CREDIT_NOTE)
                .filter(receipt -> receipt.name().equals(name))
                .findFirst();
    }

    private ResponseEntity<byte[]> xml(Optional<Receipt> found) {
        Receipt receipt = found.orElseThrow(ProblemException::notFound);
        byte[] content = receipts.electronic(receipt).orElseThrow(ProblemException::notFound);
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_XML)
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename(receipt.name() + ".xml")
                                .build()
                                .toString())
                .body(content);
    }

    private Order find(Caller caller, String id) {
        return orders.find(id)
                .filter(found -> isBuyer(caller, found) || isOrganizer(caller, found))
                .orElseThrow(ProblemException::notFound);
    }

    private static boolean isBuyer(Caller caller, Order order) {
        return order.terms().buyerId().equals(caller.id());
    }

    private boolean isOrganizer(Caller caller, Order order) {
        return sales.recent(order.terms().eventId())
                .filter(sale -> sale.isOrganizedBy(caller.id()))
                .isPresent();
    }
}
