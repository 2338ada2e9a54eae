package io.holdfast.orders;

import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoCollection;
import io.holdfast.contracts.EventState;
import io.holdfast.contracts.TierState;
import io.holdfast.orders.RunningOrders.Answer;
import io.holdfast.orders.RunningOrders.Counts;
import io.holdfast.testkit.TestBroker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.bson.Document;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Measures how long organizer and door of a large event wait. The suite does not run it; run it, with the heap of the overlay {@code prod},
 * with
 *
 * <pre>./mvnw verify -pl orders-service -am -Dit.test=ManyOrdersBench -Dorders=250000 -Dintegration-test.java-options=-Xmx256m \
 *     -Dtest=NoSuch -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false</pre>
 */
class ManyOrdersBench {

    private static final int ORDERS = Integer.getInteger("orders", 13_000);
    private static final int QUANTITY = 2;
    private static final int BLOCK = 64;

    /** As long as a slow machine may take: a hundred orders a second. */
    private static final Duration PATIENCE = Duration.ofMinutes(10).plusSeconds(ORDERS / 100);

    @Test
    void bigEvent() {
        Assumptions.assumeFalse(
                "embedded".equals(System.getProperty("holdfast.test.database")),
                "The embedded database has no indexes");
        try (RunningOrders orders = new RunningOrders(TestBroker.shared(), 1)) {
            int perBlock = BLOCK / QUANTITY;
            int units = Math.ceilDiv(ORDERS, perBlock) * BLOCK;
            EventState event = orders.publish(new TierState("hall", "Hall", 1000, units, 10));
            Document template = template(orders, event);
            Instant filling = Instant.now();
            fill(orders, event, template, perBlock);
            System.out.printf("%d orders written in %d ms%n", ORDERS, since(filling));

            String path = "/events/" + event.id();
            measure("sales figures", () -> orders.get("organizer", path + "/sales"));
            measure("cancellation preview", () -> orders.get("organizer", path + "/cancellation"));
            measure("first page", () -> orders.get("organizer", path + "?size=50"));
            measure("first page of one state", () -> orders.get("organizer", path + "?size=50&status=SOLD_BACK"));
            measure("orders of a name", () -> orders.get("organizer", path + "?size=50&q=Buyer" + ORDERS / 2));
            measure("orders.csv", () -> orders.get("organizer", path + "/orders.csv"));
            measure("known code", () -> checkIn(orders, path, code(ORDERS / 2, 0)));
            measure("unknown code", () -> checkIn(orders, path, "never-issued"));

            Instant began = Instant.now();
            EventChanges.cancel(orders, event);
            await().atMost(PATIENCE).until(() -> {
                Answer answer = orders.get("organizer", path + "/cancellation");
                return answer.body().path("state").asString().equals("done");
            });
            System.out.printf("%d orders cancelled after %d ms%n", ORDERS, since(began));
            System.gc();
            Runtime memory = Runtime.getRuntime();
            System.out.printf("heap afterwards: %d MB%n", (memory.totalMemory() - memory.freeMemory()) / 1_000_000);
            Counts counts = orders.audit(event, "hall");
            if (!counts.equals(new Counts(units, 0, 0))) {
                throw new AssertionError("Units are missing: " + counts);
            }
        }
    }

    private static void measure(String what, Supplier<Answer> call) {
        for (int i = 0; i < 3; i++) {
            Instant began = Instant.now();
            Answer answer = call.get();
            System.out.printf(
                    "%s at %d orders: %d ms, %d bytes (%d)%n",
                    what, ORDERS, since(began), answer.response().body().length, answer.status());
            await().pollDelay(Duration.ofSeconds(3)).until(() -> true); // longer than figures are cached
        }
    }

    private static Answer checkIn(RunningOrders orders, String event, String code) {
        return orders.call("POST", "organizer", event + "/check-ins", Map.of("code", code));
    }

    private static String code(int order, int ticket) {
        return "code%08d-%d".formatted(order, ticket);
    }

    private static long since(Instant began) {
        return Duration.between(began, Instant.now()).toMillis();
    }

    /** One order as the service writes it, which the others are copied from. */
    private static Document template(RunningOrders orders, EventState event) {
        MongoCollection<Document> stored = orders.mongo().getCollection("orders");
        Answer placed = orders.order("ada", event.id(), Map.of("hall", QUANTITY));
        orders.authorize(placed.body(), Instant.now());
        Document ended = new Document("_id", placed.id()).append("status", "COMPLETED");
        await().until(() -> stored.countDocuments(ended) == 1);
        await().until(() -> orders.audit(event, "hall").sold() == QUANTITY);
        Document template = stored.find(ended).first();
        stored.deleteMany(new Document());
        return template;
    }

    private static void fill(RunningOrders orders, EventState event, Document template, int perBlock) {
        MongoCollection<Document> stored = orders.mongo().getCollection("orders");
        MongoCollection<Document> blocks = orders.mongo().getCollection("blocks");
        blocks.deleteMany(new Document());
        Instant now = Instant.now();
        List<Document> some = new ArrayList<>();
        for (int number = 0; number * perBlock < ORDERS; number++) {
            String blockId = event.id() + "/hall/" + number;
            Document holders = new Document();
            for (int i = number * perBlock; i < Math.min(ORDERS, (number + 1) * perBlock); i++) {
                String id = "order%08d".formatted(i);
                Date at = Date.from(now.minus(Duration.ofMinutes(3).multipliedBy(i)));
                Document order = new Document(template);
                order.put("_id", id);
                order.put("createdAt", at);
                order.put("completedAt", at);
                String buyer = "buyer" + i;
                order.put("buyer", buyer);
                order.put("holder", "Buyer" + i);
                order.put("email", buyer + "@example.com");
                order.put("names", List.of(buyer, buyer + "@example.com"));
                order.put("codes", List.of(code(i, 0), code(i, 1)));
                order.put("tickets", tickets(template, i));
                order.put("allocation", List.of(new Document("block", blockId).append("units", QUANTITY)));
                Document outbox = new Document(template.get("outbox", Document.class));
                outbox.remove("pendingSince");
                order.put("outbox", outbox);
                some.add(order);
                holders.append(
                        id, new Document("units", QUANTITY).append("since", at).append("sold", true));
            }
            int sold = holders.size() * QUANTITY;
            blocks.insertOne(new Document("_id", blockId)
                    .append("event", event.id())
                    .append("tier", "hall")
                    .append("capacity", BLOCK)
                    .append("free", BLOCK - sold)
                    .append("held", 0)
                    .append("sold", sold)
                    .append("holders", holders)
                    .append("version", 1L));
            if (some.size() >= 1_000) {
                stored.insertMany(some);
                some.clear();
            }
        }
        if (!some.isEmpty()) {
            stored.insertMany(some);
        }
    }

    private static List<Document> tickets(Document template, int order) {
        List<Document> tickets = new ArrayList<>();
        for (Document like : template.getList("tickets", Document.class)) {
            tickets.add(new Document(like).append("code", code(order, tickets.size())));
        }
        return tickets;
    }
}
