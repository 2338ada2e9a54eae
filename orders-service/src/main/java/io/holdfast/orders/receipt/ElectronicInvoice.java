package io.holdfast.orders.receipt;

import io.holdfast.contracts.SellerState;
import io.holdfast.money.Currency;
import io.holdfast.money.TaxShare;
import io.holdfast.orders.order.InvoiceAddress;
import io.holdfast.web.CountryCode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Invoices and credit notes as EN 16931 wants them, in the syntax that ZUGFeRD and Factur-X share (UN/CEFACT Cross Industry Invoice D16B).
 * All amounts are those of the receipt, to the cent: there is a line for what is taxed at each rate.
 */
final class ElectronicInvoice {

    private static final String GUIDELINE = "urn:cen.eu:en16931:2017";
    private static final String INVOICE = "380";
    private static final String CREDIT_NOTE = "381";
    private static final String BANK_CARD = "48";

    /** Codes of UN/CEFACT 5305. */
    private static final String STANDARD_RATE = "S";

    private static final String ZERO_RATE = "Z";
    private static final String EXEMPT = "E";

    /** The standard knows no more of any amount. */
    private static final int MOST_DIGITS = 2;

    /** Rule BR-CO-17: so much may the tax of a rate differ from the rate of its net sum; it may be less than this, which is not enough. */
    private static final BigDecimal MOST_ROUNDED = BigDecimal.ONE;

    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuuMMdd", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final Pattern VAT_ID = Pattern.compile("([A-Z]{2})[A-Z0-9+*.]{2,}");

    private final Receipt receipt;
    private final SellerState seller;
    private final InvoiceAddress buyer;
    private final int digits;
    private final XmlText xml = new XmlText();

    private ElectronicInvoice(Receipt receipt, InvoiceAddress buyer) {
        this.receipt = receipt;
        this.seller = receipt.sellerDetails();
        this.buyer = buyer;
        this.digits = Currency.digitsOf(receipt.currency());
    }

    /**
     * The XML of a receipt; empty if the standard has no words for it: the buyer gave no address, the seller no tax number, the currency
     * has thousandths, or so many taxes were rounded that their sum is off by a whole unit of the currency.
     */
    static Optional<byte[]> of(Receipt receipt) {
        InvoiceAddress buyer = receipt.buyerAddress();
        if (buyer == null || receipt.sellerDetails().taxId() == null) {
            return Optional.empty();
        }
        ElectronicInvoice invoice = new ElectronicInvoice(receipt, buyer);
        return invoice.isExpressible() ? Optional.of(invoice.write()) : Optional.empty();
    }

    private boolean isExpressible() {
        return digits <= MOST_DIGITS && !seller.country().isEmpty() && shares().allMatch(this::isRoundedEnough);
    }

    private boolean isRoundedEnough(TaxShare share) {
        BigDecimal exact = amount(share.net()).multiply(percent(share)).movePointLeft(2);
        return exact.setScale(MOST_DIGITS, RoundingMode.HALF_UP)
                        .subtract(amount(share.tax()))
                        .abs()
                        .compareTo(MOST_ROUNDED)
                < 0;
    }

    private Stream<TaxShare> shares() {
        return receipt.shares().stream().filter(share -> share.gross() != 0);
    }

    private byte[] write() {
        xml.root(() -> {
            xml.in(
                    "rsm:ExchangedDocumentContext",
                    () -> xml.in(
                            "ram:GuidelineSpecifiedDocumentContextParameter", () -> xml.text("ram:ID", GUIDELINE)));
            xml.in("rsm:ExchangedDocument", () -> {
                xml.text("ram:ID", receipt.name());
                xml.text("ram:TypeCode", receipt.corrects() == null ? INVOICE : CREDIT_NOTE);
                xml.in(
                        "ram:IssueDateTime",
                        () -> xml.text("udt:DateTimeString", "format", "102", DAY.format(receipt.issuedAt())));
            });
            xml.in("rsm:SupplyChainTradeTransaction", this::transaction);
        });
        return xml.bytes();
    }

    private void transaction() {
        List<TaxShare> shares = shares().toList();
        IntStream.range(0, shares.size()).forEach(index -> line(index + 1, shares.get(index)));
        xml.in("ram:ApplicableHeaderTradeAgreement", () -> {
            xml.in("ram:SellerTradeParty", this::sellerParty);
            xml.in("ram:BuyerTradeParty", this::buyerParty);
            xml.in("ram:SellerOrderReferencedDocument", () -> xml.text("ram:IssuerAssignedID", receipt.orderId()));
        });
        xml.empty("ram:ApplicableHeaderTradeDelivery");
        xml.in("ram:ApplicableHeaderTradeSettlement", this::settlement);
    }

    private void line(int number, TaxShare share) {
        xml.in("ram:IncludedSupplyChainTradeLineItem", () -> {
            xml.in("ram:AssociatedDocumentLineDocument", () -> xml.text("ram:LineID", Integer.toString(number)));
            xml.in("ram:SpecifiedTradeProduct", () -> xml.text("ram:Name", lineName(share)));
            xml.in(
                    "ram:SpecifiedLineTradeAgreement",
                    () -> xml.in(
                            "ram:NetPriceProductTradePrice", () -> xml.text("ram:ChargeAmount", text(share.net()))));
            xml.in("ram:SpecifiedLineTradeDelivery", () -> xml.text("ram:BilledQuantity", "unitCode", "C62", "1"));
            xml.in("ram:SpecifiedLineTradeSettlement", () -> {
                xml.in("ram:ApplicableTradeTax", () -> {
                    xml.text("ram:TypeCode", "VAT");
                    category(share);
                });
                xml.in(
                        "ram:SpecifiedTradeSettlementLineMonetarySummation",
                        () -> xml.text("ram:LineTotalAmount", text(share.net())));
            });
        });
    }

    /** What the receipt is about: all of its entries, since they do not tell which of them is taxed at which rate. */
    private String lineName(TaxShare share) {
        String entries = receipt.entries().stream()
                .map(entry -> entry.quantity() == 1 ? entry.text() : entry.quantity() + " × " + entry.text())
                .collect(Collectors.joining(", "));
        String event = receipt.event() + ": " + entries;
        return shares().count() == 1 ? event : event + " (" + percent(share).toPlainString() + " %)";
    }

    private void category(TaxShare share) {
        xml.text("ram:CategoryCode", category(share.rate()));
        xml.text("ram:RateApplicablePercent", percent(share).toPlainString());
    }

    private static String category(@Nullable Integer rate) {
        return rate == null ? EXEMPT : rate == 0 ? ZERO_RATE : STANDARD_RATE;
    }

    /** One without a VAT number is to have an identifier (rule BR-CO-26): that of the account, which the numbers are of. */
    private void sellerParty() {
        String taxId = String.valueOf(seller.taxId());
        Optional<String> vatId = vatId(taxId);
        if (vatId.isEmpty()) {
            xml.text("ram:ID", receipt.seller());
        }
        xml.text("ram:Name", seller.name());
        address(seller.postalCode(), seller.street(), seller.city(), seller.country());
        vatId.ifPresentOrElse(known -> registration("VA", known), () -> registration("FC", taxId));
    }

    private void buyerParty() {
        xml.text("ram:Name", buyer.name());
        address(buyer.postalCode(), buyer.street(), buyer.city(), buyer.country());
        Optional.ofNullable(buyer.vatId())
                .flatMap(ElectronicInvoice::vatId)
                .ifPresent(vatId -> registration("VA", vatId));
    }

    private void address(@Nullable String postalCode, String street, String city, String country) {
        xml.in("ram:PostalTradeAddress", () -> {
            if (postalCode != null) {
                xml.text("ram:PostcodeCode", postalCode);
            }
            xml.text("ram:LineOne", street);
            xml.text("ram:CityName", city);
            xml.text("ram:CountryID", country);
        });
    }

    private void registration(String scheme, String id) {
        xml.in("ram:SpecifiedTaxRegistration", () -> xml.text("ram:ID", "schemeID", scheme, id));
    }

    /** Without spaces, if it begins with the code of a country, as rule BR-CO-9 wants it; Greece has one of its own. */
    private static Optional<String> vatId(String typed) {
        String id = typed.replaceAll("[\\s-]", "").toUpperCase(Locale.ROOT);
        return Optional.of(VAT_ID.matcher(id))
                .filter(known -> known.matches()
                        && (CountryCode.isKnown(known.group(1))
                                || known.group(1).equals("EL")))
                .map(_ -> id);
    }

    /** It is paid, or on its way back: nothing is due. */
    private void settlement() {
        xml.text("ram:InvoiceCurrencyCode", receipt.currency());
        xml.in("ram:SpecifiedTradeSettlementPaymentMeans", () -> xml.text("ram:TypeCode", BANK_CARD));
        shares().forEach(this::tax);
        long net = shares().mapToLong(TaxShare::net).sum();
        long tax = shares().mapToLong(TaxShare::tax).sum();
        xml.in("ram:SpecifiedTradeSettlementHeaderMonetarySummation", () -> {
            xml.text("ram:LineTotalAmount", text(net));
            xml.text("ram:TaxBasisTotalAmount", text(net));
            xml.text("ram:TaxTotalAmount", "currencyID", receipt.currency(), text(tax));
            xml.text("ram:GrandTotalAmount", text(receipt.total()));
            xml.text("ram:TotalPrepaidAmount", text(receipt.total()));
            xml.text("ram:DuePayableAmount", text(0));
        });
        String corrects = receipt.corrects();
        if (corrects != null) {
            xml.in("ram:InvoiceReferencedDocument", () -> xml.text("ram:IssuerAssignedID", corrects));
        }
    }

    private void tax(TaxShare share) {
        xml.in("ram:ApplicableTradeTax", () -> {
            xml.text("ram:CalculatedAmount", text(share.tax()));
            xml.text("ram:TypeCode", "VAT");
            if (share.rate() == null) {
                xml.text("ram:ExemptionReason", "No tax is stated");
            }
            xml.text("ram:BasisAmount", text(share.net()));
            category(share);
        });
    }

    private static BigDecimal percent(TaxShare share) {
        Integer rate = share.rate();
        return BigDecimal.valueOf(rate == null ? 0 : rate, 2);
    }

    private BigDecimal amount(long minor) {
        return BigDecimal.valueOf(minor, digits);
    }

    private String text(long minor) {
        return amount(minor).toPlainString();
    }
}
