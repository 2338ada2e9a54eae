package io.holdfast.orders.mail;

import io.holdfast.mail.MailContent;
import io.holdfast.orders.document.DocumentTexts;
import io.holdfast.orders.receipt.Receipt;
import io.holdfast.orders.receipt.ReceiptPdf;
import io.holdfast.orders.receipt.Receipts;
import java.util.List;
import java.util.stream.Stream;

/** Receipts as they are attached to mails. */
final class ReceiptFiles {

    private ReceiptFiles() {}

    /** All of them to print, with {@code texts}, and each that there is an electronic one of for accounting, too. */
    static List<MailContent.Attachment> of(List<Receipt> some, Receipts receipts, DocumentTexts texts) {
        Stream<MailContent.Attachment> printed = Stream.of(new MailContent.Attachment(
                some.getFirst().name() + ".pdf", "application/pdf", ReceiptPdf.of(some, texts)));
        Stream<MailContent.Attachment> electronic = some.stream()
                .flatMap(receipt -> receipts.electronic(receipt).stream()
                        .map(xml -> new MailContent.Attachment(receipt.name() + ".xml", "application/xml", xml)));
        return Stream.concat(printed, electronic).toList();
    }
}
