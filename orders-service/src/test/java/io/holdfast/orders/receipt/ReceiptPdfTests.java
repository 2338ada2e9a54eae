package io.holdfast.orders.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.SellerState;
import io.holdfast.money.TaxShare;
import io.holdfast.orders.document.DocumentTexts;
import io.holdfast.orders.order.InvoiceAddress;
import io.holdfast.orders.receipt.Receipt.Entry;
import io.holdfast.orders.receipt.Receipt.Kind;
import io.holdfast.orders.receipt.Receipt.Reason;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReceiptPdfTests {

    private static final SellerState HALL = new SellerState(
            "Die Alte Halle", "Ring 1", "1010", "Wien", "AT", "ATU12345678", "halle@example.org", false);

    private static final String ORDER = "7k3mq1x0abcdefghjkmnpqrstv";

    private static final Entry TICKETS = new Entry("Parkett: A 1, A 2", 2, 123_450);
    private static final Entry FEES = new Entry("Fees", 1, 500, Reason.FEES, null);
    private static final Entry BACK =
            new Entry("Given back: Parkett A 1", 1, 123_450, Reason.GIVEN_BACK, "Parkett A 1");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "en-GB | Receipt R-000012 | Date: 25 November 2026 | Austria | 2,469.00 EUR | Net at 7.25 % tax",
                "de | Beleg R-000012 | Datum: 25. November 2026 | Österreich | 2.469,00 EUR | Netto bei 7,25 % Steuer",
                "fr | Reçu R-000012 | Date : 25 novembre 2026 | Autriche | 2 469,00 EUR | Net à 7,25 % de taxe",
                "es | Recibo R-000012 | Fecha: 25 de noviembre de 2026 | Austria | 2.469,00 EUR | Neto al 7,25 % de"
                        + " impuesto",
                "ja | 領収書 R-000012 | 発行日：2026年11月25日 | オーストリア | 2,469.00 EUR | 税抜（税率7.25%）",
                "ar | الإيصال R-000012 | التاريخ: 25 نوفمبر 2026 | النمسا | 2,469.00 EUR | الصافي بضريبة 7.25"
            })
    void saysEverythingInTheLanguageOfItsReader(
            String language, String title, String date, String country, String amount, String net) throws Exception {
        DocumentTexts texts = new DocumentTexts(Locale.forLanguageTag(language));

        try (PDDocument pdf = Loader.loadPDF(ReceiptPdf.of(List.of(receipt(Kind.RECEIPT, TICKETS, FEES)), texts))) {
            assertThat(pdf.getDocumentCatalog().getLanguage()).isEqualTo(language);
            assertThat(words(pdf.getDocumentInformation().getTitle())).isEqualTo(words(title));
            assertThat(words(new PDFTextStripper().getText(pdf)))
                    .contains(
                            String.join(" ", title, date, country, amount, net).split(" "))
                    .contains(words(texts.of("receipt.fees")), "DieAlteHalle", "Parkett:A1,A2")
                    .doesNotContain("U+");
        }
    }

    @Test
    void namesTheOrderByNumberAndId() throws Exception {
        assertThat(text(Locale.GERMAN, receipt(Kind.RECEIPT, TICKETS))).contains("Bestellung:7K3M-Q1X0·" + ORDER);
        assertThat(text(Locale.GERMAN, receipt(Kind.CREDIT_NOTE, BACK))).contains("Bestellung:7K3M-Q1X0·" + ORDER);
    }

    @Test
    void aCreditNoteSaysInTheReadersLanguageWhatItIsFor() throws Exception {
        Entry refund = new Entry("Refund", 1, 100, Reason.REFUND, null);
        Entry never = new Entry("Cancelled: it was not charged", 1, 100, Reason.NOT_CHARGED, null);

        assertThat(text(Locale.GERMAN, receipt(Kind.CREDIT_NOTE, BACK, refund, never)))
                .contains("GutschriftC-000012", "ZuBeleg:R-000007", "Zurückgegeben:ParkettA1", "Erstattung")
                .contains("Storniert:Eswurdenichtsabgebucht");
    }

    @Test
    void anInvoiceAndItsCreditNoteNameTheBuyersAddress() throws Exception {
        InvoiceAddress buyer = new InvoiceAddress("Ada", "Am Ring 2", "10115", "Berlin", "DE", "DE123456789");

        assertThat(text(Locale.GERMAN, receipt(Kind.RECEIPT, buyer, TICKETS)))
                .contains("RechnungR-000012", "AmRing2,10115Berlin,Deutschland", "DE123456789");
        assertThat(text(Locale.FRENCH, receipt(Kind.CREDIT_NOTE, buyer, BACK)))
                .contains("AvoirC-000012", "AmRing2,10115Berlin,Allemagne", "Concernelafacture:R-000007");
    }

    @Test
    void aReceiptOfAnEarlierReleaseIsPrintedAsItIsStored() throws Exception {
        Document stored = ReceiptDocuments.write(receipt(Kind.CREDIT_NOTE, BACK));
        stored.getList("entries", Document.class).forEach(entry -> {
            entry.remove("reason");
            entry.remove("tickets");
        });

        assertThat(text(Locale.GERMAN, ReceiptDocuments.read(stored))).contains("Givenback:ParkettA1");
    }

    @Test
    void isStoredWithWhatItsAmountsAreFor() {
        Receipt receipt = receipt(Kind.CREDIT_NOTE, TICKETS, FEES, BACK);

        assertThat(ReceiptDocuments.read(ReceiptDocuments.write(receipt))).isEqualTo(receipt);
    }

    private static Receipt receipt(Kind kind, Entry... entries) {
        return receipt(kind, null, entries);
    }

    private static Receipt receipt(Kind kind, @Nullable InvoiceAddress buyer, Entry... entries) {
        return new Receipt(
                "organizer1",
                kind,
                12,
                ORDER + "/receipt",
                ORDER,
                "event1",
                "Quartet",
                Instant.parse("2026-11-25T12:00:00Z"),
                HALL,
                "Ada",
                buyer,
                "EUR",
                List.of(entries),
                247_400,
                List.of(new TaxShare(725, 247_400, 16_724)),
                kind == Kind.RECEIPT ? null : "R-000007");
    }

    private static String text(Locale language, Receipt receipt) throws IOException {
        try (PDDocument pdf = Loader.loadPDF(ReceiptPdf.of(List.of(receipt), new DocumentTexts(language)))) {
            return words(new PDFTextStripper().getText(pdf));
        }
    }

    /** Without spaces, where lines end, and without what only tells directions. */
    private static String words(String text) {
        return text.replaceAll("[\\s\\h\\p{Cf}]+", "");
    }
}
