package io.holdfast.orders;

import static io.holdfast.orders.AtOnce.atOnce;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import io.holdfast.contracts.EventCancelled;
import io.holdfast.contracts.EventState;
import io.holdfast.contracts.PaymentRefunded;
import io.holdfast.contracts.PaymentState;
import io.holdfast.contracts.PaymentStatus;
import io.holdfast.contracts.TierState;
import io.holdfast.messaging.Ids;
import io.holdfast.orders.RunningOrders.Answer;
import io.holdfast.orders.RunningOrders.Counts;
import io.holdfast.testkit.TestBroker;
import io.holdfast.testkit.TestDatabase;
import io.holdfast.testkit.TestIdentity;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Two replicas end the orders of cancelled events, also when one is killed. */
@Tag("storage")
class CancellationIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** A process that starts while other tests run has needed more than a minute. */
    private static final Duration PATIENCE_FOR_A_PROCESS = Duration.ofMinutes(4);

    private RunningOrders orders = new RunningOrders(
            TestBroker.shared(), 2, "holdfast.orders.healing=200ms", "holdfast.orders.cancelled-together=7");

    @AfterEach
    void stop() {
        orders.close();
    }

    @Test
    void endsEveryOrderAndReportsProgress() throws Exception {
        EventState event = hall(100);
        List<Answer> paid = paid(event, 20, 2);
        List<Answer> pending = atOnce(10, i -> orders.order("late" + i, event.id(), Map.of("hall", 1)));
        Answer given = paid.getFirst();
        orders.call("POST", "organizer", "/" + given.id() + "/refund", Map.of("amount", 500));
        Answer sold = paid.getLast();
        orders.call("POST", "buyer19", "/sell", Map.of("orderId", sold.id()));
        await().untilAsserted(() -> {
            JsonNode before = progress(event);
            assertThat(before.path("state").asString()).isEqualTo("none");
            assertThat(before.path("preview").path("pendingOrders").asInt()).isEqualTo(10);
            assertThat(before.path("preview").path("paidOrders").asInt()).isEqualTo(19);
            assertThat(before.path("preview").path("tickets").asInt()).isEqualTo(38);
            assertThat(before.path("preview").path("refund").asInt()).isEqualTo(37_500);
            assertThat(before.path("preview").path("currency").asString()).isEqualTo("EUR");
            assertThat(before.path("progress").path("remaining").asInt()).isZero();
        });

        EventState cancelled = EventChanges.cancel(orders, event);

        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode after = progress(event);
            assertThat(after.path("state").asString()).isEqualTo("done");
            assertThat(after.path("progress").path("cancelled").asInt()).isEqualTo(10);
            assertThat(after.path("progress").path("refunded").asInt()).isEqualTo(19);
            assertThat(after.path("progress").path("moneyBack").asInt()).isZero();
        });
        assertThat(orders.audit(event, "hall")).isEqualTo(new Counts(100, 0, 0));
        JsonNode refunded = orders.get("buyer0", "/" + given.id()).body();
        assertThat(refunded.path("status").asString()).isEqualTo("REFUNDED");
        assertThat(refunded.path("reason").asString()).isEqualTo("event-cancelled");
        assertThat(refunded.path("refunded").asLong()).isEqualTo(2000);
        assertThat(orders.get("late0", "/" + pending.getFirst().id())
                        .body()
                        .path("reason")
                        .asString())
                .isEqualTo("event-cancelled");
        assertThat(stored(sold.id()).getString("status")).isEqualTo("SOLD_BACK");
        assertThat(orders.call(
                                "POST",
                                "buyer1",
                                "/sell",
                                Map.of("orderId", paid.get(1).id()))
                        .code())
                .isEqualTo("not-sellable");
        orders.awaitSold(cancelled);
        assertThat(orders.order("eve", event.id(), Map.of("hall", 1)).code()).isEqualTo("sales-closed");

        // Receiving the cancellation again ends nothing twice, and refunds of the provider are counted.
        orders.publish(new EventCancelled(EventChanges.cancelled(event)));
        orders.publish(new PaymentRefunded(new PaymentState(
                Ids.derived("payment", given.id()),
                given.id(),
                "buyer0",
                PaymentStatus.REFUNDED,
                2000,
                "EUR",
                Instant.now(),
                null,
                2000,
                5)));

        await().untilAsserted(() -> assertThat(
                        progress(event).path("progress").path("moneyBack").asInt())
                .isEqualTo(1));
        assertThat(stored(given.id()).getLong("version")).isEqualTo(4);
    }

    @Test
    void endsOrdersThatArePlacedPaidOrSoldBackMeanwhile() throws Exception {
        EventState event = hall(1000);
        EventState free = orders.publish(new TierState("hall", "Hall", 0, 1000, 10));
        List<Answer> before = paid(event, 40, 2);

        List<List<Answer>> answers = atOnce(60, i -> {
            List<Answer> mine = new ArrayList<>();
            if (i == 20) {
                EventChanges.cancel(orders, event);
                EventChanges.cancel(orders, free);
            } else if (i < 20) {
                mine.add(orders.call(
                        "POST",
                        "buyer" + i,
                        "/sell",
                        Map.of("orderId", before.get(i).id())));
            } else {
                for (int round = 0; round < 5; round++) {
                    mine.add(orders.order("rush" + i, (i % 3 == 0 ? free : event).id(), Map.of("hall", 2)));
                    if (mine.getLast().status() == 201 && i % 3 != 0) {
                        orders.authorize(mine.getLast().body(), Instant.now());
                    }
                }
            }
            return mine;
        });

        assertThat(answers.stream().flatMap(List::stream))
                .allMatch(answer -> List.of(200, 201, 409).contains(answer.status()));
        for (EventState cancelled : List.of(event, free)) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(ofEvent(cancelled)).noneMatch(CancellationIT::isAlive));
            for (Document order : ofEvent(cancelled)) {
                boolean wasPaid = !order.getString("status").equals("CANCELLED");
                // Placed, completed and refunded or sold back, each once; or placed and cancelled.
                assertThat(order.getLong("version")).as(order.toString()).isEqualTo(wasPaid ? 3 : 2);
                assertThat(order.getList("refunds", Document.class, List.of())).hasSize(wasPaid ? 1 : 0);
            }
            await().untilAsserted(
                            () -> assertThat(orders.audit(cancelled, "hall")).isEqualTo(new Counts(1000, 0, 0)));
        }
        assertThat(orders.get("organizer", "/events/" + event.id()).status()).isEqualTo(200);
    }

    @Test
    void anotherReplicaFinishesWhatAKilledOneBegan() throws Exception {
        Optional<EventState> killed = endsSomeAndIsKilled();
        while (killed.isEmpty()) {
            orders.startReplica();
            killed = endsSomeAndIsKilled();
        }
        EventState event = killed.get();

        orders.startReplica();

        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(progress(event).path("state").asString()).isEqualTo("done"));
        JsonNode progress = progress(event).path("progress");
        assertThat(progress.path("cancelled").asInt()).isEqualTo(50);
        assertThat(progress.path("refunded").asInt()).isEqualTo(250);
        await().untilAsserted(() -> assertThat(orders.audit(event, "hall")).isEqualTo(new Counts(1000, 0, 0)));
        assertThat(ofEvent(event))
                .allMatch(order ->
                        order.getLong("version") == (order.getString("status").equals("REFUNDED") ? 3 : 2));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(ofEvent(event))
                        .noneMatch(order -> order.containsKey("owesUnits")
                                || order.get("outbox", Document.class).containsKey("pendingSince")));
    }

    /**
     * Begins to cancel an event in a process that is killed before the last order is ended.
     *
     * @return empty if the process ended all of them before it was killed
     */
    private Optional<EventState> endsSomeAndIsKilled() throws Exception {
        EventState event = hall(1000);
        paid(event, 250, 2);
        atOnce(50, i -> orders.order("late" + i, event.id(), Map.of("hall", 1)));
        String uri = TestDatabase.shared().uri(orders.mongo().getDb().getName());
        orders.stopReplicas();

        try (MongoClient mongo = MongoClients.create(uri)) {
            MongoDatabase database =
                    mongo.getDatabase(uri.replaceFirst("[?].*", "").replaceFirst(".*/", ""));
            MongoCollection<Document> stored = database.getCollection("orders");
            Document over = new Document("eventId", event.id())
                    .append("status", new Document("$in", List.of("REFUNDED", "CANCELLED")));
            database.getCollection("cancellations")
                    .insertOne(new Document("_id", event.id())
                            .append("since", Date.from(Instant.now()))
                            .append("nextAt", Date.from(Instant.now())));
            Process replica = startProcess(uri);
            try {
                await().atMost(PATIENCE_FOR_A_PROCESS)
                        .pollInterval(Duration.ofMillis(20))
                        .until(() -> !replica.isAlive() || stored.countDocuments(over) >= 40);
                assertThat(replica.isAlive()).isTrue();
            } finally {
                replica.destroyForcibly().waitFor();
            }
            if (stored.countDocuments(over) == 300) {
                return Optional.empty();
            }
            Document position = Objects.requireNonNull(database.getCollection("cancellations")
                            .find(new Document("_id", event.id()))
                            .first())
                    .get("position", Document.class);
            assertThat(newestFirst(stored, event).stream()
                            .takeWhile(order -> !order.getString("_id").equals(position.getString("id"))))
                    .hasSizeGreaterThanOrEqualTo(38)
                    .noneMatch(CancellationIT::isAlive);
            return Optional.of(event);
        }
    }

    /** Those before the position stand for orders that are over, and for what changed after the look had passed it. */
    @Test
    void anotherReplicaGoesOnWhereALookWasBrokenOff() throws Exception {
        EventState event = hall(1000);
        paid(event, 20, 1);
        orders.mongo()
                .getCollection("cancellations")
                .insertOne(new Document("_id", event.id()).append("since", Date.from(Instant.now())));
        List<Document> newestFirst = newestFirst(orders.mongo().getCollection("orders"), event);
        Document last = newestFirst.get(9);

        orders.mongo()
                .getCollection("cancellations")
                .updateOne(
                        new Document("_id", event.id()),
                        Updates.combine(
                                Updates.set("nextAt", Date.from(Instant.now())),
                                Updates.set(
                                        "position",
                                        new Document("createdAt", last.getDate("createdAt"))
                                                .append("id", last.getString("_id")))));

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(ofEvent(event)).noneMatch(CancellationIT::isAlive));
        assertThat(newestFirst.subList(10, 20))
                .allSatisfy(after -> assertThat(newestFirst.subList(0, 10))
                        .allSatisfy(before -> assertThat(ended(after)).isBefore(ended(before))));
        // The look at all of them that follows has none to end.
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(orders.mongo()
                                .getCollection("cancellations")
                                .find(new Document("_id", event.id()))
                                .first())
                        .containsEntry("cleared", true)
                        .doesNotContainKey("position"));
    }

    private Date ended(Document order) {
        return stored(order.getString("_id"))
                .getList("refunds", Document.class)
                .getFirst()
                .getDate("at");
    }

    private static boolean isAlive(Document order) {
        return List.of("AWAITING_PAYMENT", "COMPLETED").contains(order.getString("status"));
    }

    private static List<Document> newestFirst(MongoCollection<Document> orders, EventState event) {
        return orders.find(new Document("eventId", event.id()))
                .sort(Sorts.descending("createdAt", "_id"))
                .into(new ArrayList<>());
    }

    private static Process startProcess(String databaseUri) throws IOException {
        List<String> command = Stream.of(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OrdersApplication.class.getName(),
                        "--server.port=0",
                        "--spring.mongodb.uri=" + databaseUri,
                        "--holdfast.messaging.servers=" + TestBroker.shared().url(),
                        "--holdfast.messaging.streams=orders,inventory,events,payments,expirations,users",
                        "--holdfast.web.jwks-uri=" + TestIdentity.shared().jwksUri(),
                        // One after the other, so that it is killed long before the last.
                        "--holdfast.orders.cancelled-together=1")
                .toList();
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private EventState hall(int capacity) {
        return orders.publish(new TierState("hall", "Hall", 1000, capacity, 10));
    }

    /** Paid orders of buyer0, buyer1 and so on. */
    private List<Answer> paid(EventState event, int count, int quantity) throws Exception {
        List<Answer> paid = atOnce(count, i -> {
            Answer placed = orders.order("buyer" + i, event.id(), Map.of("hall", quantity));
            orders.authorize(placed.body(), Instant.now());
            return placed;
        });
        assertThat(paid).allMatch(answer -> answer.status() == 201);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(ofEvent(event))
                        .hasSize(count)
                        .allMatch(order -> order.getString("status").equals("COMPLETED")));
        return paid;
    }

    private JsonNode progress(EventState event) {
        return orders.get("organizer", "/events/" + event.id() + "/cancellation")
                .body();
    }

    private List<Document> ofEvent(EventState event) {
        return orders.mongo()
                .getCollection("orders")
                .find(new Document("eventId", event.id()))
                .into(new ArrayList<>());
    }

    private Document stored(String orderId) {
        return orders.mongo()
                .getCollection("orders")
                .find(new Document("_id", orderId))
                .first();
    }
}
