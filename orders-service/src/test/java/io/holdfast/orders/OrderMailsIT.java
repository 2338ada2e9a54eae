package io.holdfast.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.LuminanceSource;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.UpdateOptions;
import io.holdfast.contracts.EventCancelled;
import io.holdfast.contracts.EventChanged;
import io.holdfast.contracts.EventState;
import io.holdfast.contracts.HoldExpired;
import io.holdfast.contracts.PaymentFailed;
import io.holdfast.contracts.PaymentRefunded;
import io.holdfast.contracts.PaymentState;
import io.holdfast.contracts.PaymentStatus;
import io.holdfast.contracts.PaymentVoided;
import io.holdfast.contracts.SalesTerms;
import io.holdfast.contracts.SellerState;
import io.holdfast.contracts.TierState;
import io.holdfast.contracts.TranslationState;
import io.holdfast.local.MailServer;
import io.holdfast.local.ReceivedMail;
import io.holdfast.messaging.Ids;
import io.holdfast.orders.RunningOrders.Answer;
import io.holdfast.testkit.TestBroker;
import io.holdfast.testkit.TestIdentity;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.ConsumerInfo;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.subethamail.smtp.RejectException;
import tools.jackson.databind.JsonNode;

/** What buyers are told of their orders, by a real mail server. */
@Tag("storage")
class OrderMailsIT {

    private static final Duration SOON = Duration.ofMinutes(1);

    private static MailServer server;
    private static RunningOrders orders;

    private final String buyer = Ids.random();

    @BeforeAll
    static void start() {
        server = MailServer.start();
        orders = new RunningOrders(
                TestBroker.shared(),
                2,
                "holdfast.mail.smtp=" + server.url(),
                "holdfast.mail.links=https://tickets.example",
                "holdfast.mail.retry-after=20ms");
    }

    @AfterAll
    static void stop() {
        if (orders != null) {
            orders.close();
        }
        server.close();
    }

    @Test
    void whoPaidGetsTheTicketsOnce() throws Exception {
        Answer placed = placed(2);
        orders.authorize(placed.body(), Instant.now());
        orders.authorize(placed.body(), Instant.now());

        ReceivedMail mail = awaitMail("Your 2 tickets for A concert");
        assertThat(mail.link("/orders/")).hasValue("https://tickets.example/orders/" + placed.id());
        assertThat(mail.text()).contains("Name of " + buyer, "Arena", "(Vienna)", "€20.00");
        List<String> codes = orders.get(buyer, "/" + placed.id() + "/tickets").body().values().stream()
                .map(ticket -> ticket.path("code").asString())
                .toList();
        assertThat(mail.parts().stream()
                        .filter(part -> part.contentId() != null)
                        .map(OrderMailsIT::code))
                .containsExactlyElementsOf(codes);
        assertThat(mail.text().replace(" ", "")).contains(codes);
        assertThat(attachment(mail, "tickets.pdf").content()).startsWith("%PDF".getBytes(StandardCharsets.US_ASCII));
        assertThat(new String(attachment(mail, "event.ics").content(), StandardCharsets.UTF_8))
                .contains("SUMMARY:A concert");

        // What follows is told of, so nothing that came before is still to come.
        orders.call("POST", buyer, "/sell", Map.of("orderId", placed.id()));
        ReceivedMail soldBack = awaitMail("You sold your tickets for A concert back");
        assertThat(soldBack.text()).contains("You get back: €20.00");
        assertThat(server.mailsTo(address())).hasSize(2);
    }

    @Test
    void mailsAndTheirAttachmentsAreInTheLanguageInWhichTheOrderWasPlaced() throws Exception {
        EventState event = orders.publish(new TierState("hall", "Hall", 1000, 10, 10));
        Answer placed =
                orders.order(buyer, event.id(), Map.of("hall", 2), "Accept-Language", "it;q=1, de-AT;q=0.9, en;q=0.1");
        orders.authorize(placed.body(), Instant.now());

        ReceivedMail mail = awaitMail("Ihre 2 Tickets für A concert");
        assertThat(mail.text()).contains("Bezahlt: €\u00a020,00", "Sie erhalten diese Mail");
        try (PDDocument tickets = Loader.loadPDF(attachment(mail, "tickets.pdf").content())) {
            assertThat(tickets.getDocumentCatalog().getLanguage()).isEqualTo("de-AT");
        }

        orders.call("POST", buyer, "/sell", Map.of("orderId", placed.id()));
        assertThat(awaitMail("Sie haben Ihre Tickets für A concert zurückverkauft")
                        .text())
                .contains("€\u00a020,00");
    }

    @Test
    void mailsSayInTheLanguageOfTheOrderThatTheVenueIsToBeAnnounced() throws Exception {
        EventState unnamed = EventChanges.unnamed(orders.publish(new TierState("hall", "Hall", 1000, 10, 10)));
        orders.publish(new EventChanged(unnamed));
        orders.awaitSold(unnamed);

        Answer placed = orders.order(buyer, unnamed.id(), Map.of("hall", 1), "Accept-Language", "ja");
        JsonNode venue = placed.body().path("event").path("venue");
        assertThat(venue.path("name").asString())
                .as("for clients that know this name")
                .isEqualTo("To be announced");
        assertThat(venue.path("toBeAnnounced").asBoolean(false)).isTrue();
        orders.authorize(placed.body(), Instant.now());

        ReceivedMail mail = awaitMail("A concertのチケット1枚");
        assertThat(mail.text()).contains("会場は後日発表, Vienna, AT").doesNotContain("announced");
        assertThat(new String(attachment(mail, "event.ics").content(), StandardCharsets.UTF_8))
                .contains("LOCATION:Vienna\\, AT");
    }

    @Test
    void mailsAndOrdersCallAnEventAsItIsCalledInTheLanguageOfTheOrder() throws Exception {
        EventState event = orders.publish(new TierState("hall", "Hall", 1000, 10, 10));
        TierState hall =
                new TierState("hall", "Hall", 1000, 10, 10, null, null, 1, null, Map.of("de", "Saal", "ja", "ホール"));
        EventState translated = EventChanges.withTiers(event, 2, hall)
                .with("en", Map.of("de", new TranslationState("Ein Konzert", "Laut")));
        orders.publish(new EventChanged(translated));
        orders.awaitSold(translated);
        Answer placed = orders.order(buyer, event.id(), Map.of("hall", 1), "Accept-Language", "de");
        assertThat(placed.body().path("event").path("name").asString()).isEqualTo("A concert");
        assertThat(placed.body().path("event").path("names").path("de").asString())
                .isEqualTo("Ein Konzert");
        assertThat(placed.body().path("items").path(0).path("names").path("ja").asString())
                .isEqualTo("ホール");
        assertThat(orders.mongo()
                        .getCollection("orders")
                        .find(new Document("_id", placed.id()))
                        .first()
                        .getEmbedded(List.of("event", "names", "de"), String.class))
                .isEqualTo("Ein Konzert");
        orders.authorize(placed.body(), Instant.now());

        ReceivedMail mail = awaitMail("Ihr Ticket für Ein Konzert");
        assertThat(mail.text()).contains("Saal");
        assertThat(new String(attachment(mail, "event.ics").content(), StandardCharsets.UTF_8))
                .contains("SUMMARY:Ein Konzert");
    }

    @Test
    void theReceiptComesWithTheTicketsIfTheSellerWantsThat() throws Exception {
        SellerState hall =
                new SellerState("The Old Hall", "1 High Street", null, "York", "GB", null, "hall@example.org", true);
        EventState event = orders.publish(
                new SalesTerms(null, true, null, false, null, "hall@example.org", hall),
                new TierState("hall", "Hall", 1000, 10, 10));
        Answer placed = orders.order(buyer, event.id(), Map.of("hall", 2));
        orders.authorize(placed.body(), Instant.now());

        ReceivedMail mail = awaitMail("Your 2 tickets for A concert");
        String name = orders.get(buyer, "/" + placed.id() + "/receipts")
                .body()
                .path(0)
                .path("name")
                .asString();
        assertThat(attachment(mail, name + ".pdf").content()).startsWith("%PDF".getBytes(StandardCharsets.US_ASCII));
        assertThat(attachment(mail, "tickets.pdf").content()).isNotEmpty();

        for (Map<String, Object> part : List.<Map<String, Object>>of(Map.of("amount", 300), Map.of())) {
            assertThat(orders.call("POST", "organizer", "/" + placed.id() + "/refund", part)
                            .status())
                    .isEqualTo(200);
        }
        await().atMost(SOON)
                .until(() -> server.mailsTo(address()).stream()
                                .flatMap(told -> told.parts().stream())
                                .map(ReceivedMail.Part::name)
                                .filter(file -> file.startsWith("C-"))
                                .count()
                        >= 2);
        List<String> notes = orders.get(buyer, "/" + placed.id() + "/receipts").body().values().stream()
                .map(issued -> issued.path("name").asString())
                .filter(issued -> issued.startsWith("C-"))
                .toList();
        assertThat(server.mailsTo(address()).stream()
                        .flatMap(told -> told.parts().stream())
                        .map(ReceivedMail.Part::name)
                        .filter(file -> file.startsWith("C-")))
                .as("each with the mail that tells of it")
                .containsExactlyInAnyOrder(notes.get(0) + ".pdf", notes.get(1) + ".pdf");
    }

    @Test
    void anElectronicInvoiceComesForPeopleAndForAccounting() throws Exception {
        SellerState hall = new SellerState(
                "The Old Hall", "1 High Street", null, "York", "GB", "GB999999973", "hall@example.org", true, true);
        EventState event = orders.publish(
                new SalesTerms(null, true, null, false, null, "hall@example.org", hall),
                new TierState("hall", "Hall", 1000, 10, 10));
        Answer placed = orders.order(buyer, event.id(), Map.of("hall", 2));
        Map<String, Object> address = Map.of("name", "Engines", "street", "1 Road", "city", "York", "country", "GB");
        assertThat(orders.call("PUT", buyer, "/" + placed.id() + "/invoice-address", address)
                        .status())
                .isEqualTo(200);
        orders.authorize(placed.body(), Instant.now());

        ReceivedMail mail = awaitMail("Your 2 tickets for A concert");
        String name = orders.get(buyer, "/" + placed.id() + "/receipts")
                .body()
                .path(0)
                .path("name")
                .asString();
        byte[] xml = attachment(mail, name + ".xml").content();
        try (PDDocument pdf = Loader.loadPDF(attachment(mail, name + ".pdf").content())) {
            assertThat(pdf.getDocumentCatalog()
                            .getNames()
                            .getEmbeddedFiles()
                            .getNames()
                            .get("factur-x.xml")
                            .getEmbeddedFile()
                            .toByteArray())
                    .isEqualTo(xml);
        }
    }

    @Test
    void theTicketsOfAnOrderThatIsOverAreNotSent() {
        pauseMails(true);
        Answer placed = placed(1);
        orders.authorize(placed.body(), Instant.now());
        await().atMost(SOON)
                .until(() -> orders.mongo().getCollection("mails").countDocuments(new Document("to", address())) == 1);
        orders.call("POST", buyer, "/sell", Map.of("orderId", placed.id()));
        pauseMails(false);

        awaitMail("You sold your tickets for A concert back");
        assertThat(server.mailsTo(address())).hasSize(1);
    }

    @Test
    void whoseCardIsNotChargedIsToldSo() {
        Answer placed = placed(1);
        orders.authorize(placed.body(), Instant.now());
        awaitMail("Your ticket for A concert");

        orders.publish(new PaymentFailed(payment(placed, PaymentStatus.CAPTURE_FAILED, 0, 3)));

        assertThat(awaitMail("Your payment for A concert failed").text()).contains("Nothing was charged");
    }

    /** Who left the page while the bank asked, and approved there when the hold was over, hears of it nowhere else. */
    @Test
    void whoseBankApprovesForAnOrderThatHasRunOutIsToldThatNothingWasCharged() {
        Answer placed = placed(1);
        endHold(placed);

        PaymentVoided voided = new PaymentVoided(payment(placed, PaymentStatus.VOIDED, 0, 3));
        orders.publish(voided);
        orders.publish(voided);

        ReceivedMail mail = awaitMail("No tickets for A concert: your payment came too late");
        assertThat(mail.text()).contains("Nothing was charged, and you have no tickets", "as reserved");
        assertThat(mail.link("/orders/")).hasValue("https://tickets.example/orders/" + placed.id());
        assertThat(mails().countDocuments(new Document("to", address()))).isEqualTo(1);
    }

    @Test
    void soIsWhoseEventIsCancelledBetweenTheApprovalAndTheTickets() {
        EventState event = orders.publish(new TierState("hall", "Hall", 1000, 10, 10));
        Answer placed = orders.order(buyer, event.id(), Map.of("hall", 1));
        orders.publish(new EventCancelled(EventChanges.cancelled(event)));
        awaitStatus(placed, "CANCELLED");

        orders.publish(new PaymentVoided(payment(placed, PaymentStatus.VOIDED, 0, 3)));

        awaitMail("No tickets for A concert: your payment came too late");
    }

    @Test
    void whoGaveTheHoldBackIsNotWrittenTo() throws Exception {
        Answer placed = placed(1);
        assertThat(orders.delete(buyer, placed.id()).status()).isEqualTo(200);

        orders.publish(new PaymentVoided(payment(placed, PaymentStatus.VOIDED, 0, 3)));

        Connection broker = TestBroker.connect(TestBroker.shared().url());
        try {
            JetStreamManagement management = broker.jetStreamManagement();
            await().atMost(SOON).until(() -> {
                ConsumerInfo handled = management.getConsumerInfo("payments", "orders-mails");
                return handled.getNumPending() + handled.getNumAckPending() == 0;
            });
        } finally {
            broker.close();
        }
        assertThat(mails().countDocuments(new Document("to", address()))).isZero();
    }

    @Test
    void aRefundIsToldOfWhenItIsDueAndWhenItIsPaid() {
        Answer placed = placed(1);
        orders.authorize(placed.body(), Instant.now());
        awaitMail("Your ticket for A concert");

        orders.publish(new PaymentRefunded(payment(placed, PaymentStatus.REFUNDED, 1000, 5)));

        assertThat(awaitMail("Your refund for A concert was paid").text()).contains("Paid back in all: €10.00");
    }

    @Test
    void mailsAboutFreeTicketsSayNothingOfMoney() {
        EventState event = orders.publish(new TierState("hall", "Hall", 0, 10, 10));
        Answer placed = orders.order(buyer, event.id(), Map.of("hall", 2));
        assertThat(awaitMail("Your 2 tickets for A concert").text()).contains("these places are yours");
        String ticket = orders.get(buyer, "/" + placed.id() + "/tickets")
                .body()
                .path(0)
                .path("id")
                .asString();

        for (Map<String, Object> part : List.<Map<String, Object>>of(Map.of("tickets", List.of(ticket)), Map.of())) {
            assertThat(orders.call("POST", "organizer", "/" + placed.id() + "/refund", part)
                            .status())
                    .isEqualTo(200);
        }

        assertThat(awaitMail("Tickets for A concert were given back").text()).contains("no longer valid");
        assertThat(awaitMail("The organizer took your tickets for A concert back")
                        .text())
                .contains("no longer valid");
        assertThat(server.mailsTo(address()))
                .hasSize(3)
                .noneMatch(mail -> mail.text().matches("(?s).*(payment|money|€|refund|0\\.00).*"));
    }

    /** One of several tickets of an order was free. */
    @Test
    void aFreeTicketThatEndsSendsNoMoneyOnItsWay() {
        EventState event =
                orders.publish(new TierState("hall", "Hall", 1000, 10, 10), new TierState("lap", "Lap", 0, 10, 10));
        Answer placed = orders.order(buyer, event.id(), Map.of("hall", 1, "lap", 1));
        orders.authorize(placed.body(), Instant.now());
        awaitMail("Your 2 tickets for A concert");
        String free = orders.get(buyer, "/" + placed.id() + "/tickets").body().values().stream()
                .filter(ticket -> ticket.path("tierId").asString().equals("lap"))
                .map(ticket -> ticket.path("id").asString())
                .findFirst()
                .orElseThrow();

        orders.call("POST", "organizer", "/" + placed.id() + "/refund", Map.of("tickets", List.of(free)));

        assertThat(awaitMail("Tickets for A concert were given back").text())
                .contains("Given back: Lap")
                .doesNotContain("money");
    }

    @Test
    void whoAsksForItIsRemindedThatTheHoldEnds() {
        Answer placed = placed(2);
        assertThat(orders.call("POST", "eve", "/" + placed.id() + "/reminder", null)
                        .status())
                .isEqualTo(404);

        Answer reminder = orders.call("POST", buyer, "/" + placed.id() + "/reminder", null);

        assertThat(Instant.parse(reminder.body().path("at").asString()))
                .isEqualTo(Instant.parse(placed.body().path("expiresAt").asString())
                        .minus(Duration.ofMinutes(3)));
        remindNow();
        ReceivedMail mail = awaitMail("Your hold for A concert is about to end");
        assertThat(mail.text()).contains("Your 2 tickets for A concert are held for you until", "To pay: €20.00");
        assertThat(mail.link("/orders/")).hasValue("https://tickets.example/orders/" + placed.id() + "/checkout");
    }

    @Test
    void aGuestIsRemindedByAMailThatOpensTheOrder() {
        TestIdentity.shared().isGuest(buyer, address());
        Answer placed = placed(2);

        List<Integer> answers = IntStream.rangeClosed(0, 10)
                .mapToObj(_ -> orders.call("POST", buyer, "/" + placed.id() + "/reminder", null)
                        .status())
                .toList();

        assertThat(answers).as("repeating it is no other reminder").containsOnly(200);
        remindNow();
        ReceivedMail mail = awaitMail("Your hold for A concert is about to end");
        assertThat(mail.text())
                .contains("somebody gave this address", "share it with care")
                .doesNotContain("You asked for this mail");
        assertThat(mail.link("/orders/").orElseThrow())
                .startsWith("https://tickets.example/orders/" + placed.id() + "/open?token=");
    }

    /** Which anyone can type. */
    @Test
    void anAddressOfGuestsGetsFewReminders() {
        TestIdentity.shared().isGuest(buyer, address());
        EventState event = orders.publish(new TierState("hall", "Hall", 1000, 100, 10));
        // Each of the two replicas takes five.
        List<String> placed = IntStream.rangeClosed(0, 10)
                .mapToObj(
                        _ -> orders.order(buyer, event.id(), Map.of("hall", 1)).id())
                .toList();

        List<Integer> answers = placed.stream()
                .map(id ->
                        orders.call("POST", buyer, "/" + id + "/reminder", null).status())
                .toList();

        assertThat(answers).startsWith(200).contains(429).containsOnly(200, 429);
        assertThat(mails().countDocuments(reminder()))
                .isEqualTo(answers.stream().filter(answer -> answer == 200).count());
    }

    @Test
    void whoHasPaidIsNotReminded() {
        Answer placed = placed(1);
        orders.call("POST", buyer, "/" + placed.id() + "/reminder", null);
        orders.authorize(placed.body(), Instant.now());
        awaitMail("Your ticket for A concert");

        remindNow();

        await().atMost(SOON).until(() -> mails().countDocuments(reminder().append("state", "DROPPED")) == 1);
        assertThat(orders.call("POST", buyer, "/" + placed.id() + "/reminder", null)
                        .code())
                .isEqualTo("order-not-pending");
    }

    @Test
    void anOrganizerSeesThatTheMailsOfAnOrderComeBack() {
        Answer placed = placed(1);
        server.rule(mail -> {
            if (mail.to().contains(address())) {
                throw new RejectException(550, "5.1.1 No such user");
            }
        });
        orders.authorize(placed.body(), Instant.now());

        String eventId = placed.body().path("eventId").asString();
        await().atMost(SOON).until(() -> !cameBack(eventId).isEmpty());
        server.rule(mail -> {});

        // As an operator sends it again.
        Document tickets = new Document("kind", "tickets").append("to", address());
        await().atMost(SOON).until(() -> mails().countDocuments(new Document(tickets).append("state", "BOUNCED")) == 1);
        mails().updateOne(
                        tickets,
                        new Document("$set", new Document("state", "WAITING").append("dueAt", new Date()))
                                .append("$unset", new Document("endedAt", "")));

        awaitMail("Your ticket for A concert");
        await().atMost(SOON).until(() -> cameBack(eventId).isEmpty());
    }

    /** When a mail about the event's only order came back last; empty if none did since one arrived. */
    private String cameBack(String eventId) {
        return orders.get("organizer", "/events/" + eventId)
                .body()
                .at("/items/0/mailBouncedAt")
                .asString("");
    }

    /** As if its time were over by now. */
    private static void endHold(Answer placed) {
        Instant past = Instant.now().minusSeconds(1).truncatedTo(ChronoUnit.MILLIS);
        orders.mongo()
                .getCollection("orders")
                .updateOne(
                        new Document("_id", placed.id()),
                        new Document("$set", new Document("expiresAt", Date.from(past))));
        orders.publish(new HoldExpired("hold-" + placed.id(), placed.id(), past, 1));
        awaitStatus(placed, "EXPIRED");
    }

    private static void awaitStatus(Answer placed, String status) {
        await().atMost(SOON)
                .until(() -> orders.mongo()
                                .getCollection("orders")
                                .countDocuments(new Document("_id", placed.id()).append("status", status))
                        == 1);
    }

    private void remindNow() {
        mails().updateOne(reminder(), new Document("$set", new Document("dueAt", new Date())));
    }

    private Document reminder() {
        return new Document("kind", "hold-ending").append("to", address());
    }

    private static MongoCollection<Document> mails() {
        return orders.mongo().getCollection("mails");
    }

    private PaymentState payment(Answer order, PaymentStatus status, long refunded, long version) {
        return new PaymentState(
                Ids.derived("payment", order.id()),
                order.id(),
                buyer,
                status,
                1000,
                "EUR",
                Instant.now(),
                null,
                refunded,
                version);
    }

    private static void pauseMails(boolean paused) {
        orders.mongo()
                .getCollection("mail_settings")
                .updateOne(
                        new Document("_id", "delivery"),
                        new Document("$set", new Document("paused", paused)),
                        new UpdateOptions().upsert(true));
    }

    private Answer placed(int quantity) {
        EventState event = orders.publish(new TierState("hall", "Hall", 1000, 10, 10));
        Answer placed = orders.order(buyer, event.id(), Map.of("hall", quantity));
        assertThat(placed.status()).isEqualTo(201);
        return placed;
    }

    private String address() {
        return buyer + "@example.com";
    }

    private ReceivedMail awaitMail(String subject) {
        await().atMost(SOON)
                .until(() -> server.mailsTo(address()).stream()
                        .anyMatch(mail -> mail.subject().equals(subject)));
        return server.mailsTo(address()).stream()
                .filter(mail -> mail.subject().equals(subject))
                .findFirst()
                .orElseThrow();
    }

    private static ReceivedMail.Part attachment(ReceivedMail mail, String name) {
        return mail.parts().stream()
                .filter(part -> part.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Read off the picture, which has nothing else in it: looking for a code as in a photograph, the library misses two in a thousand sharp ones. */
    private static String code(ReceivedMail.Part picture) {
        try {
            BufferedImage image = ImageIO.read(new ByteArrayInputStream(picture.content()));
            LuminanceSource pixels = new RGBLuminanceSource(
                    image.getWidth(),
                    image.getHeight(),
                    image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth()));
            return new QRCodeReader()
                    .decode(new BinaryBitmap(new HybridBinarizer(pixels)), Map.of(DecodeHintType.PURE_BARCODE, true))
                    .getText();
        } catch (Exception e) {
            throw new AssertionError("Not a QR code", e);
        }
    }
}
