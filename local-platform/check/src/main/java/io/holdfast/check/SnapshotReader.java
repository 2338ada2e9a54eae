package io.holdfast.check;

import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Projections;
import io.holdfast.check.Snapshot.Block;
import io.holdfast.check.Snapshot.Order;
import io.holdfast.check.Snapshot.Payment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * Reads a snapshot out of the databases. Copies are read before their originals, so that a copy that is ahead of its original is
 * always a mistake.
 */
final class SnapshotReader {

    /** The fields of an order that the rules need. */
    private static final Bson ORDER_FIELDS = Projections.include(
            "version",
            "status",
            "void",
            "voidOf",
            "buyer",
            "guest",
            "address",
            "eventId",
            "lines",
            "total",
            "refunded",
            "moneyBack",
            "moneyBackVersion",
            "dispute",
            "disputes",
            "disputesVersion",
            "disputeLostSince",
            "currency",
            "reason",
            "event",
            "receiptsOf",
            "createdAt",
            "expiresAt",
            "paymentId",
            "allocation",
            "ended",
            "owesUnits",
            "history",
            "tickets",
            "codes",
            "doorVersion",
            "admitted",
            "outbox");

    private final Databases databases;
    private final OutboxRules outboxes;
    private final Findings findings;
    private final Scope scope;
    private final DocumentReader documents;
    private final Snapshot snapshot = new Snapshot();

    private SnapshotReader(Databases databases, OutboxRules outboxes, Findings findings, Scope scope) {
        this.databases = databases;
        this.outboxes = outboxes;
        this.findings = findings;
        this.scope = scope;
        this.documents = new DocumentReader(findings, scope);
    }

    /** Reads a snapshot. Documents that cannot be understood, and mistakes in outboxes, are added to the findings at once. */
    static Snapshot read(Databases databases, OutboxRules outboxes, Findings findings, Scope scope) {
        try {
            return new SnapshotReader(databases, outboxes, findings, scope).read();
        } catch (MongoException e) {
            throw new CommandFailed("A database stopped answering: " + e.getMessage(), e);
        }
    }

    private Snapshot read() {
        databases.find("expiration").ifPresent(this::readTimers);
        databases.find("payments").ifPresent(this::readPayments);
        databases.find("orders").ifPresent(this::readOrders);
        databases.find("events").ifPresent(this::readEvents);
        databases.find("auth").ifPresent(this::readAccounts);
        return snapshot;
    }

    private void readTimers(MongoDatabase database) {
        snapshot.read.add("expiration");
        List<String> ids = new ArrayList<>();
        scope.orders().forEach(id -> ids.add("hold-" + id));
        scope.events().forEach(id -> ids.addAll(List.of("sales-" + id, "end-" + id)));
        documents.read(database, "timers", "_id", ids, timer -> {
            outboxes.check("timer", "expirations", timer);
            snapshot.timers.put(timer.id(), SnapshotParser.timer(timer));
            timer.findInstant("changedAt").ifPresent(snapshot::sawWriteAt);
        });
        snapshot.looked.put("timers", (long) snapshot.timers.size());
    }

    private void readPayments(MongoDatabase database) {
        snapshot.read.add("payments");
        documents.read(
                database,
                "orders",
                "_id",
                scope.orders(),
                copy -> snapshot.copies.put(copy.id(), SnapshotParser.copy(copy)));
        documents.readAll(
                database,
                "migrations",
                migration -> snapshot.allDisputesReported |= migration.id().equals("reported-disputes"));
        documents.read(database, "sandbox_charges", "orderId", scope.orders(), charge -> {
            snapshot.charges.put(charge.id(), SnapshotParser.charge(charge));
        });
        documents.read(database, "payments", "orderId", scope.orders(), payment -> {
            outboxes.check("payment", "payments", payment);
            Payment read = SnapshotParser.payment(payment);
            snapshot.payments.put(read.id(), read);
            snapshot.sawWriteAt(read.since());
        });
        documents.read(database, "ledger", "paymentId", snapshot.payments.keySet(), entry -> {
            LedgerRules.read(entry, snapshot, findings);
        });
        snapshot.looked.put("payments", (long) snapshot.payments.size());
        snapshot.looked.put("ledger entries", snapshot.ledgerEntries);
        snapshot.looked.put("charges", (long) snapshot.charges.size());
    }

    private void readOrders(MongoDatabase database) {
        snapshot.read.add("orders");
        documents.read(
                database,
                "sales",
                "_id",
                scope.events(),
                sale -> snapshot.sales.put(sale.id(), SnapshotParser.sale(sale)));
        documents.read(database, "refusals", "event", scope.events(), refusal -> {
            snapshot.refusals.add(SnapshotParser.refusal(refusal));
        });
        documents.read(database, "cancellations", "_id", scope.events(), cancellation -> {
            snapshot.cancellations.put(cancellation.id(), cancellation.instant("since"));
        });
        // All of them, since their numbers are compared; before the orders that they are about.
        documents.readAll(database, "receipts", receipt -> snapshot.receipts.add(SnapshotParser.receipt(receipt)));
        documents.read(database, "orders", "_id", scope.orders(), ORDER_FIELDS, this::readOrder);
        readWaitingRooms(database);
        readBatches(database);
        Collection<String> events = new ArrayList<>(scope.events());
        scope.events().forEach(id -> events.add(id + Snapshot.ALLOWANCE));
        documents.read(
                database,
                "blocks",
                "event",
                events,
                block -> snapshot.blocks.put(block.id(), SnapshotParser.block(block)));
        snapshot.looked.put("orders", (long) snapshot.orders.size());
        snapshot.looked.put("receipts", (long) snapshot.receipts.size());
        snapshot.looked.put("blocks", (long) snapshot.blocks.size());
        snapshot.looked.put(
                "units",
                snapshot.blocks.values().stream().mapToLong(Block::capacity).sum());
        readOtherOutboxes(database, "orders", Set.of("orders", "blocks"));
    }

    /** Read after the orders, which are admitted before they are placed, and pages after the rooms, which admit what is on them. */
    private void readWaitingRooms(MongoDatabase database) {
        documents.read(
                database,
                "waiting_rooms",
                "_id",
                scope.events(),
                room -> snapshot.waitingRooms.put(room.id(), SnapshotParser.waitingRoom(room)));
        documents.read(database, "waiting_pages", "event", scope.events(), page -> {
            snapshot.waitingPages
                    .computeIfAbsent(page.text("event"), event -> new ArrayList<>())
                    .add(SnapshotParser.waitingPage(page));
        });
        documents.read(
                database,
                "waiting_orders",
                "_id",
                scope.orders(),
                admitted -> snapshot.admittedOrders.put(admitted.id(), admitted.text("entry")));
    }

    /** Read after the orders: an order is listed in its batch before it leaves its announcement to it. */
    private void readBatches(MongoDatabase database) {
        List<StoredDocument> batches = new ArrayList<>();
        documents.readOnly(database, "order_batches", "ids", outboxes.leftToBatches(), batches::add);
        outboxes.checkBatches(batches);
    }

    private void readOrder(StoredDocument order) {
        Order read = SnapshotParser.order(order);
        snapshot.orders.put(read.id(), read);
        snapshot.sawWriteAt(read.since());
        if (read.voided()) {
            return;
        }
        outboxes.check("order", "orders", order);
        for (StoredDocument ticket : order.list("tickets")) {
            String other = snapshot.codes.put(ticket.text("code"), read.id());
            if (other != null) {
                findings.wrong(
                        "I2",
                        "ticket code %s is on tickets of order %s and of order %s"
                                .formatted(ticket.text("code"), other, read.id()));
            }
        }
    }

    private void readEvents(MongoDatabase database) {
        snapshot.read.add("events");
        documents.read(
                database,
                "availability",
                "_id",
                scope.events(),
                shown -> snapshot.availability.put(shown.id(), SnapshotParser.availability(shown)));
        documents.read(database, "events", "_id", scope.events(), event -> {
            outboxes.check("event", "events", event);
            snapshot.events.put(event.id(), SnapshotParser.event(event));
        });
        snapshot.looked.put("events", (long) snapshot.events.size());
        readOtherOutboxes(database, "events", Set.of("events", "availability"));
    }

    private void readAccounts(MongoDatabase database) {
        snapshot.read.add("auth");
        if (scope.everything()) {
            snapshot.looked.put("accounts", database.getCollection("accounts").countDocuments());
            // Accounts that were never announced have no version, and are left out.
            documents.readAll(database, "accounts", account -> outboxes.check("account", "users", account));
            readOtherOutboxes(database, "users", Set.of("accounts"));
        }
    }

    /** Checks the outboxes of all other collections that have some. */
    private void readOtherOutboxes(MongoDatabase database, String stream, Set<String> known) {
        if (!scope.everything()) {
            return;
        }
        for (String collection : database.listCollectionNames()) {
            Document example = known.contains(collection)
                    ? null
                    : database.getCollection(collection).find().first();
            if (example != null && example.containsKey("outbox")) {
                documents.readAll(database, collection, document -> {
                    outboxes.check(collection, stream, document);
                });
            }
        }
    }
}
