package io.holdfast.orders;

import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoCollection;
import io.holdfast.contracts.EventPublished;
import io.holdfast.contracts.EventState;
import io.holdfast.contracts.EventStatus;
import io.holdfast.contracts.Message;
import io.holdfast.contracts.OrderStatus;
import io.holdfast.contracts.PaymentAuthorized;
import io.holdfast.contracts.PaymentState;
import io.holdfast.contracts.PaymentStatus;
import io.holdfast.contracts.SalesTerms;
import io.holdfast.contracts.TierState;
import io.holdfast.contracts.VenueState;
import io.holdfast.messaging.Ids;
import io.holdfast.messaging.MessagePublisher;
import io.holdfast.orders.sale.Sales;
import io.holdfast.testkit.TestBroker;
import io.holdfast.testkit.TestDatabase;
import io.holdfast.testkit.TestIdentity;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.bson.Document;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.data.mongodb.core.MongoTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Replicas of the orders service on a real broker and database; the test plays the other services. */
public final class RunningOrders implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final String database = "orders-" + Ids.random();
    private final HttpClient http = HttpClient.newBuilder()
            .executor(task -> Thread.ofVirtual().start(task))
            .build();
    private final List<ConfigurableApplicationContext> replicas = new ArrayList<>();
    private final List<String> settings;
    private final TestBroker broker;
    private int next;

    public RunningOrders(TestBroker broker, int replicas, String... settings) {
        this.broker = broker;
        this.settings = List.of(settings);
        for (int i = 0; i < replicas; i++) {
            startReplica();
        }
    }

    public void startReplica() {
        startReplica(OrdersApplication.application());
    }

    /** Starts a replica on a machine with this clock. */
    void startReplica(Clock clock) {
        startReplica(OrdersApplication.application()
                .initializers((GenericApplicationContext context) ->
                        context.registerBean("machineClock", Clock.class, () -> clock)));
    }

    private void startReplica(SpringApplicationBuilder application) {
        List<String> args = new ArrayList<>(List.of(
                "--server.port=0",
                // What is asked for at once is decided, however long that takes on a busy machine.
                "--holdfast.orders.decision-wait=2m",
                "--spring.mongodb.uri=" + TestDatabase.shared().uri(database),
                "--holdfast.messaging.servers=" + broker.url(),
                "--holdfast.messaging.streams=orders,inventory,events,payments,expirations,users,guests,links",
                "--holdfast.web.jwks-uri=" + TestIdentity.shared().jwksUri()));
        if (settings.stream().noneMatch(setting -> setting.startsWith("holdfast.orders.hoarding"))) {
            // A few names stand for all buyers of a test.
            args.add("--holdfast.orders.hoarding.units=0");
        }
        settings.forEach(setting -> args.add("--" + setting));
        ConfigurableApplicationContext replica = application.run(args.toArray(String[]::new));
        replicas.add(replica);
        await().until(replica.getBean(MessagePublisher.class)::isConnected);
        // Until it has fetched the keys of sessions once, which may take too long, each request is refused.
        await().until(() -> call(port(replica), "GET", "ada", "/none", null).status() != 503);
    }

    /** Stops all replicas; the database keeps what they stored. */
    public void stopReplicas() {
        replicas.forEach(ConfigurableApplicationContext::close);
        replicas.clear();
    }

    public record Answer(int status, JsonNode body, HttpResponse<byte[]> response) {

        public String code() {
            return body.path("code").asString();
        }

        public String id() {
            return body.path("id").asString();
        }
    }

    /** Publishes an event as events-service would, and waits until it is on sale. */
    public EventState publish(TierState... tiers) {
        return publish(SalesTerms.DEFAULT, tiers);
    }

    /** The same, on the organizer's terms. */
    public EventState publish(SalesTerms terms, TierState... tiers) {
        return publish(terms, "EUR", tiers);
    }

    /** The same, with prices in a currency. */
    public EventState publish(String currency, TierState... tiers) {
        return publish(SalesTerms.DEFAULT, currency, tiers);
    }

    private EventState publish(SalesTerms terms, String currency, TierState... tiers) {
        Instant start = Instant.now().plus(Duration.ofDays(30)).truncatedTo(ChronoUnit.MILLIS);
        EventState event = new EventState(
                Ids.random(),
                "A concert",
                "Loud",
                "music",
                new VenueState("Arena", null, "Vienna", "AT"),
                start,
                start.plus(Duration.ofHours(2)),
                "Europe/Vienna",
                currency,
                null,
                List.of(tiers),
                null,
                null,
                terms,
                "organizer",
                EventStatus.PUBLISHED,
                1);
        publish(new EventPublished(event));
        await().until(() ->
                mongo().getCollection("sales").countDocuments(new Document("_id", event.id()).append("stocked", true))
                        == 1);
        return event;
    }

    /** Publishes a message of another service and waits until the broker has it. */
    public void publish(Message message) {
        replicas.getFirst()
                .getBean(MessagePublisher.class)
                .publish(message)
                .orTimeout(1, TimeUnit.MINUTES)
                .join();
    }

    /** Waits until every replica sells this version of an event or a newer one: each has its own copy, for a second. */
    void awaitSold(EventState event) {
        await().until(() -> replicas.stream()
                .allMatch(replica -> replica.getBean(Sales.class)
                        .recent(event.id())
                        .filter(sale -> sale.event().version() >= event.version())
                        .isPresent()));
    }

    /** Publishes that the payment for an order was authorized at {@code at}. */
    public void authorize(JsonNode order, Instant at) {
        publish(new PaymentAuthorized(new PaymentState(
                Ids.derived("payment", order.path("id").asString()),
                order.path("id").asString(),
                "buyer",
                PaymentStatus.AUTHORIZED,
                order.path("total").asLong(),
                order.path("currency").asString(),
                at,
                null,
                0,
                2)));
    }

    public Answer order(String user, String eventId, Map<String, Integer> quantities, String... headers) {
        List<Map<String, Object>> items = quantities.entrySet().stream()
                .map(item -> Map.<String, Object>of("tierId", item.getKey(), "quantity", item.getValue()))
                .toList();
        return call("POST", user, "", Map.of("eventId", eventId, "items", items), headers);
    }

    public Answer get(String user, String path) {
        return call("GET", user, path, null);
    }

    public Answer delete(String user, String id) {
        return call("DELETE", user, "/" + id, null);
    }

    /** Calls a replica, another one each time. A null body is none, a string is sent as it is, anything else as JSON. */
    public Answer call(String method, String user, String path, Object body, String... headers) {
        return call(nextPort(), method, user, path, body, headers);
    }

    private Answer call(int port, String method, String user, String path, Object body, String... headers) {
        byte[] bytes = body == null
                ? new byte[0]
                : body instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : JSON.writeValueAsBytes(body);
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/api/orders" + path))
                .header("Authorization", TestIdentity.shared().bearer(user))
                .timeout(Duration.ofMinutes(3))
                .method(method, HttpRequest.BodyPublishers.ofByteArray(bytes));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            boolean json = response.headers()
                    .firstValue("Content-Type")
                    .filter(type -> type.contains("json"))
                    .isPresent();
            JsonNode tree = json ? JSON.readTree(response.body()) : JSON.createObjectNode();
            return new Answer(response.statusCode(), tree, response);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What a stream of Server-Sent Events of a replica, another one each time, begins with. */
    public JsonNode firstOf(String user, String path) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + nextPort() + "/api/orders" + path))
                .header("Authorization", TestIdentity.shared().bearer(user))
                .header("Accept", "text/event-stream")
                .build();
        try (Stream<String> lines =
                http.send(request, HttpResponse.BodyHandlers.ofLines()).body()) {
            return lines.filter(line -> line.startsWith("data:"))
                    .map(line -> JSON.readTree(line.substring("data:".length())))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private synchronized int nextPort() {
        return port(replicas.get(next++ % replicas.size()));
    }

    private static int port(ConfigurableApplicationContext replica) {
        return ((WebServerApplicationContext) replica).getWebServer().getPort();
    }

    public MongoTemplate mongo() {
        return bean(MongoTemplate.class);
    }

    /** A component of the first replica. */
    public <T> T bean(Class<T> type) {
        return replicas.getFirst().getBean(type);
    }

    /** The counts of a tier; fails unless each block's counts are those of its holders (I1), and each holder's order names the block and is not over (I2). */
    public Counts audit(EventState event, String tierId) {
        MongoCollection<Document> orders = mongo().getCollection("orders");
        int free = 0;
        int held = 0;
        int sold = 0;
        for (Document block :
                mongo().getCollection("blocks").find(new Document("event", event.id()).append("tier", tierId))) {
            int heldHere = 0;
            int soldHere = 0;
            for (Map.Entry<String, Object> holder :
                    block.get("holders", Document.class).entrySet()) {
                Document entry = (Document) holder.getValue();
                int units = entry.getInteger("units");
                boolean isSold = entry.getBoolean("sold", false);
                heldHere += isSold ? 0 : units;
                soldHere += isSold ? units : 0;
                Document order =
                        orders.find(new Document("_id", holder.getKey())).first();
                require(order != null, "a holder without an order: " + holder.getKey());
                List<Document> given = givenBack(order, block.getString("_id"));
                Document part = new Document("block", block.getString("_id")).append("units", units + given.size());
                List<Integer> seats = entry.getList("seats", Integer.class, List.of());
                if (!seats.isEmpty()) {
                    part.append("seats", withSeatsOf(given, seats));
                }
                seats.forEach(seat -> require(
                        holder.getKey()
                                .equals(block.get("seats", Document.class).getString(seat.toString())),
                        "seat " + seat + " of " + block));
                require(
                        order.getList("allocation", Document.class, List.of()).contains(part),
                        "an order that does not name block " + block.getString("_id"));
                OrderStatus status = OrderStatus.valueOf(order.getString("status"));
                require(
                        status == (isSold ? OrderStatus.COMPLETED : OrderStatus.AWAITING_PAYMENT),
                        "units of an order that is " + status);
            }
            require(heldHere == block.getInteger("held"), "held of " + block);
            require(soldHere == block.getInteger("sold"), "sold of " + block);
            require(
                    heldHere + soldHere + block.getInteger("free") == block.getInteger("capacity"),
                    "the sum of " + block);
            require(block.getInteger("free") >= 0, "free of " + block);
            free += block.getInteger("free");
            held += heldHere;
            sold += soldHere;
        }
        return new Counts(free, held, sold);
    }

    /** The units of a block that an order named and gave back, each of one ticket. */
    private static List<Document> givenBack(Document order, String blockId) {
        return order.getList("ended", Document.class, List.of()).stream()
                .map(ended -> ended.get("unit", Document.class))
                .filter(unit -> unit.getString("block").equals(blockId))
                .toList();
    }

    private static List<Integer> withSeatsOf(List<Document> given, List<Integer> seats) {
        return Stream.concat(
                        seats.stream(),
                        given.stream().flatMap(unit -> unit.getList("seats", Integer.class, List.of()).stream()))
                .sorted()
                .toList();
    }

    public record Counts(int free, int held, int sold) {}

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new AssertionError("Wrong: " + what);
        }
    }

    @Override
    public void close() {
        replicas.forEach(ConfigurableApplicationContext::close);
        http.close();
    }
}
