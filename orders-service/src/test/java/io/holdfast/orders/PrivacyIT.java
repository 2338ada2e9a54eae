package io.holdfast.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import io.holdfast.contracts.AccountErased;
import io.holdfast.contracts.EventState;
import io.holdfast.contracts.GuestAdopted;
import io.holdfast.contracts.PaymentRefundFailed;
import io.holdfast.contracts.PaymentRefunded;
import io.holdfast.contracts.PaymentState;
import io.holdfast.contracts.PaymentStatus;
import io.holdfast.contracts.TierState;
import io.holdfast.local.MailServer;
import io.holdfast.messaging.Ids;
import io.holdfast.orders.RunningOrders.Answer;
import io.holdfast.testkit.TestBroker;
import io.holdfast.testkit.TestIdentity;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.subethamail.smtp.RejectException;
import tools.jackson.databind.JsonNode;

/** What is kept about buyers, how it is forgotten, and who did what with orders; answered by two replicas. */
@Tag("storage")
class PrivacyIT {

    private static final Duration SOON = Duration.ofMinutes(1);

    private static MailServer server;
    private static RunningOrders orders;

    private final String buyer = "buyer-" + Ids.random();

    @BeforeAll
    static void start() {
        server = MailServer.start();
        // All mails wait.
        server.rule(mail -> {
            throw new RejectException(451, "4.7.1 Come back");
        });
        orders = new RunningOrders(
                TestBroker.shared(), 2, "holdfast.orders.privacy.keep-names=1h", "holdfast.mail.smtp=" + server.url());
    }

    @AfterAll
    static void stop() {
        if (orders != null) {
            orders.close();
        }
        server.close();
    }

    @Test
    void aBuyerSeesWhatIsKeptAndWhatIsStillToCome() {
        EventState event = orders.publish(new TierState("hall", "Hall", 0, 10, 10));
        String order = order(event);

        JsonNode open = orders.get(buyer, "/obligations").body();
        assertThat(open.size()).isEqualTo(1);
        assertThat(open.get(0).get("id").asString()).isEqualTo(order);
        assertThat(open.get(0).get("name").asString()).isEqualTo("A concert");
        JsonNode kept = orders.get(buyer, "/personal-data").body().get("orders").get(0);
        assertThat(kept.get("holder").asString()).isEqualTo("Name of " + buyer);
        assertThat(kept.get("email").asString()).isEqualTo(buyer + "@example.com");
        assertThat(orders.get(buyer, "/personal-data").body().get("full")).isEmpty();
        assertThat(orders.get("other-" + buyer, "/obligations").body().size()).isZero();
    }

    @Test
    void aBuyerIsForgottenInOrdersThatAreOverAtOnceAndInOthersOnceTheyAre() {
        EventState ended = orders.publish(new TierState("hall", "Hall", 0, 10, 10));
        EventState ahead = orders.publish(new TierState("hall", "Hall", 0, 10, 10));
        String over = order(ended);
        String coming = order(ahead);
        end(ended);
        orders.mongo()
                .getCollection("orders")
                .updateOne(Filters.eq("_id", over), Updates.set("invoiceTo", new Document("name", "Name of " + buyer)));

        orders.publish(new AccountErased(buyer, Instant.now(), 1));

        await().atMost(SOON).until(() -> !holder(over).contains(buyer));
        assertThat(document(over).getString("email")).isNull();
        assertThat(document(over)).doesNotContainKey("invoiceTo");
        assertThat(holder(coming)).as("its holder is let in with it").isEqualTo("Name of " + buyer);
        assertThat(document(over).getString("status")).isEqualTo("COMPLETED");

        end(ahead);
        // Again, as after a crash.
        orders.publish(new AccountErased(buyer, Instant.now(), 2));

        await().atMost(SOON).until(() -> !holder(coming).contains(buyer));
        assertThat(document(coming).toJson()).doesNotContain(buyer + "@", "Name of");
    }

    @Test
    void whoIsOwedMoneyIsToldThatItDidNotArriveAlsoOnceForgotten() {
        EventState event = orders.publish(new TierState("hall", "Hall", 1000, 10, 10));
        Answer placed = orders.order(buyer, event.id(), Map.of("hall", 1));
        orders.authorize(placed.body(), Instant.now());
        await().atMost(SOON)
                .until(() -> document(placed.id()).getString("status").equals("COMPLETED"));
        assertThat(orders.call("POST", buyer, "/sell", Map.of("orderId", placed.id()))
                        .status())
                .isEqualTo(200);
        assertThat(orders.get(buyer, "/obligations").body().size())
                .as("reasons not to be forgotten")
                .isZero();
        orders.publish(new AccountErased(buyer, Instant.now(), 1));
        await().atMost(SOON).until(() -> erasure(buyer) != null);

        orders.publish(new PaymentRefundFailed(refund(placed, 0, 1000L, 5)));

        Bson failed = Filters.and(Filters.eq("details.order", placed.id()), Filters.eq("kind", "refund-failed"));
        await().atMost(SOON).until(() -> mails().countDocuments(failed) == 1);
        assertThat(mails().find(failed).first().getString("to")).isEqualTo(buyer + "@example.com");
        assertThat(holder(placed.id())).isEqualTo("Name of " + buyer);

        orders.publish(new PaymentRefunded(refund(placed, 1000, null, 6)));
        await().atMost(SOON)
                .until(() -> Long.valueOf(1000).equals(document(placed.id()).getLong("moneyBack")));
        // As its loop does from time to time.
        orders.publish(new AccountErased(buyer, Instant.now(), 2));

        await().atMost(SOON).until(() -> !holder(placed.id()).contains(buyer));
        await().atMost(SOON).until(() -> mails().find(failed).first() == null);
    }

    private PaymentState refund(Answer order, long refunded, @Nullable Long failed, long version) {
        return new PaymentState(
                Ids.derived("payment", order.id()),
                order.id(),
                buyer,
                PaymentStatus.REFUNDED,
                1000,
                "EUR",
                Instant.now(),
                null,
                refunded,
                failed,
                null,
                version);
    }

    @Test
    void ticketsOfAnEventThatWasPostponedAreStillToCome() {
        EventState ended = orders.publish(new TierState("hall", "Hall", 0, 10, 10));
        EventState postponed = orders.publish(new TierState("hall", "Hall", 0, 10, 10));
        String over = order(ended);
        String coming = order(postponed);
        end(ended);
        endsWhenOrdered(postponed);

        JsonNode open = orders.get(buyer, "/obligations").body();
        assertThat(open.valueStream().map(each -> each.get("id").asString())).containsExactly(coming);
        assertThat(open.get(0).get("until").asString())
                .isEqualTo(postponed.endsAt().toString());
        orders.publish(new AccountErased(buyer, Instant.now(), 1));

        await().atMost(SOON).until(() -> !holder(over).contains(buyer));
        assertThat(holder(coming)).isEqualTo("Name of " + buyer);
    }

    @Test
    void anErasureIsLookedAtUntilNothingIsLeft() {
        String coming = order(orders.publish(new TierState("hall", "Hall", 0, 10, 10)));
        orders.publish(new AccountErased(buyer, Instant.now(), 1));
        await().atMost(SOON).until(() -> erasure(buyer) != null);
        erasures().updateOne(Filters.eq("_id", buyer), Updates.set("openUntil", justNow()));
        String after = "later-" + buyer;
        erasures()
                .insertOne(new Document("_id", after)
                        .append("erasedAt", justNow())
                        .append("open", true)
                        .append("openUntil", justNow())
                        .append("opened", 1L));

        // Its loop looks at once when a replica starts, in the order of ids.
        orders.startReplica();

        await().atMost(SOON).until(() -> !erasure(after).getBoolean("open"));
        assertThat(erasure(buyer).getBoolean("open")).isTrue();
        assertThat(holder(coming)).isEqualTo("Name of " + buyer);
    }

    @Test
    void theNameThatStandsInThePlaceOfNamesHidesNoAddress() {
        EventState event = orders.publish(new TierState("hall", "Hall", 0, 10, 10));
        String order = order(event);
        end(event);
        orders.mongo().getCollection("orders").updateOne(Filters.eq("_id", order), Updates.set("holder", "–"));

        orders.publish(new AccountErased(buyer, Instant.now(), 1));

        await().atMost(SOON).until(() -> document(order).getString("email") == null);
        assertThat(document(order).toJson()).doesNotContain(buyer + "@");
    }

    @Test
    void mailsOfOthersWithTheSameAddressAreNotSeenAndStay() {
        String guest = "guest-" + Ids.random();
        TestIdentity.shared().isGuest(guest, buyer + "@example.com");
        EventState event = orders.publish(new TierState("hall", "Hall", 0, 10, 10));
        String own = mailOf(order(event));
        String others =
                mailOf(orders.order(guest, event.id(), Map.of("hall", 1)).id());

        assertThat(orders.get(buyer, "/personal-data").body().get("mails")).hasSize(1);
        end(event);
        orders.publish(new AccountErased(buyer, Instant.now(), 1));

        await().atMost(SOON).until(() -> mail(own).getString("to").equals("erased"));
        assertThat(mail(own).getString("state")).isEqualTo("DROPPED");
        assertThat(mail(others).getString("to")).isEqualTo(buyer + "@example.com");
        assertThat(mail(others).getString("state")).isEqualTo("WAITING");
    }

    @Test
    void aGuestSeesWhatIsKeptAndIsForgottenWithTheLinksInMails() {
        TestIdentity.shared().isGuest(buyer, buyer + "@example.com");
        EventState event = orders.publish(new TierState("hall", "Hall", 0, 10, 10));
        String order = order(event);
        MongoCollection<Document> links = orders.mongo().getCollection("guest_links");
        Bson ofGuest = Filters.eq("guest", buyer);
        // Made when the mail is written, which then waits.
        await().atMost(SOON).until(() -> links.countDocuments(ofGuest) > 0);
        String mail = mailOf(order);

        JsonNode open = orders.get(buyer, "/obligations").body();
        assertThat(open.get(0).get("id").asString()).isEqualTo(order);
        JsonNode kept = orders.get(buyer, "/personal-data").body();
        assertThat(kept.get("orders").get(0).get("email").asString()).isEqualTo(buyer + "@example.com");
        assertThat(kept.get("mails")).hasSize(1);
        assertThat(orders.call("POST", buyer, "/sell", Map.of("orderId", order)).status())
                .isEqualTo(200);
        JsonNode entry = orders.get(buyer, "/personal-data").body().at("/record/0");
        assertThat(entry.path("kind").asString()).isEqualTo("order-sold-back");
        assertThat(entry.path("address").asString(""))
                .as("perhaps of another who typed the address")
                .isEmpty();
        end(event);
        orders.publish(new AccountErased(buyer, Instant.now(), 1));

        await().atMost(SOON).until(() -> links.countDocuments(ofGuest) == 0);
        assertThat(document(order).toJson()).doesNotContain(buyer + "@", "Name of");
        assertThat(mail(mail).getString("to")).isEqualTo("erased");
    }

    @Test
    void aGuestIsForgottenWhoIsAdoptedByAnAccountThatWasErasedLongAgo() {
        String account = "account-" + Ids.random();
        TestIdentity.shared().isGuest(buyer, buyer + "@example.com");
        EventState ended = orders.publish(new TierState("hall", "Hall", 0, 10, 10));
        EventState ahead = orders.publish(new TierState("hall", "Hall", 0, 10, 10));
        String over = order(ended);
        String coming = order(ahead);
        end(ended);
        orders.publish(new AccountErased(account, Instant.now(), 1));
        await().atMost(SOON).until(() -> erasure(account) != null);
        erasures().updateOne(Filters.eq("_id", account), Updates.set("open", false));

        orders.publish(new GuestAdopted(buyer, account, Instant.now(), 1));

        await().atMost(SOON).until(() -> holder(over).equals("–"));
        assertThat(document(over).getString("buyer")).isEqualTo(account);
        assertThat(document(over).getString("email")).isNull();
        assertThat(holder(coming)).as("its holder is let in with it").isEqualTo("Name of " + buyer);
        assertThat(erasure(account).getBoolean("open")).isTrue();
    }

    @Test
    void ordersOfEventsThatEndedLongAgoLoseTheirNames() {
        EventState event = orders.publish(new TierState("hall", "Hall", 0, 10, 10));
        String order = order(event);
        String mail = mailOf(order);
        Date longAgo = Date.from(Instant.now().minus(Duration.ofHours(2)));
        orders.mongo().getCollection("sales").updateOne(Filters.eq("_id", event.id()), Updates.set("endsAt", longAgo));

        // Its loop looks at once when a replica starts.
        orders.startReplica();

        await().atMost(SOON).until(() -> !holder(order).contains(buyer));
        assertThat(document(order).getString("buyer")).isEqualTo(buyer);
        await().atMost(SOON).until(() -> mail(mail).getString("to").equals("erased"));
    }

    @Test
    void whatOrganizersAndDoorsDoIsInTheRecord() {
        EventState event = orders.publish(new TierState("hall", "Hall", 0, 10, 10));
        String order = order(event);
        String code = orders.get(buyer, "/" + order + "/tickets")
                .body()
                .get(0)
                .get("code")
                .asString();
        String doors = "/events/" + event.id() + "/check-ins";
        for (int i = 0; i < 2; i++) {
            Answer checkedIn =
                    orders.call("POST", "organizer", doors, Map.of("code", code), "Idempotency-Key", "door-" + code);
            assertThat(checkedIn.status()).isEqualTo(200);
        }
        orders.call("DELETE", "organizer", doors + "/" + code, null);
        orders.call("DELETE", "organizer", doors + "/" + code, null);
        assertThat(orders.call("POST", "organizer", "/" + order + "/refund", Map.of("reason", "Rain"))
                        .status())
                .isEqualTo(200);

        assertThat(kinds(orders.get("organizer", "/events/" + event.id() + "/record")))
                .as("what is repeated and changes nothing is no entry")
                .containsExactly("order-refunded", "check-in-taken-back", "checked-in");
        assertThat(orders.get(buyer, "/events/" + event.id() + "/record").status())
                .isEqualTo(404);
        JsonNode own = orders.get(buyer, "/record").body().get("items");
        assertThat(own.size()).isEqualTo(1);
        assertThat(own.get(0).get("kind").asString()).isEqualTo("order-refunded");
        assertThat(own.get(0).get("role").asString()).isEqualTo("ORGANIZER");
        assertThat(own.get(0).get("actor").isNull()).isTrue();
        assertThat(orders.get("organizer", "/events/" + event.id() + "/record")
                        .body()
                        .toString())
                .as("codes are secret")
                .doesNotContain(code);
    }

    @Test
    void whatIsForOperatorsDoesNotExistForOthers() {
        for (String path : List.of("/operator/mails", "/operator/record")) {
            assertThat(orders.get(buyer, path).status()).as(path).isEqualTo(404);
        }
    }

    private String order(EventState event) {
        Answer ordered = orders.order(buyer, event.id(), Map.of("hall", 1));
        assertThat(ordered.status()).isEqualTo(201);
        return ordered.id();
    }

    /** As if the event were over, as it was ordered and as it is now. */
    private static void end(EventState event) {
        orders.mongo()
                .getCollection("sales")
                .updateOne(Filters.eq("_id", event.id()), Updates.set("endsAt", justNow()));
        endsWhenOrdered(event);
    }

    /** As if the event would be over now if it had not been postponed since it was ordered. */
    private static void endsWhenOrdered(EventState event) {
        orders.mongo()
                .getCollection("orders")
                .updateMany(Filters.eq("eventId", event.id()), Updates.set("event.endsAt", justNow()));
    }

    private static Date justNow() {
        return Date.from(Instant.now().minusSeconds(60));
    }

    /** The id of the mail with an order's tickets, once it is kept. */
    private static String mailOf(String order) {
        Bson about = Filters.eq("details.order", order);
        await().atMost(SOON).until(() -> mails().countDocuments(about) == 1);
        return mails().find(about).first().getString("_id");
    }

    private static Document mail(String id) {
        return mails().find(Filters.eq("_id", id)).first();
    }

    private static MongoCollection<Document> mails() {
        return orders.mongo().getCollection("mails");
    }

    private static Document document(String order) {
        return orders.mongo()
                .getCollection("orders")
                .find(Filters.eq("_id", order))
                .first();
    }

    private static String holder(String order) {
        return document(order).getString("holder");
    }

    private static MongoCollection<Document> erasures() {
        return orders.mongo().getCollection("erasures");
    }

    private static @Nullable Document erasure(String account) {
        return erasures().find(Filters.eq("_id", account)).first();
    }

    private static List<String> kinds(Answer page) {
        return page.body()
                .get("items")
                .valueStream()
                .map(entry -> entry.get("kind").asString())
                .toList();
    }
}
