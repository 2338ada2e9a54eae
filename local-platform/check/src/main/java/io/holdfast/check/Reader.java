package io.holdfast.check;

import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Projections;
import io.holdfast.check.World.Block;
import io.holdfast.check.World.Charge;
import io.holdfast.check.World.Copy;
import io.holdfast.check.World.Event;
import io.holdfast.check.World.Holder;
import io.holdfast.check.World.Order;
import io.holdfast.check.World.Part;
import io.holdfast.check.World.Payment;
import io.holdfast.check.World.Sale;
import io.holdfast.check.World.Shown;
import io.holdfast.check.World.Timer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.json.JsonParseException;

/**
 * Reads the world out of the databases: copies before what they are copies of, so that a copy which is ahead was never in
 * order.
 */
final class Reader {

    private static final int BATCH = 1_000;
    private static final int IDS_TOGETHER = 500;

    private final Databases databases;
    private final OutboxRules outboxes;
    private final Verdict verdict;
    private final Scope scope;
    private final World world = new World();

    private Reader(Databases databases, OutboxRules outboxes, Verdict verdict, Scope scope) {
        this.databases = databases;
        this.outboxes = outboxes;
        this.verdict = verdict;
        this.scope = scope;
    }

    /** What cannot be understood, and what outboxes have wrong, goes into the verdict at once. */
    static World read(Databases databases, OutboxRules outboxes, Verdict verdict, Scope scope) {
        try {
            return new Reader(databases, outboxes, verdict, scope).read();
        } catch (MongoException e) {
            throw new CannotLook("A database stopped answering: " + e.getMessage(), e);
        }
    }

    private World read() {
        databases.find("expiration").ifPresent(this::readTimers);
        databases.find("payments").ifPresent(this::readPayments);
        databases.find("orders").ifPresent(this::readOrders);
        databases.find("events").ifPresent(this::readEvents);
        databases.find("auth").ifPresent(this::readAccounts);
        return world;
    }

    private void readTimers(MongoDatabase database) {
        world.read.add("expiration");
        List<String> ids = new ArrayList<>();
        scope.orders().forEach(id -> ids.add("hold-" + id));
        scope.events().forEach(id -> ids.addAll(List.of("sales-" + id, "end-" + id)));
        ofIds(database, "timers", "_id", ids, timer -> {
            outboxes.judge("timer", "expirations", timer);
            world.timers.put(
                    timer.id(),
                    new Timer(
                            timer.id(),
                            timer.text("kind"),
                            timer.text("subjectId"),
                            timer.text("state"),
                            timer.number("source")));
            timer.findInstant("changedAt").ifPresent(world::notice);
        });
        world.looked.put("timers", (long) world.timers.size());
    }

    private void readPayments(MongoDatabase database) {
        world.read.add("payments");
        ofIds(database, "orders", "_id", scope.orders(), copy -> world.copies.put(copy.id(), copy(copy)));
        ofIds(database, "sandbox_charges", "orderId", scope.orders(), charge -> {
            world.charges.put(charge.id(), charge(charge));
        });
        ofIds(database, "payments", "orderId", scope.orders(), payment -> {
            outboxes.judge("payment", "payments", payment);
            Payment read = payment(payment);
            world.payments.put(read.id(), read);
            world.notice(read.since());
        });
        ofIds(database, "ledger", "paymentId", world.payments.keySet(), entry -> {
            LedgerRules.read(entry, world, verdict);
        });
        world.looked.put("payments", (long) world.payments.size());
        world.looked.put("ledger entries", world.entries);
        world.looked.put("charges", (long) world.charges.size());
    }

    private static Copy copy(Raw copy) {
        return new Copy(
                copy.id(),
                copy.number("version"),
                copy.text("status"),
                copy.number("total"),
                copy.find("paymentId").orElse(null));
    }

    private static Charge charge(Raw charge) {
        String status = charge.text("status");
        long amount = charge.number("amount");
        return new Charge(
                charge.id(),
                charge.text("paymentId"),
                charge.text("orderId"),
                status,
                amount,
                charge.number("refunded", status.equals("REFUNDED") ? amount : 0));
    }

    private static Payment payment(Raw payment) {
        String status = payment.text("status");
        long amount = payment.number("amount");
        List<Raw> history = payment.list("history");
        return new Payment(
                payment.id(),
                payment.text("orderId"),
                payment.number("version"),
                status,
                amount,
                payment.number("refunded", status.equals("REFUNDED") ? amount : 0),
                payment.text("currency"),
                payment.part("work").map(work -> work.text("kind")).orElse(null),
                payment.part("attempt")
                        .flatMap(attempt -> attempt.find("reference"))
                        .orElse(null),
                status.equals("CAPTURED")
                        || history.stream().anyMatch(step -> step.text("status").equals("CAPTURED")),
                history.stream().anyMatch(step -> step.has("moved")),
                !payment.has("unbooked"),
                latest(history, payment.instant("createdAt")));
    }

    private void readOrders(MongoDatabase database) {
        world.read.add("orders");
        ofIds(database, "sales", "_id", scope.events(), sale -> world.sales.put(sale.id(), sale(sale)));
        Bson fields = Projections.include(
                "version",
                "status",
                "void",
                "eventId",
                "lines",
                "total",
                "refunded",
                "moneyBack",
                "currency",
                "createdAt",
                "paymentId",
                "allocation",
                "history",
                "tickets",
                "outbox");
        ofIds(database, "orders", "_id", scope.orders(), fields, this::readOrder);
        readBatches(database);
        Collection<String> events = new ArrayList<>(scope.events());
        scope.events().forEach(id -> events.add(id + World.ALLOWANCE));
        ofIds(database, "blocks", "event", events, block -> world.blocks.put(block.id(), block(block)));
        world.looked.put("orders", (long) world.orders.size());
        world.looked.put("blocks", (long) world.blocks.size());
        world.looked.put(
                "units",
                world.blocks.values().stream().mapToLong(Block::capacity).sum());
        readOtherOutboxes(database, "orders", Set.of("orders", "blocks"));
    }

    /** After the orders: whoever leaves something to a batch was listed there before. */
    private void readBatches(MongoDatabase database) {
        List<Raw> batches = new ArrayList<>();
        someOf(database, "order_batches", "ids", outboxes.leftToBatches(), new Document(), batches::add);
        outboxes.judgeBatches(batches);
    }

    private static Sale sale(Raw sale) {
        Map<String, Long> capacity = new HashMap<>();
        Raw body = new Raw(Document.parse(sale.text("body")));
        for (Raw tier : body.part("event").orElse(body).list("tiers")) {
            capacity.put(tier.id(), tier.number("capacity"));
        }
        return new Sale(sale.id(), sale.number("version"), capacity);
    }

    private void readOrder(Raw order) {
        Order read = order(order);
        world.orders.put(read.id(), read);
        world.notice(read.since());
        if (read.voided()) {
            return;
        }
        outboxes.judge("order", "orders", order);
        for (Raw ticket : order.list("tickets")) {
            String other = world.codes.put(ticket.text("code"), read.id());
            if (other != null) {
                verdict.wrong(
                        "I2",
                        "ticket code %s is on tickets of order %s and of order %s"
                                .formatted(ticket.text("code"), other, read.id()));
            }
        }
    }

    private static Order order(Raw order) {
        if (order.flag("void")) {
            return new Order(
                    order.id(),
                    true,
                    0,
                    order.text("status"),
                    "",
                    0,
                    0,
                    0,
                    "",
                    null,
                    Map.of(),
                    List.of(),
                    0,
                    false,
                    order.instant("createdAt"));
        }
        Map<String, Long> units = new LinkedHashMap<>();
        order.list("lines")
                .forEach(line -> units.merge(line.text("tier").intern(), line.number("quantity"), Long::sum));
        List<Part> parts = order.list("allocation").stream()
                .map(part -> new Part(part.text("block").intern(), part.number("units"), part.texts("seats")))
                .toList();
        List<Raw> history = order.list("history");
        String status = order.text("status").intern();
        return new Order(
                order.id(),
                false,
                order.number("version"),
                status,
                order.text("eventId").intern(),
                order.number("total"),
                order.number("refunded", 0),
                order.number("moneyBack", 0),
                order.text("currency").intern(),
                order.find("paymentId").orElse(null),
                units,
                parts,
                order.list("tickets").size(),
                status.equals("COMPLETED")
                        || history.stream().anyMatch(step -> step.text("status").equals("COMPLETED")),
                latest(history, order.instant("createdAt")));
    }

    private static Block block(Raw block) {
        Map<String, Holder> holders = new HashMap<>();
        block.parts("holders")
                .forEach((order, holder) -> holders.put(
                        order,
                        new Holder(
                                holder.number("units"),
                                holder.flag("sold"),
                                holder.instant("since"),
                                holder.texts("seats"))));
        Map<String, String> seats = new HashMap<>();
        block.part("seats").ifPresent(all -> all.document().forEach((seat, order) -> seats.put(seat, "" + order)));
        return new Block(
                block.id(),
                block.text("event").intern(),
                block.find("tier").orElse("").intern(),
                block.number("capacity"),
                block.number("free"),
                block.number("held"),
                block.number("sold"),
                block.number("version"),
                holders,
                seats);
    }

    private void readEvents(MongoDatabase database) {
        world.read.add("events");
        ofIds(database, "availability", "_id", scope.events(), shown -> world.shown.put(shown.id(), shown(shown)));
        ofIds(database, "events", "_id", scope.events(), event -> {
            outboxes.judge("event", "events", event);
            world.events.put(event.id(), event(event));
        });
        world.looked.put("events", (long) world.events.size());
        readOtherOutboxes(database, "events", Set.of("events", "availability"));
    }

    private static Shown shown(Raw shown) {
        Map<String, List<Long>> tiers = new HashMap<>();
        for (Raw tier : shown.list("tiers")) {
            tiers.put(
                    tier.text("tierId"),
                    List.of(tier.number("capacity"), tier.number("free"), tier.number("held"), tier.number("sold")));
        }
        return new Shown(shown.id(), shown.number("version"), tiers);
    }

    private static Event event(Raw event) {
        Map<String, Long> capacity = new HashMap<>();
        for (Raw tier : event.part("details").orElse(event).list("tiers")) {
            capacity.put(tier.id(), tier.number("capacity"));
        }
        // A change that waits for the inventory's answer lies in the document until it is decided.
        boolean proposing = event.document().entrySet().stream()
                .anyMatch(field -> field.getKey().startsWith("propos") && field.getValue() != null);
        return new Event(event.id(), event.number("version"), event.text("status"), capacity, proposing);
    }

    private void readAccounts(MongoDatabase database) {
        world.read.add("auth");
        if (scope.everything()) {
            world.looked.put("accounts", database.getCollection("accounts").countDocuments());
            readOtherOutboxes(database, "users", Set.of("accounts"));
        }
    }

    /** Whatever else announces something. */
    private void readOtherOutboxes(MongoDatabase database, String stream, Set<String> known) {
        if (!scope.everything()) {
            return;
        }
        for (String collection : database.listCollectionNames()) {
            Document example = known.contains(collection)
                    ? null
                    : database.getCollection(collection).find().first();
            if (example != null && example.containsKey("outbox")) {
                all(database, collection, new Document(), new Document(), document -> {
                    outboxes.judge(collection, stream, document);
                });
            }
        }
    }

    private void ofIds(
            MongoDatabase database, String collection, String field, Collection<String> ids, Consumer<Raw> reading) {
        ofIds(database, collection, field, ids, new Document(), reading);
    }

    private void ofIds(
            MongoDatabase database,
            String collection,
            String field,
            Collection<String> ids,
            Bson fields,
            Consumer<Raw> reading) {
        if (scope.everything()) {
            all(database, collection, new Document(), fields, reading);
            return;
        }
        someOf(database, collection, field, ids, fields, reading);
    }

    private void someOf(
            MongoDatabase database,
            String collection,
            String field,
            Collection<String> ids,
            Bson fields,
            Consumer<Raw> reading) {
        List<String> rest = List.copyOf(ids);
        for (int from = 0; from < rest.size(); from += IDS_TOGETHER) {
            List<String> some = rest.subList(from, Math.min(rest.size(), from + IDS_TOGETHER));
            all(database, collection, new Document(field, new Document("$in", some)), fields, reading);
        }
    }

    private void all(MongoDatabase database, String collection, Bson which, Bson fields, Consumer<Raw> reading) {
        for (Document document : database.getCollection(collection)
                .find(which)
                .projection(fields)
                .batchSize(BATCH)) {
            try {
                reading.accept(new Raw(document));
            } catch (Raw.Unreadable | JsonParseException | IllegalArgumentException e) {
                verdict.wrong(
                        "unreadable",
                        "%s/%s %s: %s".formatted(database.getName(), collection, document.get("_id"), e.getMessage()));
            }
        }
    }

    private static Instant latest(List<Raw> history, Instant first) {
        return history.stream()
                .flatMap(step -> step.findInstant("at").stream())
                .reduce(first, (a, b) -> a.isAfter(b) ? a : b);
    }
}
