package io.holdfast.orders.receipt;

import static io.holdfast.orders.document.VeraPdf.broken;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.orders.document.DocumentTexts;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.verapdf.pdfa.flavours.PDFAFlavour;

/** Invoices for people with the one for machines inside, by veraPDF. */
class InvoicePdfTests {

    static Set<String> kinds() {
        return SampleReceipts.all().keySet();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void isPdfA3(String kind) throws Exception {
        assertThat(broken(pdf(receipt(kind), Locale.ENGLISH), PDFAFlavour.PDFA_3_B))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"de", "fr", "es", "ja", "ar"})
    void isPdfA3InEveryLanguage(String language) throws Exception {
        byte[] pdf = pdf(receipt("several rates, zero and none"), Locale.forLanguageTag(language));

        assertThat(broken(pdf, PDFAFlavour.PDFA_3_B)).isEmpty();
    }

    @Test
    void aReceiptThatCarriesNothingDoesNotSayItIs() throws Exception {
        byte[] printed = ReceiptPdf.of(List.of(receipt("one rate")), new DocumentTexts(Locale.ENGLISH));

        assertThat(broken(printed, PDFAFlavour.PDFA_3_B)).isNotEmpty();
    }

    private static Receipt receipt(String kind) {
        return Objects.requireNonNull(SampleReceipts.all().get(kind));
    }

    private static byte[] pdf(Receipt receipt, Locale language) {
        return ReceiptPdf.of(receipt, ElectronicInvoice.of(receipt).orElseThrow(), new DocumentTexts(language));
    }
}
