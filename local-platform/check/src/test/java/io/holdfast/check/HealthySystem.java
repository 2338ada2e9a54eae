package io.holdfast.check;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import io.holdfast.testkit.TestBroker;
import io.holdfast.testkit.TestDatabase;
import io.nats.client.Connection;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsMessage;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * A small system without any damage, as it is stored in databases and streams: one event with standing room and a row of seats, and
 * one order for each way an order can end.
 */
final class HealthySystem implements AutoCloseable {

    static final String EVENT = "ev1";
    static final String FIRST = EVENT + "/hall/0";
    static final String SECOND = EVENT + "/hall/1";
    static final String ROW = EVENT + "/stalls/A.1";
    static final String ALLOWANCE = EVENT + "/@/alice";

    /** Two units of {@link #FIRST} and seat A-1, paid. */
    static final String PAID = "order-paid";
    /** One unit of {@link #SECOND}, not paid yet. */
    static final String HELD = "order-held";

    static final String EXPIRED = "order-expired";
    static final String SOLD_BACK = "order-sold-back";
    /** One unit of {@link #FIRST}, paid, of which a part went back. */
    static final String IN_PART = "order-in-part";

    private static final Map<String, List<String>> CONSUMERS = Map.of(
            "orders", List.of("payments-service", "expiration", "orders-receipts"),
            "events", List.of("orders-catalogue", "expiration"),
            "payments", List.of("orders"),
            "expirations", List.of("orders", "events"),
            "dead-letters-some-service", List.of());

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private final String name = "check-" + Long.toString(System.nanoTime(), 36) + "-";
    private final TestBroker broker = TestBroker.start();
    private final Connection nats;
    private final MongoClient client;
    /** The sequence of each message; null for one that a test has deleted. */
    private final Map<String, Long> sequences = new HashMap<>();
    /** Messages that tests have added: {@code stream:sequence}. */
    private final List<String> added = new ArrayList<>();

    HealthySystem() throws Exception {
        this.nats = TestBroker.connect(broker.url());
        this.client = MongoClients.create(TestDatabase.shared().uri("check"));
        for (String stream : CONSUMERS.keySet()) {
            nats.jetStreamManagement()
                    .addStream(StreamConfiguration.builder()
                            .name(stream)
                            .subjects(stream + ".>")
                            .storageType(StorageType.File)
                            .build());
        }
        write();
        acknowledgeAll();
    }

    SystemAddresses systems(boolean running) {
        Map<String, String> uris = new HashMap<>();
        SystemAddresses.SERVICES.forEach(
                service -> uris.put(service, TestDatabase.shared().uri(name + service)));
        return new SystemAddresses(uris, broker.url(), running);
    }

    MongoCollection<Document> collection(String service, String collection) {
        return database(service).getCollection(collection);
    }

    private MongoDatabase database(String service) {
        return client.getDatabase(name + service);
    }

    /** Brings back every document and every message as they were at first. */
    void reset() throws Exception {
        for (String service : SystemAddresses.SERVICES) {
            for (String collection : database(service).listCollectionNames()) {
                collection(service, collection).deleteMany(new Document());
            }
        }
        for (String one : added) {
            String[] place = one.split(":");
            nats.jetStreamManagement().deleteMessage(place[0], Long.parseLong(place[1]));
        }
        added.clear();
        boolean deleted = sequences.containsValue(null);
        write();
        if (deleted) {
            acknowledgeAll();
        }
    }

    void insert(String service, String collection, Document document) {
        collection(service, collection).insertOne(document);
    }

    void set(String service, String collection, String id, String field, Object value) {
        change(service, collection, id, new Document("$set", new Document(field, value)));
    }

    /** Stores that a claim of units was refused just now, at this version of the event. */
    void refuse(String tier, int units, long version) {
        refuse(new Document("tier", tier), units, version);
    }

    /** Stores that these seats were refused just now. */
    void refuseSeats(String tier, String... seats) {
        refuse(new Document("tier", tier).append("seats", List.of(seats)), seats.length, 1);
    }

    /** Stores that units of the event were refused just now to alice, who may have so many. */
    void refuseByLimit(int units, int most) {
        refuse(new Document("buyer", "alice").append("most", most), units, 1);
    }

    private void refuse(Document what, int units, long version) {
        Document refusal = new Document("_id", EVENT + "/" + what.hashCode() + "/" + units)
                .append("event", EVENT)
                .append("units", units)
                .append("version", version)
                .append("from", Date.from(now))
                .append("at", Date.from(now));
        refusal.putAll(what);
        collection("orders", "refusals").insertOne(refusal);
    }

    void change(String service, String collection, String id, Document update) {
        long matched = collection(service, collection)
                .updateOne(new Document("_id", id), update)
                .getMatchedCount();
        if (matched != 1) {
            throw new IllegalArgumentException("There is no %s/%s %s".formatted(service, collection, id));
        }
    }

    void remove(String service, String collection, String id) {
        if (collection(service, collection).deleteOne(new Document("_id", id)).getDeletedCount() != 1) {
            throw new IllegalArgumentException("There is no %s/%s %s".formatted(service, collection, id));
        }
    }

    /** Publishes a message that the healthy system does not have. */
    void publish(String stream, String fact, String aggregate, long version) throws Exception {
        added.add(stream + ":" + send(stream, fact, aggregate, version));
    }

    /** Deletes a message from its stream. */
    void deleteMessage(String stream, String aggregate, long version) throws Exception {
        nats.jetStreamManagement().deleteMessage(stream, sequences.put(key(stream, aggregate, version), null));
    }

    /**
     * Leaves an announcement to a batch.
     *
     * @param mark how the batch is marked as published; null for no batch at all
     */
    void leaveToBatch(String order, long version, @Nullable Document mark) {
        String entry = "outbox.entries." + version;
        change(
                "orders",
                "orders",
                order,
                new Document("$set", new Document(entry + ".inBatch", true))
                        .append("$unset", new Document(entry + ".sequence", "").append(entry + ".publishedAt", "")));
        if (mark != null) {
            Document batch =
                    new Document("_id", "batch").append("ids", List.of(order)).append("at", new Date());
            batch.putAll(mark);
            collection("orders", "order_batches").insertOne(batch);
        }
    }

    void addDeadLetter(String consumer, String subject, String error) throws Exception {
        Headers headers = new Headers()
                .put("Holdfast-Consumer", consumer)
                .put("Holdfast-Subject", subject)
                .put("Holdfast-Error", error);
        long sequence = nats.jetStream()
                .publish(NatsMessage.builder()
                        .subject("dead-letters-some-service." + consumer + "." + subject)
                        .headers(headers)
                        .build())
                .getSeqno();
        added.add("dead-letters-some-service:" + sequence);
    }

    /** Lets every consumer acknowledge everything there is for it. */
    void acknowledgeAll() throws Exception {
        for (Map.Entry<String, List<String>> stream : CONSUMERS.entrySet()) {
            for (String consumer : stream.getValue()) {
                acknowledgeAll(stream.getKey(), consumer);
            }
        }
    }

    private void acknowledgeAll(String stream, String consumer) throws Exception {
        JetStreamSubscription subscription = nats.jetStream()
                .subscribe(
                        stream + ".>",
                        PullSubscribeOptions.builder().stream(stream)
                                .configuration(ConsumerConfiguration.builder()
                                        .durable(consumer)
                                        .build())
                                .build());
        while (subscription.getConsumerInfo().getNumPending() > 0) {
            int pending = (int) subscription.getConsumerInfo().getNumPending();
            List<Message> messages = subscription.fetch(pending, TIMEOUT);
            if (messages.isEmpty()) {
                throw new IllegalStateException("Consumer %s of stream %s does not answer".formatted(consumer, stream));
            }
            for (Message message : messages) {
                message.ackSync(TIMEOUT);
            }
        }
        subscription.unsubscribe();
    }

    @Override
    public void close() {
        SystemAddresses.SERVICES.forEach(service -> database(service).drop());
        client.close();
        try {
            nats.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        broker.stop();
    }

    private void write() throws Exception {
        event();
        order(
                PAID,
                3_000,
                List.of("placed", "completed"),
                "COMPLETED",
                0,
                part(FIRST, 2),
                part(ROW, 1, 1),
                part(ALLOWANCE, 3));
        order(HELD, 1_000, List.of("placed"), "AWAITING_PAYMENT", 0, part(SECOND, 1));
        order(EXPIRED, 1_000, List.of("placed", "expired"), "EXPIRED", 0, part(SECOND, 1));
        order(SOLD_BACK, 1_000, List.of("placed", "completed", "sold-back"), "SOLD_BACK", 1_000, part(SECOND, 1));
        order(IN_PART, 1_000, List.of("placed", "completed", "refunded"), "COMPLETED", 400, part(FIRST, 1));
        insert("payments", "migrations", new Document("_id", "reported-disputes"));
        payment(PAID, 3_000, List.of("authorized", "captured"), "CAPTURED", 0);
        payment(EXPIRED, 1_000, List.of("authorized", "voided"), "VOIDED", 0);
        payment(SOLD_BACK, 1_000, List.of("authorized", "captured", "refunded"), "REFUNDED", 1_000);
        payment(IN_PART, 1_000, List.of("authorized", "captured", "refunded"), "CAPTURED", 400);
        block(FIRST, EVENT, "hall", 64, 61, 0, 3, holders(holder(PAID, 2, true), holder(IN_PART, 1, true)));
        block(SECOND, EVENT, "hall", 6, 5, 1, 0, holders(holder(HELD, 1, false)));
        block(ROW, EVENT, "stalls", 3, 2, 0, 1, holders(holder(PAID, 1, true, 1)));
        set("orders", "blocks", ROW, "seats", new Document("1", PAID));
        block(ALLOWANCE, EVENT + "/@", "", 0, -3, 0, 3, holders(holder(PAID, 3, true)));
    }

    private void event() throws Exception {
        collection("events", "events")
                .insertOne(new Document("_id", EVENT)
                        .append("status", "PUBLISHED")
                        .append("version", 1L)
                        .append("createdAt", Date.from(now))
                        .append(
                                "details",
                                new Document(
                                        "tiers",
                                        List.of(
                                                new Document("_id", "hall").append("capacity", 70),
                                                new Document("_id", "stalls").append("capacity", 3))))
                        .append("outbox", outbox("events", EVENT, List.of("published"))));
        collection("orders", "sales")
                .insertOne(
                        new Document("_id", EVENT)
                                .append("version", 1L)
                                .append(
                                        "body",
                                        "{\"event\":{\"tiers\":[{\"id\":\"hall\",\"capacity\":70},{\"id\":\"stalls\",\"capacity\":3}]}}"));
        collection("events", "availability")
                .insertOne(new Document("_id", EVENT)
                        .append("version", 30L)
                        .append("tiers", List.of(shown("hall", 70, 66, 1, 3), shown("stalls", 3, 2, 0, 1))));
        timer("sales-" + EVENT, "SALES", EVENT, "waiting", 1);
        timer("end-" + EVENT, "END", EVENT, "waiting", 1);
    }

    private static Document shown(String tier, int capacity, int free, int held, int sold) {
        return new Document("tierId", tier)
                .append("capacity", capacity)
                .append("free", free)
                .append("held", held)
                .append("sold", sold);
    }

    private void order(String id, long total, List<String> facts, String status, long refunded, Document... parts)
            throws Exception {
        long version = facts.size();
        List<Document> tickets = new ArrayList<>();
        List<Document> lines = new ArrayList<>();
        for (Document part : parts) {
            String tier = part.getString("block").split("/")[1];
            if (!tier.equals("@")) {
                lines.add(new Document("tier", tier).append("quantity", part.getInteger("units")));
                for (int i = 0; i < part.getInteger("units") && status.equals("COMPLETED"); i++) {
                    tickets.add(new Document("code", id + "-" + tickets.size()));
                }
            }
        }
        List<Document> history = new ArrayList<>();
        facts.forEach(fact -> history.add(
                new Document("status", fact.equals("completed") ? "COMPLETED" : status).append("at", Date.from(now))));
        String payment = facts.contains("completed") ? paymentOf(id) : null;
        collection("orders", "orders")
                .insertOne(new Document("_id", id)
                        .append("version", version)
                        .append("status", status)
                        .append("buyer", "alice")
                        .append("eventId", EVENT)
                        .append("lines", lines)
                        .append("total", total)
                        .append("refunded", refunded)
                        .append("moneyBack", refunded)
                        .append("currency", "EUR")
                        .append("createdAt", Date.from(now))
                        .append("expiresAt", Date.from(now.plus(Duration.ofMinutes(10))))
                        .append("paymentId", payment)
                        .append("allocation", List.of(parts))
                        .append("history", history)
                        .append("tickets", tickets)
                        .append("outbox", outbox("orders", id, facts)));
        collection("payments", "orders")
                .insertOne(new Document("_id", id)
                        .append("version", version)
                        .append("status", status)
                        .append("total", total)
                        .append("paymentId", payment));
        timer("hold-" + id, "HOLD", id, facts.size() == 1 ? "waiting" : "cancelled", version);
    }

    static String paymentOf(String order) {
        return order.replace("order", "payment");
    }

    static String chargeOf(String order) {
        return order.replace("order", "charge");
    }

    private void payment(String order, long amount, List<String> facts, String status, long refunded) throws Exception {
        List<Document> history = new ArrayList<>();
        for (String fact : facts) {
            history.add(new Document("status", fact.equals("captured") ? "CAPTURED" : status)
                    .append("at", Date.from(now))
                    .append("moved", fact.toUpperCase(Locale.ROOT)));
            long moved = fact.equals("refunded") ? refunded : amount;
            book(paymentOf(order) + ":" + history.size(), paymentOf(order), fact, moved);
        }
        collection("payments", "payments")
                .insertOne(new Document("_id", paymentOf(order))
                        .append("orderId", order)
                        .append("status", status)
                        .append("amount", amount)
                        .append("currency", "EUR")
                        .append("refunded", refunded)
                        .append("version", (long) facts.size())
                        .append("createdAt", Date.from(now))
                        .append("history", history)
                        .append("attempt", new Document("number", 1).append("reference", chargeOf(order)))
                        .append("outbox", outbox("payments", paymentOf(order), facts)));
        collection("payments", "sandbox_charges")
                .insertOne(new Document("_id", chargeOf(order))
                        .append("paymentId", paymentOf(order))
                        .append("orderId", order)
                        .append("amount", amount)
                        .append("status", status)
                        .append("refunded", refunded));
    }

    private void book(String id, String payment, String fact, long amount) {
        String from = fact.equals("authorized") ? "buyers" : fact.equals("refunded") ? "refunded" : "authorized";
        String to = fact.equals("voided") || fact.equals("refunded") ? "buyers" : fact;
        book(id, payment, from, to, amount);
    }

    void book(String id, String payment, String from, String to, long amount) {
        collection("payments", "ledger")
                .insertOne(new Document("_id", id)
                        .append("paymentId", payment)
                        .append("currency", "EUR")
                        .append(
                                "postings",
                                List.of(
                                        new Document("account", from).append("amount", -amount),
                                        new Document("account", to).append("amount", amount))));
    }

    private static Document part(String block, int units, Integer... seats) {
        Document part = new Document("block", block).append("units", units);
        return seats.length == 0 ? part : part.append("seats", List.of(seats));
    }

    private Document holder(String order, int units, boolean sold, Integer... seats) {
        Document holder = new Document("units", units).append("since", Date.from(now));
        if (sold) {
            holder.append("sold", true);
        }
        return new Document(order, seats.length == 0 ? holder : holder.append("seats", List.of(seats)));
    }

    private static Document holders(Document... holders) {
        Document all = new Document();
        for (Document holder : holders) {
            all.putAll(holder);
        }
        return all;
    }

    private void block(
            String id, String event, String tier, int capacity, int free, int held, int sold, Document holders) {
        collection("orders", "blocks")
                .insertOne(new Document("_id", id)
                        .append("event", event)
                        .append("tier", tier)
                        .append("capacity", capacity)
                        .append("free", free)
                        .append("held", held)
                        .append("sold", sold)
                        .append("holders", holders)
                        .append("version", 10L));
    }

    private void timer(String id, String kind, String subject, String state, long source) {
        collection("expiration", "timers")
                .insertOne(new Document("_id", id)
                        .append("kind", kind)
                        .append("subjectId", subject)
                        .append("state", state)
                        .append("source", source)
                        .append("version", 0L)
                        .append("changedAt", Date.from(now)));
    }

    /** An outbox with everything published and marked so; publishes only what is not in the stream yet. */
    private Document outbox(String stream, String id, List<String> facts) throws Exception {
        Document entries = new Document();
        for (int i = 0; i < facts.size(); i++) {
            long version = i + 1;
            Long sequence = sequences.get(key(stream, id, version));
            if (sequence == null) {
                sequence = send(stream, facts.get(i), id, version);
                sequences.put(key(stream, id, version), sequence);
            }
            Date after = Date.from(Instant.now());
            entries.append(
                    Long.toString(version),
                    new Document("subject", stream + "." + facts.get(i) + "." + id)
                            .append("body", "{}")
                            .append("at", after)
                            .append("sequence", sequence)
                            .append("publishedAt", after));
        }
        return new Document("entries", entries)
                .append("last", (long) facts.size())
                .append("lastAt", Date.from(now));
    }

    private long send(String stream, String fact, String aggregate, long version) throws Exception {
        Headers headers =
                new Headers().put("Holdfast-Aggregate-Id", aggregate).put("Holdfast-Version", Long.toString(version));
        return nats.jetStream()
                .publish(NatsMessage.builder()
                        .subject(stream + "." + fact + "." + aggregate)
                        .headers(headers)
                        .data("{}")
                        .build())
                .getSeqno();
    }

    private static String key(String stream, String id, long version) {
        return stream + "/" + id + ":" + version;
    }
}
