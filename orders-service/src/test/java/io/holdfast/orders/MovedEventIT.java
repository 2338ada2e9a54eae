package io.holdfast.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import biweekly.Biweekly;
import biweekly.ICalendar;
import io.holdfast.contracts.EventState;
import io.holdfast.contracts.SalesTerms;
import io.holdfast.contracts.TierState;
import io.holdfast.local.MailServer;
import io.holdfast.local.ReceivedMail;
import io.holdfast.messaging.Ids;
import io.holdfast.orders.RunningOrders.Answer;
import io.holdfast.orders.RunningOrders.Counts;
import io.holdfast.testkit.TestBroker;
import io.holdfast.testkit.TestIdentity;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.subethamail.smtp.RejectException;
import tools.jackson.databind.JsonNode;

/** What buyers see of an event that was changed after they bought, what they are told, and what they may do. */
@Tag("storage")
class MovedEventIT {

    private static final Duration SOON = Duration.ofMinutes(1);
    private static final SalesTerms NO_SELLING_BACK = new SalesTerms(null, false, null, false);

    private static MailServer server;
    private static RunningOrders orders;

    private final String buyer = Ids.random();
    private final Instant date = Instant.now().plus(Duration.ofDays(60)).truncatedTo(ChronoUnit.MILLIS);

    @BeforeAll
    static void start() {
        server = MailServer.start();
        orders = new RunningOrders(
                TestBroker.shared(),
                2,
                "holdfast.mail.smtp=" + server.url(),
                "holdfast.mail.links=https://tickets.example",
                "holdfast.mail.retry-after=20ms",
                // Longer than a test holds one back.
                "holdfast.mail.timeout=2m",
                // No test waits for it: each has its notice sent when it wants it.
                "holdfast.orders.notice-after=1d",
                "holdfast.orders.notice-at-latest=2d");
    }

    @AfterAll
    static void stop() {
        if (orders != null) {
            orders.close();
        }
        server.close();
    }

    @Test
    void anOrderShowsTheEventAsItIsNowAndAsItWasBought() {
        EventState event = published();
        Answer order = bought(event);
        EventState moved = move(event, "A concert", "Stadium");
        awaitShown(order, "/event/venue/name", "Stadium");

        for (JsonNode shown :
                List.of(get(order), orders.get(buyer, "").body().path("items").get(0))) {
            assertThat(shown.at("/event/venue/name").asString()).isEqualTo("Stadium");
            assertThat(shown.at("/event/startsAt").asString())
                    .isEqualTo(moved.startsAt().toString());
            assertThat(shown.at("/eventWhenBought/venue/name").asString()).isEqualTo("Arena");
            assertThat(shown.at("/eventWhenBought/startsAt").asString())
                    .isEqualTo(event.startsAt().toString());
        }
        ICalendar file = calendar(order);
        assertThat(file.getEvents().getFirst().getLocation().getValue()).startsWith("Stadium");
        assertThat(file.getEvents().getFirst().getSequence().getValue()).isEqualTo(2);
    }

    @Test
    void anEventThatIsAgainWhatItWasHasNotChanged() {
        EventState event = published();
        Answer order = bought(event);
        EventState moved = move(event, "A concert", "Stadium");
        EventChanges.move(orders, moved, event.name(), "Arena", event.startsAt(), returnUntil(date));

        awaitShown(order, "/event/venue/name", "Arena");
        assertThat(get(order).path("eventWhenBought").isNull()).isTrue();
        assertThat(get(order).path("returnableUntil").isNull()).isTrue();
        assertThat(sellBack(order).code()).isEqualTo("not-sellable");
    }

    @Test
    void anOrderOfAnEarlierReleaseShowsTheChange() {
        EventState event = published();
        Answer order = bought(event);
        orders.mongo()
                .getCollection("orders")
                .updateOne(new Document("_id", order.id()), new Document("$unset", new Document("event.version", "")));

        move(event, "Another concert", "Arena");

        awaitShown(order, "/event/name", "Another concert");
        assertThat(get(order).at("/eventWhenBought/name").asString()).isEqualTo("A concert");
    }

    @Test
    void severalChangesAreToldTogetherOnceToEachBuyer() {
        EventState event = published();
        Answer first = bought(event);
        bought(event);
        awaitSent(buyer, 2);
        Answer paidNever = orders.order(buyer, event.id(), Map.of("hall", 1));
        String other = Ids.random();
        EventState moved = move(event, "A concert", "Stadium");
        EventState last = move(moved, "Concert of the year", "Stadium");
        orders.authorize(orders.order(other, event.id(), Map.of("hall", 1)).body(), Instant.now());
        awaitMails(other, 1);

        makeDue(event);

        ReceivedMail mail = awaitMail(buyer, "Changed: Concert of the year");
        assertThat(mail.text())
                .contains("about A concert", "Stadium", "Before: A concert", "Before: Arena", "(Vienna)")
                .contains("give your tickets back until", "for all you paid");
        assertThat(new String(mail.source(), StandardCharsets.UTF_8)).contains("Reply-To: hall@example.org");
        assertThat(mail.link("/orders/"))
                .hasValueSatisfying(link -> assertThat(link)
                        .startsWith("https://tickets.example/orders/")
                        .doesNotEndWith(paidNever.id()));
        ICalendar file = Biweekly.parse(new String(attachment(mail).content(), StandardCharsets.UTF_8))
                .first();
        assertThat(file.getMethod().getValue()).isEqualTo("PUBLISH");
        assertThat(file.getEvents().getFirst().getUid().getValue()).isEqualTo(event.id() + "@holdfast");
        assertThat(file.getEvents().getFirst().getSequence().getValue()).isEqualTo(Math.toIntExact(last.version()));

        // Repeated by a replica that died before it noted that it was done: no one is told again.
        awaitTold(event);
        sales().updateOne(
                        new Document("_id", event.id()),
                        new Document("$set", new Document("telling", tellingOf(event)))
                                .append("$unset", new Document("told", "")));
        makeDue(event);
        awaitTold(event);
        sellBack(first);
        awaitMail(buyer, "You sold your tickets for Concert of the year back");
        assertThat(subjects(buyer))
                .filteredOn(subject -> subject.startsWith("Changed"))
                .hasSize(1);
        assertThat(subjects(other)).noneMatch(subject -> subject.startsWith("Changed"));
        assertThat(orders.get("organizer", "/events/" + event.id() + "/sales")
                        .body()
                        .path("buyersTold"))
                .as("when buyers were told, for the organizer")
                .hasSize(1);
    }

    @Test
    void whoWasToldOfAChangeIsToldThatItIsUndone() {
        EventState event = published();
        bought(event);
        awaitSent(buyer, 1);
        EventState moved = move(event, "A concert", "Stadium");
        makeDue(event);
        awaitMail(buyer, "Changed: A concert");
        awaitTold(event);

        EventChanges.move(orders, moved, event.name(), "Arena", event.startsAt(), returnUntil(date));
        makeDue(event);

        await().atMost(SOON)
                .until(() -> subjects(buyer).stream()
                                .filter("Changed: A concert"::equals)
                                .count()
                        == 2);
        assertThat(server.mailsTo(address(buyer)).stream().map(ReceivedMail::text))
                .anyMatch(text -> text.contains("Where: Arena") && text.contains("Before: Stadium"));
    }

    @Test
    void whoPaidWhileAnEventWasMovedIsToldThatThisIsUndone() {
        EventState event = published();
        bought(event);
        awaitSent(buyer, 1);
        String during = Ids.random();
        String across = Ids.random();
        String later = Ids.random();
        Answer placedBefore = orders.order(during, event.id(), Map.of("hall", 1));
        EventState moved = move(event, "A concert", "Stadium");
        Answer placedDuring = orders.order(across, event.id(), Map.of("hall", 1));
        orders.authorize(placedBefore.body(), Instant.now());
        awaitSent(during, 1);
        assertThat(awaitMail(during, "Your ticket for A concert").text()).contains("Stadium");
        EventChanges.move(orders, moved, event.name(), "Arena", event.startsAt(), returnUntil(date));
        for (Answer placed : List.of(placedDuring, orders.order(later, event.id(), Map.of("hall", 1)))) {
            orders.authorize(placed.body(), Instant.now());
        }
        awaitSent(across, 1);
        awaitSent(later, 1);

        makeDue(event);
        awaitTold(event);

        assertThat(awaitMail(during, "Changed: A concert").text()).contains("Where: Arena", "Before: Stadium");
        // The others know: from before, from the mail with the tickets, from the order itself.
        assertThat(List.of(buyer, across, later))
                .allSatisfy(who -> assertThat(changesKept(who)).isZero());
    }

    @Test
    void whoseMailWasOnItsWayWhileTheMoveWasUndoneIsToldOfThat() throws InterruptedException {
        EventState event = published();
        Answer placed = orders.order(buyer, event.id(), Map.of("hall", 1));
        EventState moved = move(event, "A concert", "Stadium");
        awaitShown(placed, "/event/venue/name", "Stadium");
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch arrived = new CountDownLatch(1);
        server.rule(mail -> {
            if (mail.to().equals(address(buyer)) && mail.subject().startsWith("Your ticket")) {
                begun.countDown();
                awaitUninterruptibly(arrived);
            }
        });
        try {
            orders.authorize(placed.body(), Instant.now());
            assertThat(begun.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
            EventChanges.move(orders, moved, event.name(), "Arena", event.startsAt(), returnUntil(date));
            awaitShown(placed, "/event/venue/name", "Arena");
            makeDue(event);
            awaitTold(event);
            assertThat(changesKept(buyer)).as("nothing is known of the mail").isZero();
        } finally {
            arrived.countDown();
            server.rule(mail -> {});
        }
        awaitSent(buyer, 1);
        assertThat(awaitMail(buyer, "Your ticket for A concert").text()).contains("Stadium");
        assertThat(sales().find(new Document("_id", event.id())).first())
                .as("to be told once more")
                .containsKey("noticeDueAt");

        makeDue(event);

        assertThat(awaitMail(buyer, "Changed: A concert").text()).contains("Where: Arena", "Before: Stadium");
    }

    /** The mail about the other order shows the event as it is, and not that it changed. */
    @Test
    void whoOrdersOnceMoreAfterAMoveIsToldOfItAllTheSame() {
        EventState event = published();
        bought(event);
        awaitSent(buyer, 1);
        EventState moved = move(event, "A concert", "Stadium");
        bought(moved);
        awaitSent(buyer, 2);

        makeDue(event);

        assertThat(awaitMail(buyer, "Changed: A concert").text()).contains("Where: Stadium", "Before: ");
    }

    @Test
    void whoWasToldOfALaterChangeThanTheNoticeIsToldThatItIsUndone() {
        EventState event = published();
        bought(event);
        awaitSent(buyer, 1);
        EventState stadium = move(event, "A concert", "Stadium");
        server.rule(mail -> {
            if (mail.text().contains("Where: Stadium")) {
                throw new RejectException(451, "4.7.1 Come back");
            }
        });
        EventState hall;
        try {
            makeDue(event);
            awaitTold(event);
            hall = EventChanges.move(orders, stadium, event.name(), "Hall", date, returnUntil(date));
            assertThat(awaitMail(buyer, "Changed: A concert").text()).contains("Where: Hall");
            awaitSent(buyer, 2);
        } finally {
            server.rule(mail -> {});
        }
        EventChanges.move(orders, hall, event.name(), "Stadium", date, returnUntil(date));

        makeDue(event);

        awaitSent(buyer, 3);
        assertThat(server.mailsTo(address(buyer)).stream().map(ReceivedMail::text))
                .anyMatch(text -> text.contains("Where: Stadium") && text.contains("Before: Hall"));
    }

    @Test
    void theTicketsOfAMovedEventMayBeReturnedWhateverTheOrganizerAllows() {
        EventState event = published();
        Answer order = bought(event);
        // The units are marked as sold a moment after the order is written.
        await().untilAsserted(() -> assertThat(orders.audit(event, "hall")).isEqualTo(new Counts(499, 0, 1)));
        assertThat(sellBack(order).code()).isEqualTo("not-sellable");
        Instant until = Instant.now().plus(Duration.ofDays(7)).truncatedTo(ChronoUnit.MILLIS);
        EventChanges.move(orders, event, event.name(), "Arena", date, returnUntil(until));

        awaitShown(order, "/returnableUntil", until.toString());
        assertThat(get(order).path("sellableUntil").asString()).isEqualTo(until.toString());
        Answer returned = sellBack(order);

        assertThat(returned.status()).isEqualTo(200);
        assertThat(returned.body().path("status").asString()).isEqualTo("SOLD_BACK");
        assertThat(returned.body().path("refunded").asLong()).isEqualTo(1000);
        assertThat(returned.body().path("reason").asString()).isEqualTo("event-moved");
        assertThat(orders.audit(event, "hall")).isEqualTo(new Counts(500, 0, 0));
    }

    @Test
    void theRightToReturnOutlastsAnEventThatWasBroughtNearer() {
        EventState event = published();
        Answer order = bought(event);
        Instant until = Instant.now().plus(Duration.ofDays(1)).truncatedTo(ChronoUnit.MILLIS);
        EventState moved = EventChanges.move(
                orders, event, event.name(), "Arena", date.minus(Duration.ofDays(3)), returnUntil(until));
        EventChanges.end(orders, moved);

        assertThat(get(order).path("returnableUntil").asString()).isEqualTo(until.toString());
        Answer returned = sellBack(order);

        assertThat(returned.status()).isEqualTo(200);
        assertThat(returned.body().path("refunded").asLong()).isEqualTo(1000);
        assertThat(returned.body().path("reason").asString()).isEqualTo("event-moved");
    }

    @Test
    void theRightToReturnEnds() {
        EventState event = published();
        Answer order = bought(event);
        EventChanges.move(
                orders,
                event,
                event.name(),
                "Arena",
                date,
                returnUntil(Instant.now().minusSeconds(1)));

        Answer answer = sellBack(order);

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.code()).isEqualTo("not-sellable");
        assertThat(get(order).path("status").asString()).isEqualTo("COMPLETED");
    }

    @Test
    void whoBoughtAfterTheMoveMayNotReturn() {
        EventState event = published();
        Answer early = bought(event);
        EventState moved = move(event, "A concert", "Stadium");
        awaitShown(early, "/event/venue/name", "Stadium");
        Answer order = bought(moved);

        assertThat(sellBack(order).code()).isEqualTo("not-sellable");
    }

    @Test
    void aCancellationTakesTheEntryOutOfTheCalendar() {
        EventState event = published();
        bought(event);

        EventState cancelled = EventChanges.cancel(orders, event);

        ReceivedMail mail = awaitMail(buyer, "Cancelled: A concert");
        ICalendar file = Biweekly.parse(new String(attachment(mail).content(), StandardCharsets.UTF_8))
                .first();
        assertThat(file.getMethod().getValue()).isEqualTo("CANCEL");
        assertThat(file.getEvents().getFirst().getStatus().isCancelled()).isTrue();
        assertThat(file.getEvents().getFirst().getUid().getValue()).isEqualTo(event.id() + "@holdfast");
        assertThat(file.getEvents().getFirst().getSequence().getValue())
                .isEqualTo(Math.toIntExact(cancelled.version()));
    }

    @Test
    void aGuestIsToldWithALinkThatOpensTheOrder() {
        TestIdentity.shared().isGuest(buyer, address(buyer));
        EventState event = published();
        Answer order = bought(event);
        awaitSent(buyer, 1);
        move(event, "A concert", "Stadium");

        makeDue(event);

        assertThat(awaitMail(buyer, "Changed: A concert").link("/orders/"))
                .hasValueSatisfying(link ->
                        assertThat(link).startsWith("https://tickets.example/orders/" + order.id() + "/open?token="));
    }

    @Test
    void eachBuyerWithAnAddressIsToldOfTheirOwnOrders() {
        String guest = "guest-" + buyer;
        TestIdentity.shared().isGuest(guest, address(buyer));
        EventState event = published();
        Answer own = bought(event);
        Answer others = orders.order(guest, event.id(), Map.of("hall", 1));
        orders.authorize(others.body(), Instant.now());
        awaitSent(buyer, 2);
        move(event, "A concert", "Stadium");

        makeDue(event);
        awaitTold(event);

        assertThat(orders.mongo()
                        .getCollection("mails")
                        .find(new Document("to", address(buyer)).append("kind", "event-changed"))
                        .map(mail -> mail.get("details", Document.class).getString("order"))
                        .into(new ArrayList<>()))
                .containsExactlyInAnyOrder(own.id(), others.id());
    }

    private EventState published() {
        return orders.publish(NO_SELLING_BACK, new TierState("hall", "Hall", 1000, 500, 10));
    }

    private EventState move(EventState event, String name, String venue) {
        return EventChanges.move(orders, event, name, venue, date, returnUntil(date));
    }

    private static SalesTerms returnUntil(Instant until) {
        return new SalesTerms(null, false, null, false, until, "hall@example.org");
    }

    private Answer bought(EventState event) {
        Answer placed = orders.order(buyer, event.id(), Map.of("hall", 1));
        assertThat(placed.status()).isEqualTo(201);
        orders.authorize(placed.body(), Instant.now());
        await().atMost(SOON).until(() -> get(placed).path("status").asString().equals("COMPLETED"));
        return placed;
    }

    private JsonNode get(Answer order) {
        return orders.get(buyer, "/" + order.id()).body();
    }

    /** Each replica has a copy of the event for a second; requests go to them by turns. */
    private void awaitShown(Answer order, String pointer, String value) {
        await().atMost(SOON)
                .until(() -> get(order).at(pointer).asString().equals(value)
                        && get(order).at(pointer).asString().equals(value));
    }

    private Answer sellBack(Answer order) {
        return orders.call("POST", buyer, "/sell", Map.of("orderId", order.id()));
    }

    private ICalendar calendar(Answer order) {
        byte[] file =
                orders.get(buyer, "/" + order.id() + "/event.ics").response().body();
        return Biweekly.parse(new String(file, StandardCharsets.UTF_8)).first();
    }

    private static com.mongodb.client.MongoCollection<Document> sales() {
        return orders.mongo().getCollection("sales");
    }

    /** As if the time to wait for further changes were over. */
    private static void makeDue(EventState event) {
        Document due = new Document("noticeDueAt", Date.from(Instant.now().minusSeconds(1)));
        sales().updateOne(new Document("_id", event.id()), new Document("$set", due));
    }

    private static void awaitTold(EventState event) {
        Document done = new Document("_id", event.id())
                .append("noticeDueAt", new Document("$exists", false))
                .append("told", new Document("$exists", true));
        await().atMost(SOON).until(() -> sales().countDocuments(done) == 1);
    }

    private static Document tellingOf(EventState event) {
        return sales().find(new Document("_id", event.id())).first().get("told", Document.class);
    }

    private static String address(String who) {
        return who + "@example.com";
    }

    private static List<String> subjects(String who) {
        return server.mailsTo(address(who)).stream().map(ReceivedMail::subject).toList();
    }

    private static void awaitMails(String who, int count) {
        await().atMost(SOON).until(() -> subjects(who).size() == count);
    }

    /** What was mailed is known by then. */
    private static void awaitSent(String who, int count) {
        Document sent = new Document("to", address(who)).append("state", "SENT");
        await().atMost(SOON).until(() -> orders.mongo().getCollection("mails").countDocuments(sent) == count);
    }

    private static long changesKept(String who) {
        return orders.mongo()
                .getCollection("mails")
                .countDocuments(new Document("to", address(who)).append("kind", "event-changed"));
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ReceivedMail awaitMail(String who, String subject) {
        await().atMost(SOON).until(() -> subjects(who).contains(subject));
        return server.mailsTo(address(who)).stream()
                .filter(mail -> mail.subject().equals(subject))
                .findFirst()
                .orElseThrow();
    }

    private static ReceivedMail.Part attachment(ReceivedMail mail) {
        return mail.parts().stream()
                .filter(part -> part.name().equals("event.ics"))
                .findFirst()
                .orElseThrow();
    }
}
