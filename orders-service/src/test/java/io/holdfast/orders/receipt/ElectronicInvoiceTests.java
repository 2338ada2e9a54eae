package io.holdfast.orders.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.SellerState;
import io.holdfast.money.Fee;
import io.holdfast.money.Itemisation;
import io.holdfast.money.Itemisation.Taken;
import io.holdfast.money.Itemisation.Tickets;
import io.holdfast.money.Tax;
import io.holdfast.money.TaxShare;
import io.holdfast.money.TicketPrice;
import io.holdfast.orders.order.InvoiceAddress;
import io.holdfast.orders.receipt.Receipt.Entry;
import io.holdfast.orders.receipt.Receipt.Kind;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class ElectronicInvoiceTests {

    private static final SellerState HALL = new SellerState(
            "Die Alte Halle GmbH", "Hauptstr. 1", "10115", "Berlin", "DE", "DE 123-456-789", "hall@example.org", false);
    private static final InvoiceAddress ENGINES =
            new InvoiceAddress("Engines & Söhne", "1 Rue <X>", null, "Paris", "FR", "FR12345678901");

    /** Orders with any taxes and fees, given back piece by piece: every amount is that of the receipt, to the cent. */
    @Test
    void amountsAreThoseOfTheReceipt() throws Exception {
        for (int seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            Itemisation all = Itemisation.of(tickets(random));
            check(receipt(all.total(), all.shares(), null, "EUR"), "seed " + seed);
            Itemisation left = all;
            while (left.total() > 0) {
                Taken taken = left.take(1 + random.nextLong(left.total()), List.of());
                check(receipt(taken.amount(), taken.shares(), "R-000001", "EUR"), "seed " + seed);
                left = taken.left();
            }
        }
    }

    private static List<Tickets> tickets(Random random) {
        int[] rates = {0, 550, 700, 770, 1900, 2000, 2550};
        Fee fee =
                random.nextBoolean() ? null : new Fee(random.nextInt(500), random.nextInt(2_000), random.nextBoolean());
        List<Tickets> tickets = new ArrayList<>();
        for (int line = 0; line <= random.nextInt(4); line++) {
            Tax tax =
                    random.nextInt(4) == 0 ? null : new Tax(rates[random.nextInt(rates.length)], random.nextBoolean());
            TicketPrice price = TicketPrice.of(1 + random.nextInt(20_000), tax, fee, "EUR");
            tickets.add(new Tickets(1 + random.nextInt(8), price));
        }
        return tickets;
    }

    private static void check(Receipt receipt, String seed) throws Exception {
        Document xml = parsed(ElectronicInvoice.of(receipt).orElseThrow());
        List<TaxShare> shares =
                receipt.shares().stream().filter(share -> share.gross() != 0).toList();
        long net = shares.stream().mapToLong(TaxShare::net).sum();
        Element sums =
                all(xml, "SpecifiedTradeSettlementHeaderMonetarySummation").getFirst();
        assertThat(cents(sums, "LineTotalAmount")).as(seed).isEqualTo(net);
        assertThat(cents(sums, "TaxBasisTotalAmount")).as(seed).isEqualTo(net);
        assertThat(cents(sums, "TaxTotalAmount")).as(seed).isEqualTo(receipt.total() - net);
        assertThat(cents(sums, "GrandTotalAmount")).as(seed).isEqualTo(receipt.total());
        assertThat(cents(sums, "DuePayableAmount")).as(seed).isZero();
        List<Element> taxes = all(xml, "ApplicableTradeTax").stream()
                .filter(tax -> tax.getElementsByTagName("ram:CalculatedAmount").getLength() == 1)
                .toList();
        assertThat(taxes.stream().map(tax -> cents(tax, "CalculatedAmount")))
                .as(seed)
                .containsExactlyElementsOf(shares.stream().map(TaxShare::tax).toList());
        assertThat(taxes.stream().map(tax -> cents(tax, "BasisAmount")))
                .as(seed)
                .containsExactlyElementsOf(shares.stream().map(TaxShare::net).toList());
        assertThat(all(xml, "SpecifiedTradeSettlementLineMonetarySummation").stream()
                        .mapToLong(line -> cents(line, "LineTotalAmount"))
                        .sum())
                .as(seed)
                .isEqualTo(net);
    }

    @Test
    void namesBothPartiesAndWhatACreditNoteIsAbout() throws Exception {
        Document xml =
                parsed(ElectronicInvoice.of(receipt(1190, List.of(new TaxShare(1900, 1190, 190)), "R-000007", "EUR"))
                        .orElseThrow());
        assertThat(text(xml, "TypeCode")).contains("381", "VAT", "48");
        assertThat(text(xml, "IssuerAssignedID")).containsExactly("order1", "R-000007");
        assertThat(text(xml, "Name")).contains("Requiem: 2 × Floor", "Die Alte Halle GmbH", "Engines & Söhne");
        assertThat(text(xml, "LineOne")).containsExactly("Hauptstr. 1", "1 Rue <X>");
        Element seller = all(xml, "SellerTradeParty").getFirst();
        assertThat(seller.getElementsByTagName("ram:SpecifiedTaxRegistration")
                        .item(0)
                        .getTextContent())
                .isEqualTo("DE123456789");
        Document invoice =
                parsed(ElectronicInvoice.of(receipt(1190, List.of(new TaxShare(1900, 1190, 190)), null, "EUR"))
                        .orElseThrow());
        assertThat(text(invoice, "TypeCode")).contains("380");
        assertThat(text(invoice, "IssuerAssignedID")).containsExactly("order1");
    }

    @Test
    void aTaxNumberThatIsNoVatNumberIsGivenAsSuch() throws Exception {
        SellerState other =
                new SellerState("Hall", "1 Road", null, "Berlin", "DE", "30/123/45678", "h@example.org", false);
        Receipt receipt = receipt(100, List.of(new TaxShare(700, 100, 7)), null, "EUR", other, ENGINES);
        Element registration =
                (Element) all(parsed(ElectronicInvoice.of(receipt).orElseThrow()), "SellerTradeParty")
                        .getFirst()
                        .getElementsByTagName("ram:SpecifiedTaxRegistration")
                        .item(0);
        assertThat(((Element) registration.getFirstChild()).getAttribute("schemeID"))
                .isEqualTo("FC");
        assertThat(registration.getTextContent()).isEqualTo("30/123/45678");
        assertThat(registration.getParentNode().getFirstChild().getTextContent())
                .as("identifies it instead")
                .isEqualTo("ova");
    }

    @Test
    void whatTheStandardCannotSayIsNotSaid() {
        List<TaxShare> shares = List.of(new TaxShare(1900, 1190, 190));
        assertThat(ElectronicInvoice.of(receipt(1190, shares, null, "EUR"))).isPresent();
        assertThat(ElectronicInvoice.of(receipt(1190, shares, null, "EUR", HALL, null)))
                .as("without an address")
                .isEmpty();
        SellerState untaxed = new SellerState("Hall", "1 Road", null, "Berlin", "DE", null, "h@example.org", false);
        assertThat(ElectronicInvoice.of(receipt(1190, shares, null, "EUR", untaxed, ENGINES)))
                .as("without a tax number")
                .isEmpty();
        assertThat(ElectronicInvoice.of(receipt(1190, shares, null, "KWD")))
                .as("in thousandths")
                .isEmpty();
        // 300 tickets for 0.03 with 19 %: the tax of each is nothing, that of all of them nearly 1.50.
        assertThat(ElectronicInvoice.of(receipt(900, List.of(new TaxShare(1900, 900, 0)), null, "EUR")))
                .as("rounded too often")
                .isEmpty();
    }

    @Test
    void whatXmlCannotContainIsReplaced() throws Exception {
        InvoiceAddress odd = new InvoiceAddress("A\u0007B\uD800C", "1 Road", null, "Paris", "FR", null);
        Document xml =
                parsed(ElectronicInvoice.of(receipt(100, List.of(new TaxShare(700, 100, 7)), null, "EUR", HALL, odd))
                        .orElseThrow());
        assertThat(text(xml, "Name")).contains("A\uFFFDB\uFFFDC");
    }

    private static Receipt receipt(long total, List<TaxShare> shares, @Nullable String corrects, String currency) {
        return receipt(total, shares, corrects, currency, HALL, ENGINES);
    }

    private static Receipt receipt(
            long total,
            List<TaxShare> shares,
            @Nullable String corrects,
            String currency,
            SellerState seller,
            @Nullable InvoiceAddress buyer) {
        return new Receipt(
                "ova",
                corrects == null ? Kind.RECEIPT : Kind.CREDIT_NOTE,
                1,
                "fact",
                "order1",
                "event1",
                "Requiem",
                Instant.parse("2026-11-29T12:00:00Z"),
                seller,
                buyer == null ? "Ada" : buyer.name(),
                buyer,
                currency,
                List.of(new Entry("Floor", 2, total / 2)),
                total,
                shares,
                corrects);
    }

    private static Document parsed(byte[] xml) throws Exception {
        return DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().parse(new ByteArrayInputStream(xml));
    }

    private static List<Element> all(Document xml, String name) {
        NodeList found = xml.getElementsByTagName("ram:" + name);
        return IntStream.range(0, found.getLength())
                .mapToObj(index -> (Element) found.item(index))
                .toList();
    }

    private static Stream<String> text(Document xml, String name) {
        return all(xml, name).stream().map(Element::getTextContent);
    }

    private static long cents(Element in, String name) {
        String text = Optional.ofNullable(in.getElementsByTagName("ram:" + name).item(0))
                .orElseThrow()
                .getTextContent();
        return new BigDecimal(text).movePointRight(2).longValueExact();
    }
}
