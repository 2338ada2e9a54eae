package io.holdfast.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.EventState;
import io.holdfast.contracts.PaymentFailed;
import io.holdfast.contracts.PaymentState;
import io.holdfast.contracts.PaymentStatus;
import io.holdfast.contracts.PriceParts;
import io.holdfast.contracts.SalesTerms;
import io.holdfast.contracts.SellerState;
import io.holdfast.contracts.TierState;
import io.holdfast.messaging.Ids;
import io.holdfast.orders.RunningOrders.Answer;
import io.holdfast.testkit.TestBroker;
import io.holdfast.testkit.TestIdentity;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Receipts and credit notes: two replicas with a real broker and a real database. */
@Tag("storage")
class ReceiptsIT {

    private static final Duration SOON = Duration.ofMinutes(1);
    private static final SellerState HALL = new SellerState(
            "The Old Hall Ltd", "1 High Street", "YO1 7HY", "York", "GB", "GB123456789", "hall@example.org", false);
    private static final SalesTerms SOLD_BY_HALL =
            new SalesTerms(null, true, null, false, null, "hall@example.org", HALL);
    private static final SalesTerms SOLD_ELECTRONICALLY = new SalesTerms(
            null,
            true,
            null,
            false,
            null,
            HALL.email(),
            new SellerState(
                    HALL.name(),
                    HALL.street(),
                    HALL.postalCode(),
                    HALL.city(),
                    HALL.country(),
                    HALL.taxId(),
                    HALL.email(),
                    false,
                    true));
    private static final TierState FLOOR =
            new TierState("floor", "Floor", 3149, 1000, 10, null, null, 1, new PriceParts(174, 503, 1900, 0));
    private static final TierState BOOK =
            new TierState("book", "Book", 1197, 1000, 10, null, null, 1, new PriceParts(127, 78, 700, 0));

    private static TestBroker broker;
    private static RunningOrders orders;

    private final String buyer = "buyer-" + Ids.random();

    @BeforeAll
    static void start() {
        broker = TestBroker.start();
        orders = new RunningOrders(broker, 2);
    }

    @AfterAll
    static void stop() {
        orders.close();
        broker.stop();
    }

    @Test
    void aPaidOrderHasAReceiptWithItsTaxByRate() throws Exception {
        EventState event = orders.publish(SOLD_BY_HALL, FLOOR, BOOK);
        Answer held = orders.order(buyer, event.id(), Map.of("floor", 2, "book", 1));
        assertThat(orders.get(buyer, "/" + held.id()).body().path("hasReceipt").asBoolean())
                .isFalse();
        assertThat(orders.get(buyer, "/" + held.id() + "/receipts").body()).isEmpty();
        assertThat(orders.get(buyer, "/" + held.id() + "/receipts.pdf").status())
                .isEqualTo(404);

        pay(held);

        JsonNode receipt = receipts(held).getFirst();
        assertThat(receipt.path("name").asString()).matches("R-\\d{6}");
        assertThat(receipt.path("total").asLong()).isEqualTo(2 * 3149 + 1197);
        assertThat(receipt.path("taxes").toString())
                .isEqualTo("[{\"rate\":700,\"net\":1119,\"tax\":78},{\"rate\":1900,\"net\":5292,\"tax\":1006}]");
        assertThat(receipt.path("buyer").asString()).isEqualTo("Name of " + buyer);
        assertThat(orders.get(buyer, "/personal-data").body().at("/orders/0/receipts"))
                .containsExactly(receipt);
        assertThat(orders.get(buyer, "/" + held.id()).body().path("hasReceipt").asBoolean())
                .isTrue();

        Answer pdf = orders.get(buyer, "/" + held.id() + "/receipts.pdf");
        assertThat(pdf.status()).isEqualTo(200);
        assertThat(text(pdf))
                .contains("The Old Hall Ltd", "1 High Street, YO1 7HY York, United Kingdom", "GB123456789")
                .contains(receipt.path("name").asString(), "Name of " + buyer, held.id(), "A concert")
                .contains("59.50 EUR", "4.75 EUR", "Net at 19 % tax: 52.92 EUR", "Tax: 10.06 EUR", "74.95 EUR");
        Answer german = orders.call(
                "GET", buyer, "/" + held.id() + "/receipts.pdf", null, "Accept-Language", "de-AT, en;q=0.5");
        assertThat(text(german)).contains("Beleg " + receipt.path("name").asString());
        assertThat(german.response().headers().firstValue("Content-Language")).hasValue("de-AT");
        assertThat(String.join(", ", german.response().headers().allValues("Vary")))
                .contains("Accept-Language", "Cookie");
        assertThat(orders.get("organizer", "/" + held.id() + "/receipts").body())
                .hasSize(1);
        assertThat(orders.get("stranger", "/" + held.id() + "/receipts").status())
                .isEqualTo(404);
        assertThat(orders.get("stranger", "/" + held.id() + "/receipts.pdf").status())
                .isEqualTo(404);
    }

    @Test
    void aBuyerWhoAsksBeforePayingGetsAnInvoice() throws Exception {
        EventState event = orders.publish(SOLD_BY_HALL, FLOOR);
        Answer held = orders.order(buyer, event.id(), Map.of("floor", 1));
        String path = "/" + held.id() + "/invoice-address";
        Map<String, Object> address = Map.of(
                "name", "Analytical Engines Ltd",
                "street", " 12 St James's Square ",
                "postalCode", "SW1Y 4LB",
                "city", "London",
                "country", "gb",
                "vatId", "GB999999973");
        assertThat(orders.call("PUT", "stranger", path, address).status()).isEqualTo(404);
        for (String field : List.of("name", "street", "city", "country")) {
            Map<String, Object> without = new HashMap<>(address);
            without.remove(field);
            Answer refused = orders.call("PUT", buyer, path, without);
            assertThat(refused.status()).as(field).isEqualTo(400);
            assertThat(refused.body().path("errors").path(0).path("field").asString())
                    .isEqualTo(field);
        }
        for (String wrong : List.of("a\nb", "a\u202eb", "x".repeat(201))) {
            Map<String, Object> other = new HashMap<>(address);
            other.put("street", wrong);
            assertThat(orders.call("PUT", buyer, path, other).status()).isEqualTo(400);
        }
        assertThat(orders.call("PUT", buyer, path, with(address, "country", "XX"))
                        .status())
                .isEqualTo(400);
        assertThat(orders.call("PUT", buyer, path, with(address, "name", "Another"))
                        .status())
                .isEqualTo(200);

        Answer answer = orders.call("PUT", buyer, path, address);

        assertThat(answer.body().path("invoiceTo").path("street").asString()).isEqualTo("12 St James's Square");
        assertThat(answer.body().path("invoiceTo").path("country").asString()).isEqualTo("GB");
        pay(held);
        Answer late = orders.call("PUT", buyer, path, address);
        assertThat(late.status() + late.code()).isEqualTo("409order-not-pending");
        JsonNode invoice = receipts(held).getFirst();
        assertThat(invoice.path("buyer").asString()).isEqualTo("Analytical Engines Ltd");
        assertThat(invoice.path("buyerAddress").path("city").asString()).isEqualTo("London");
        assertThat(text(orders.get(buyer, "/" + held.id() + "/receipts.pdf")))
                .contains("Invoice " + invoice.path("name").asString(), "For: Analytical Engines Ltd")
                .contains("12 St James's Square, SW1Y 4LB London, United Kingdom", "GB999999973");
        refund(held, Map.of());
        assertThat(receipts(held).getLast().path("buyerAddress")).isEqualTo(invoice.path("buyerAddress"));
    }

    @Test
    void aGuestAsksForAnInvoiceAndGetsAllOfItsDocuments() {
        TestIdentity.shared().isGuest(buyer, buyer + "@example.com");
        EventState event = orders.publish(SOLD_ELECTRONICALLY, FLOOR);
        Answer held = orders.order(buyer, event.id(), Map.of("floor", 2));
        String path = "/" + held.id();
        Map<String, Object> address = Map.of("name", "Engines", "street", "1 Road", "city", "York", "country", "GB");

        assertThat(orders.call("PUT", buyer, path + "/invoice-address", address).status())
                .isEqualTo(200);
        pay(held);
        refund(held, Map.of("amount", 1001));

        String note = receipts(held).getLast().path("name").asString();
        for (String document : List.of("/receipts.pdf", "/invoice.xml", "/credit-notes/" + note + "/credit-note.xml")) {
            assertThat(orders.get(buyer, path + document).status()).as(document).isEqualTo(200);
        }
    }

    @Test
    void invoicesOfASellerWhoWantsThatAreElectronicToo() throws Exception {
        EventState event = orders.publish(SOLD_ELECTRONICALLY, FLOOR, BOOK);
        Answer held = orders.order(buyer, event.id(), Map.of("floor", 2, "book", 1));
        Answer plain = orders.order(buyer, event.id(), Map.of("book", 1));
        Map<String, Object> address = Map.of("name", "Engines", "street", "1 Road", "city", "York", "country", "GB");
        assertThat(orders.call("PUT", buyer, "/" + held.id() + "/invoice-address", address)
                        .status())
                .isEqualTo(200);
        assertThat(orders.get(buyer, "/" + held.id() + "/invoice.xml").status())
                .as("before it is paid")
                .isEqualTo(404);
        pay(held);
        pay(plain);
        refund(held, Map.of("amount", 1001));

        Answer invoice = orders.get(buyer, "/" + held.id() + "/invoice.xml");
        Answer printed = orders.get(buyer, "/" + held.id() + "/invoice.pdf");
        assertThat(printed.response().headers().firstValue("Content-Type")).hasValue("application/pdf");
        assertThat(carried(printed)).isEqualTo(invoice.response().body());
        assertThat(invoice.response().headers().firstValue("Content-Type")).hasValue("application/xml");
        assertThat(new String(invoice.response().body(), StandardCharsets.UTF_8))
                .contains("<ram:GrandTotalAmount>74.95</ram:GrandTotalAmount>", "<ram:TypeCode>380</ram:TypeCode>")
                .contains("<ram:CalculatedAmount>10.06</ram:CalculatedAmount>");
        String note = receipts(held).getLast().path("name").asString();
        Answer credit = orders.get(buyer, "/" + held.id() + "/credit-notes/" + note + "/credit-note.xml");
        assertThat(new String(credit.response().body(), StandardCharsets.UTF_8))
                .contains("<ram:GrandTotalAmount>10.01</ram:GrandTotalAmount>", "<ram:TypeCode>381</ram:TypeCode>");
        assertThat(carried(orders.get(buyer, "/" + held.id() + "/credit-notes/" + note + "/credit-note.pdf")))
                .isEqualTo(credit.response().body());
        assertThat(orders.get(buyer, "/" + held.id() + "/credit-notes/C-999999/credit-note.xml")
                        .status())
                .isEqualTo(404);
        for (String file : List.of("invoice.xml", "invoice.pdf")) {
            assertThat(orders.get("stranger", "/" + held.id() + "/" + file).status())
                    .isEqualTo(404);
            assertThat(orders.get(buyer, "/" + plain.id() + "/" + file).status())
                    .as("without an address")
                    .isEqualTo(404);
        }
        assertThat(orders.get(buyer, "/" + held.id())
                        .body()
                        .path("electronicInvoice")
                        .asBoolean())
                .isTrue();
        assertThat(orders.get(buyer, "/" + plain.id())
                        .body()
                        .path("electronicInvoice")
                        .asBoolean())
                .isFalse();
    }

    /** The XML inside a PDF. */
    private static byte[] carried(Answer answer) throws Exception {
        try (PDDocument pdf = Loader.loadPDF(answer.response().body())) {
            return pdf.getDocumentCatalog()
                    .getNames()
                    .getEmbeddedFiles()
                    .getNames()
                    .get("factur-x.xml")
                    .getEmbeddedFile()
                    .toByteArray();
        }
    }

    private static Map<String, Object> with(Map<String, Object> address, String field, String value) {
        Map<String, Object> changed = new HashMap<>(address);
        changed.put(field, value);
        return changed;
    }

    @Test
    void whatGetsNoReceiptGetsNoInvoice() {
        EventState event = orders.publish(FLOOR);
        Answer held = orders.order(buyer, event.id(), Map.of("floor", 1));
        Answer refused = orders.call(
                "PUT",
                buyer,
                "/" + held.id() + "/invoice-address",
                Map.of("name", "Ada", "street", "1 Road", "city", "York", "country", "GB"));
        assertThat(refused.status() + refused.code()).isEqualTo("409no-receipts");
        assertThat(held.body().path("getsReceipt").asBoolean()).isFalse();
    }

    @Test
    void whatGoesBackHasCreditNotesThatAddUpToTheReceiptRateByRate() {
        EventState event = orders.publish(SOLD_BY_HALL, FLOOR, BOOK);
        Answer held = orders.order(buyer, event.id(), Map.of("floor", 2, "book", 1));
        pay(held);
        String floor = orders.get(buyer, "/" + held.id() + "/tickets")
                .body()
                .valueStream()
                .filter(ticket -> ticket.path("tierId").asString().equals("floor"))
                .map(ticket -> ticket.path("id").asString())
                .findFirst()
                .orElseThrow();

        refund(held, Map.of("tickets", List.of(floor)));
        refund(held, Map.of("amount", 1001, "reason", "The bar was closed"));
        refund(held, Map.of());

        List<JsonNode> all = receipts(held);
        assertThat(all).hasSize(4);
        assertThat(all.stream().map(each -> each.path("total").asLong())).containsExactly(7495L, 3149L, 1001L, 3345L);
        assertThat(all.get(1).path("taxes").toString()).isEqualTo("[{\"rate\":1900,\"net\":2646,\"tax\":503}]");
        assertThat(all.stream().skip(1).map(each -> each.path("corrects").asString()))
                .containsOnly(all.getFirst().path("name").asString());
        for (int rate : List.of(700, 1900)) {
            for (String part : List.of("net", "tax")) {
                assertThat(all.stream()
                                .skip(1)
                                .mapToLong(each -> share(each, rate, part))
                                .sum())
                        .as("%s at %d", part, rate)
                        .isEqualTo(share(all.getFirst(), rate, part));
            }
        }
    }

    @Test
    void anOrderThatCouldNotBeChargedIsCreditedInFull() {
        EventState event = orders.publish(SOLD_BY_HALL, FLOOR);
        Answer held = orders.order(buyer, event.id(), Map.of("floor", 1));
        pay(held);
        orders.publish(new PaymentFailed(new PaymentState(
                Ids.derived("payment", held.id()),
                held.id(),
                buyer,
                PaymentStatus.CAPTURE_FAILED,
                3149,
                "EUR",
                Instant.now(),
                "capture-failed",
                0,
                3)));
        await().atMost(SOON).until(() -> status(held).equals("CANCELLED"));
        assertThat(receipts(held).stream().map(each -> each.path("total").asLong()))
                .containsExactly(3149L, 3149L);
    }

    @Test
    void whatIsFreeOrHasNoSellerHasNoReceipt() {
        EventState unsold = orders.publish(FLOOR);
        Answer held = orders.order(buyer, unsold.id(), Map.of("floor", 1));
        pay(held);
        assertThat(receipts(held)).isEmpty();

        EventState free = orders.publish(SOLD_BY_HALL, new TierState("hall", "Hall", 0, 10, 10));
        Answer completed = orders.order(buyer, free.id(), Map.of("hall", 1));
        assertThat(receipts(completed)).isEmpty();
    }

    /** Paid at once at two replicas, without anyone asking for the receipts: each gets one, and the numbers have no gaps. */
    @Test
    void numbersHaveNoGaps() throws Exception {
        EventState event = orders.publish(SOLD_BY_HALL, FLOOR);
        List<Answer> held = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            held.add(orders.order(buyer + i, event.id(), Map.of("floor", 1)));
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            held.forEach(each -> threads.submit(() -> orders.authorize(each.body(), Instant.now())));
        }
        List<String> ids = held.stream().map(Answer::id).toList();
        await().atMost(SOON)
                .until(() -> orders.mongo()
                                .getCollection("receipts")
                                .countDocuments(new Document("orderId", new Document("$in", ids)))
                        == 60);
        long[] numbers = orders
                .mongo()
                .getCollection("receipts")
                .find(new Document("book", "organizer/R"))
                .map(receipt -> receipt.getLong("number"))
                .into(new ArrayList<>())
                .stream()
                .mapToLong(Long::longValue)
                .sorted()
                .toArray();
        long[] wanted = new long[numbers.length];
        Arrays.setAll(wanted, index -> index + 1L);
        assertThat(numbers).isEqualTo(wanted);
    }

    private void pay(Answer held) {
        orders.authorize(held.body(), Instant.now());
        await().atMost(SOON).until(() -> status(held).equals("COMPLETED"));
    }

    private String status(Answer held) {
        return orders.get(buyer, "/" + held.id()).body().path("status").asString();
    }

    private static void refund(Answer held, Map<String, Object> request) {
        Answer refunded =
                orders.call("POST", "organizer", "/" + held.id() + "/refund", request, "Idempotency-Key", Ids.random());
        assertThat(refunded.status()).as(refunded.body().toString()).isEqualTo(200);
    }

    private List<JsonNode> receipts(Answer held) {
        return orders.get(buyer, "/" + held.id() + "/receipts")
                .body()
                .valueStream()
                .toList();
    }

    private static long share(JsonNode receipt, int rate, String part) {
        return receipt.path("taxes")
                .valueStream()
                .filter(tax -> tax.path("rate").asInt() == rate)
                .mapToLong(tax -> tax.path(part).asLong())
                .sum();
    }

    private static String text(Answer pdf) throws Exception {
        byte[] content = pdf.response().body();
        assertThat(new String(content, 0, 5, StandardCharsets.US_ASCII)).isEqualTo("%PDF-");
        try (PDDocument document = Loader.loadPDF(content)) {
            return new PDFTextStripper().getText(document).replaceAll("\\s+", " ");
        }
    }
}
