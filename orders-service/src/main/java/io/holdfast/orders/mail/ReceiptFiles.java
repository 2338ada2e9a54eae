package io.holdfast.orders.mail;

import io.holdfast.mail.MailContent;
import io.holdfast.orders.document.DocumentTexts;
import io.holdfast.orders.receipt.Receipt;
import io.holdfast.orders.receipt.ReceiptPdf;
import io.holdfast.orders.receipt.Receipts;
import java.util.ArrayList;
import java.util.List;

/** Receipts as they are attached to mails. */
final class ReceiptFiles {

    private ReceiptFiles() {}

    /** Each that there is an electronic one of by itself, for people and for accounting; the others together, to print, with {@code texts}. */
    static List<MailContent.Attachment> of(List<Receipt> some, Receipts receipts, DocumentTexts texts) {
        List<MailContent.Attachment> files = new ArrayList<>();
        List<Receipt> printed = new ArrayList<>();
        for (Receipt receipt : some) {
            receipts.electronic(receipt)
                    .ifPresentOrElse(
                            xml -> {
                                files.add(pdf(receipt, ReceiptPdf.of(receipt, xml, texts)));
                                files.add(new MailContent.Attachment(receipt.name() + ".xml", "application/xml", xml));
                            },
                            () -> printed.add(receipt));
        }
        if (!printed.isEmpty()) {
            files.addFirst(pdf(printed.getFirst(), ReceiptPdf.of(printed, texts)));
        }
        return files;
    }

    private static MailContent.Attachment pdf(Receipt named, byte[] content) {
        return new MailContent.Attachment(named.name() + ".pdf", "application/pdf", content);
    }
}
