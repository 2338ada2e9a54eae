package io.holdfast.orders;

import static io.holdfast.orders.AtOnce.atOnce;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import io.holdfast.contracts.EventState;
import io.holdfast.contracts.GuestAdopted;
import io.holdfast.contracts.SalesTerms;
import io.holdfast.contracts.TierState;
import io.holdfast.local.MailServer;
import io.holdfast.messaging.Ids;
import io.holdfast.orders.RunningOrders.Answer;
import io.holdfast.testkit.TestBroker;
import io.holdfast.testkit.TestIdentity;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Orders of people without an account: who sees them, what they count against, and how they come into an account. */
@Tag("storage")
class GuestOrdersIT {

    private static final Duration SOON = Duration.ofMinutes(1);

    private static MailServer server;
    private static RunningOrders orders;

    /** The account whose address the guests type. */
    private final String owner = Ids.random();

    private final String email = owner + "@example.com";
    private final String guest = guest();

    @BeforeAll
    static void start() {
        server = MailServer.start();
        orders = new RunningOrders(
                TestBroker.shared(),
                2,
                "holdfast.mail.smtp=" + server.url(),
                "holdfast.mail.links=https://tickets.example",
                "holdfast.orders.guests.per-address=8");
    }

    @AfterAll
    static void stop() {
        if (orders != null) {
            orders.close();
        }
        server.close();
    }

    private String guest() {
        String id = Ids.random();
        TestIdentity.shared().isGuest(id, email);
        return id;
    }

    @Test
    void aGuestBuysAndSeesTheOrderAndNoOneElseWithTheAddressDoes() {
        Answer placed = bought(guest, event(null), 2);
        assertThat(orders.get(guest, "/" + placed.id() + "/tickets").body()).hasSize(2);
        assertThat(orders.get(guest, "/" + placed.id() + "/tickets.pdf").status())
                .isEqualTo(200);
        assertThat(orders.get(guest, "").body().path("items")).hasSize(1);
        for (String other : List.of(guest(), owner)) {
            assertThat(orders.get(other, "/" + placed.id()).status()).isEqualTo(404);
            assertThat(orders.get(other, "").body().path("items")).isEmpty();
        }
        assertThat(orders.get(guest, "/events/" + placed.body().path("eventId").asString())
                        .code())
                .as("nothing but the guest's own orders")
                .isEqualTo("unauthenticated");
        assertThat(orders.call("POST", guest, "/sell", Map.of("orderId", placed.id()))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void theMailHasALinkOfWhichTheServiceKeepsOnlyAHash() {
        Answer placed = bought(guest, event(null), 1);
        String link = awaitMail("Your ticket for A concert", "/orders/" + placed.id() + "/open?token=");
        String secret = link.substring(link.indexOf('=') + 1);
        assertThat(secret).hasSizeGreaterThan(40);
        Document kept = orders.mongo()
                .getCollection("guest_links")
                .find(new Document("_id", Ids.derived("link", secret)))
                .first();
        assertThat(kept).isNotNull();
        assertThat(kept.toJson()).contains(guest, email).doesNotContain(secret);
    }

    @Test
    void theLinkWorksUntilTheEventAsItIsNowIsOver() {
        EventState event = event(null);
        Answer placed = bought(guest, event, 1);
        // As if it had been postponed since.
        orders.mongo()
                .getCollection("orders")
                .updateOne(Filters.eq("_id", placed.id()), Updates.set("event.endsAt", Date.from(Instant.now())));
        orders.call("POST", guest, "/sell", Map.of("orderId", placed.id()));

        String link = awaitMail("You sold your tickets for A concert back", "/orders/" + placed.id() + "/open?token=");

        Document kept = orders.mongo()
                .getCollection("guest_links")
                .find(new Document("_id", Ids.derived("link", link.substring(link.indexOf('=') + 1))))
                .first();
        assertThat(kept.getDate("expiresAt").toInstant())
                .isEqualTo(event.endsAt().plus(Duration.ofDays(60)));
    }

    @Test
    void whatIsRefusedIsNotCountedAsAnOrder() {
        EventState held = orders.publish(new TierState("hall", "Hall", 1000, 1, 10));
        assertThat(orders.order("other-" + guest, held.id(), Map.of("hall", 1)).status())
                .isEqualTo(201);
        for (int i = 0; i < 10; i++) {
            assertThat(orders.order(guest, held.id(), Map.of("hall", 1)).code()).isEqualTo("all-held");
        }

        bought(guest, event(null), 1);
    }

    @Test
    void theOrganizerSeesNameAndAddress() {
        EventState event = event(null);
        bought(guest, event, 1);
        Answer listed = orders.get("organizer", "/events/" + event.id());
        assertThat(listed.body().path("items").path(0).path("email").asString()).isEqualTo(email);
        assertThat(listed.body().path("items").path(0).path("guest").asBoolean())
                .isTrue();
        Answer csv = orders.get("organizer", "/events/" + event.id() + "/orders.csv");
        assertThat(new String(csv.response().body(), StandardCharsets.UTF_8)).contains(",email", "," + email);
    }

    @Test
    void theLimitOfABuyerCountsGuestsAndTheAccountWithTheAddressTogether() throws Exception {
        EventState event = event(3);
        assertThat(order(guest, event, 2)).isEqualTo("placed");
        for (String other : List.of(guest(), owner)) {
            Answer refused = orders.order(other, event.id(), Map.of("hall", 2));
            assertThat(refused.code()).isEqualTo("limit-reached");
            assertThat(refused.body().path("errors").path(0).has("available"))
                    .as("how many the address has")
                    .isFalse();
            assertThat(refused.body().path("errors").path(0).path("message").asString())
                    .doesNotContainPattern("\\d");
        }
        assertThat(order(owner, event, 1)).isEqualTo("placed");
        assertThat(order(guest, event, 1)).isEqualTo("limit-reached");

        EventState rush = event(3);
        List<String> buyers = List.of(owner, guest(), guest(), guest(), owner);
        List<String> answers = atOnce(buyers.size(), i -> order(buyers.get(i), rush, 1));
        assertThat(answers).filteredOn("placed"::equals).hasSize(3);
        assertThat(answers).filteredOn("limit-reached"::equals).hasSize(2);
    }

    @Test
    void whatAGuestGivesUpCountsNoMore() {
        EventState event = event(2);
        Answer held = orders.order(guest, event.id(), Map.of("hall", 2));
        assertThat(held.status()).isEqualTo(201);
        assertThat(order(owner, event, 1)).isEqualTo("limit-reached");
        assertThat(orders.delete(guest, held.id()).status()).isEqualTo(200);
        assertThat(order(owner, event, 2)).isEqualTo("placed");
        assertThat(order(guest, event, 1)).isEqualTo("limit-reached");
    }

    @Test
    void theOrdersComeIntoTheAccountOnceAndCountThere() {
        EventState event = event(4);
        Answer paid = bought(guest, event, 2);
        Answer held = orders.order(guest, event.id(), Map.of("hall", 1));
        GuestAdopted message = new GuestAdopted(guest, owner, Instant.now(), 1);
        orders.publish(message);
        orders.publish(message);
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(orders.get(owner, "").body().path("items")).hasSize(2));
        assertThat(orders.get(owner, "/" + paid.id() + "/tickets").body()).hasSize(2);
        assertThat(orders.get(guest, "/" + paid.id()).status()).isEqualTo(404);
        assertThat(version(paid)).isEqualTo(3);
        assertThat(version(held)).isEqualTo(2);
        assertThat(order(owner, event, 2)).isEqualTo("limit-reached");
        assertThat(order(owner, event, 1)).isEqualTo("placed");
        // An order that was written while the guest was adopted comes into the account, too.
        Answer late = orders.order(guest, event(null).id(), Map.of("hall", 1));
        assertThat(late.status()).isEqualTo(201);
        assertThat(orders.get(owner, "/" + late.id()).status()).isEqualTo(200);
    }

    @Test
    void ordersWithOneAddressAreLimited() {
        EventState event = event(null);
        String last = "";
        for (int i = 0; i < 17; i++) {
            last = order(guest(), event, 1);
        }
        assertThat(last).as("at two replicas").isEqualTo("rate-limited");
        assertThat(order(owner, event, 1)).isEqualTo("placed");
    }

    private static EventState event(@Nullable Integer most) {
        TierState hall = new TierState("hall", "Hall", 1000, 100, 10);
        SalesTerms terms = most == null ? SalesTerms.DEFAULT : new SalesTerms(most, true, null, false);
        return orders.publish(terms, hall);
    }

    private Answer bought(String buyer, EventState event, int quantity) {
        Answer placed = orders.order(buyer, event.id(), Map.of("hall", quantity));
        assertThat(placed.status()).isEqualTo(201);
        orders.authorize(placed.body(), Instant.now());
        await().atMost(SOON)
                .until(() -> orders.get(buyer, "/" + placed.id())
                        .body()
                        .path("status")
                        .asString()
                        .equals("COMPLETED"));
        return placed;
    }

    private static String order(String buyer, EventState event, int quantity) {
        Answer answer = orders.order(buyer, event.id(), Map.of("hall", quantity));
        return answer.status() == 201 ? "placed" : answer.code();
    }

    private static long version(Answer order) {
        return orders.mongo()
                .getCollection("orders")
                .find(new Document("_id", order.id()))
                .first()
                .getLong("version");
    }

    private String awaitMail(String subject, String path) {
        await().atMost(SOON)
                .until(() -> server.mailsTo(email).stream()
                        .anyMatch(mail -> mail.subject().equals(subject)));
        return server.mailsTo(email).stream()
                .filter(mail -> mail.subject().equals(subject))
                .flatMap(mail -> mail.link(path).stream())
                .findFirst()
                .orElseThrow();
    }
}
