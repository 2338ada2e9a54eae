package io.holdfast.orders.receipt;

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
import io.holdfast.orders.receipt.Receipt.Reason;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A receipt of each kind that there is an electronic one of, by what is special about it. */
final class SampleReceipts {

    private static final SellerState HALL = seller("Die Alte Halle GmbH", "DE 123-456-789");
    private static final InvoiceAddress ENGINES =
            new InvoiceAddress("Engines & Söhne", "1 Rue <X>", "75001", "Paris", "FR", "FR12345678901");

    private static final Tax REDUCED = new Tax(700, true);
    private static final Tax STANDARD = new Tax(1900, false);
    private static final Fee FEE = new Fee(250, 50, true);

    private SampleReceipts() {}

    static Map<String, Receipt> all() {
        Map<String, Receipt> all = new LinkedHashMap<>();
        all.put("one rate", receipt(sold("EUR", STANDARD)));
        all.put("a reduced rate", receipt(sold("EUR", REDUCED)));
        all.put("a rate of zero", receipt(sold("EUR", new Tax(0, true))));
        all.put("no rate stated", receipt(sold("EUR", (Tax) null)));
        all.put("several rates", receipt(sold("EUR", STANDARD, REDUCED, new Tax(550, true))));
        all.put("several rates, zero and none", receipt(sold("EUR", STANDARD, new Tax(0, true), null)));
        all.put("a currency without decimals", receipt("JPY", yen(1_100, 1_000), yen(2_160, 800)));
        all.put("a tax rounded for each of many tickets", receipt(new Tickets(40, price(33, STANDARD, "EUR"))));
        all.put("a seller without a VAT number", receipt(seller("Hall", "30/123/45678"), ENGINES, null));
        all.put("a buyer without a VAT number", receipt(HALL, buyer("Ada Lovelace"), null));
        all.put(
                "a Greek VAT number",
                receipt(HALL, new InvoiceAddress("Ω", "1", null, "Α", "GR", "EL123456789"), null));
        all.put("Japanese names", receipt(seller("株式会社音楽堂", "DE123456789"), buyer("山田太郎"), null));
        all.put("Arabic names", receipt(seller("دار الأوبرا", "DE123456789"), buyer("ليلى الأحمد"), null));
        all.put("names in Devanagari", receipt(seller("संगीत भवन", "DE123456789"), buyer("अर्जुन कृष्णमूर्ति"), null));
        all.put("what no font has", receipt(HALL, buyer("𓀀 \uE000 👩‍🎤 A\u0007B"), null));
        all.put("given back in parts", creditNote(STANDARD, REDUCED, null));
        all.put("a cancellation of everything", cancelled(STANDARD, REDUCED));
        return all;
    }

    private static Itemisation itemised(Tickets... tickets) {
        return Itemisation.of(List.of(tickets));
    }

    private static Tickets[] sold(String currency, @Nullable Tax... taxes) {
        Tickets[] tickets = new Tickets[taxes.length];
        for (int index = 0; index < taxes.length; index++) {
            tickets[index] = new Tickets(index + 2, price(1_999 + 137 * index, taxes[index], currency));
        }
        return tickets;
    }

    /** At a price whose tax is not rounded: most others are off by a whole unit of the currency, which the standard does not allow. */
    private static Tickets yen(long each, int rate) {
        return new Tickets(3, TicketPrice.of(each, new Tax(rate, true), null, "JPY"));
    }

    private static TicketPrice price(long each, @Nullable Tax tax, String currency) {
        return TicketPrice.of(each, tax, FEE, currency);
    }

    private static Receipt receipt(Tickets... tickets) {
        return receipt("EUR", tickets);
    }

    private static Receipt receipt(String currency, Tickets... tickets) {
        Itemisation all = itemised(tickets);
        return receipt(HALL, ENGINES, null, currency, all.total(), all.shares());
    }

    private static Receipt receipt(SellerState seller, InvoiceAddress buyer, @Nullable String corrects) {
        Itemisation all = itemised(sold("EUR", REDUCED));
        return receipt(seller, buyer, corrects, "EUR", all.total(), all.shares());
    }

    private static Receipt creditNote(@Nullable Tax... taxes) {
        Taken taken = itemised(sold("EUR", taxes)).take(3_333, List.of());
        return receipt(HALL, ENGINES, "R-000007", "EUR", taken.amount(), taken.shares());
    }

    private static Receipt cancelled(@Nullable Tax... taxes) {
        Itemisation all = itemised(sold("EUR", taxes));
        return receipt(HALL, ENGINES, "R-000007", "EUR", all.total(), all.shares());
    }

    private static Receipt receipt(
            SellerState seller,
            InvoiceAddress buyer,
            @Nullable String corrects,
            String currency,
            long total,
            List<TaxShare> shares) {
        Entry entry = corrects == null
                ? new Entry("Parkett: A 1", 1, total)
                : new Entry("Refund", 1, total, Reason.REFUND, null);
        return new Receipt(
                "organizer1",
                corrects == null ? Kind.RECEIPT : Kind.CREDIT_NOTE,
                12,
                "order1/receipt",
                "order1",
                "event1",
                "Requiem",
                Instant.parse("2026-11-29T12:00:00Z"),
                seller,
                buyer.name(),
                buyer,
                currency,
                List.of(entry),
                total,
                shares,
                corrects);
    }

    private static SellerState seller(String name, String taxId) {
        return new SellerState(name, "Hauptstr. 1", "10115", "Berlin", "DE", taxId, "hall@example.org", false);
    }

    private static InvoiceAddress buyer(String name) {
        return new InvoiceAddress(name, "1 Road", null, "York", "GB", null);
    }
}
