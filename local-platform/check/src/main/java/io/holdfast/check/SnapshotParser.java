package io.holdfast.check;

import io.holdfast.check.Snapshot.Availability;
import io.holdfast.check.Snapshot.Block;
import io.holdfast.check.Snapshot.Charge;
import io.holdfast.check.Snapshot.Dispute;
import io.holdfast.check.Snapshot.Door;
import io.holdfast.check.Snapshot.Event;
import io.holdfast.check.Snapshot.Holder;
import io.holdfast.check.Snapshot.Notice;
import io.holdfast.check.Snapshot.Order;
import io.holdfast.check.Snapshot.OrderCopy;
import io.holdfast.check.Snapshot.Part;
import io.holdfast.check.Snapshot.Payment;
import io.holdfast.check.Snapshot.Receipt;
import io.holdfast.check.Snapshot.Refusal;
import io.holdfast.check.Snapshot.Reversed;
import io.holdfast.check.Snapshot.Sale;
import io.holdfast.check.Snapshot.Timer;
import io.holdfast.check.Snapshot.WaitingEntry;
import io.holdfast.check.Snapshot.WaitingPage;
import io.holdfast.check.Snapshot.WaitingRoom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;

/** Turns stored documents into what a snapshot has of them. Each throws {@link StoredDocument.Unreadable} for a damaged document. */
final class SnapshotParser {

    private SnapshotParser() {}

    static Timer timer(StoredDocument timer) {
        return new Timer(
                timer.id(),
                timer.text("kind"),
                timer.text("subjectId"),
                timer.text("state"),
                timer.number("source"),
                timer.findInstant("changedAt").orElse(Instant.EPOCH));
    }

    static OrderCopy copy(StoredDocument copy) {
        return new OrderCopy(
                copy.id(),
                copy.number("version"),
                copy.text("status"),
                copy.number("total"),
                copy.find("paymentId").orElse(null));
    }

    static Charge charge(StoredDocument charge) {
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

    static Receipt receipt(StoredDocument receipt) {
        return new Receipt(
                receipt.text("book").intern(),
                receipt.number("number"),
                receipt.text("fact"),
                receipt.text("orderId"),
                receipt.text("kind").equals("CREDIT_NOTE"),
                receipt.number("total"));
    }

    static Payment payment(StoredDocument payment) {
        String status = payment.text("status");
        long amount = payment.number("amount");
        List<StoredDocument> history = payment.list("history");
        return new Payment(
                payment.id(),
                payment.text("orderId"),
                payment.number("version"),
                status,
                amount,
                payment.number("refunded", status.equals("REFUNDED") ? amount : 0),
                payment.number("refundPending", 0)
                        + payment.number("refundFailed", 0)
                        - payment.number("refundSettled", 0)
                        + payment.number("refundEnded", 0),
                payment.number("refundEnded", 0),
                payment.list("reversed").stream().map(SnapshotParser::reversed).toList(),
                payment.find("needsPerson").filter("refund-failed"::equals).isPresent(),
                disputes(payment.list("disputes")),
                payment.text("currency"),
                payment.part("work").map(work -> work.text("kind")).orElse(null),
                payment.part("attempt")
                        .flatMap(attempt -> attempt.find("reference"))
                        .orElse(null),
                status.equals("CAPTURED")
                        || history.stream().anyMatch(step -> step.text("status").equals("CAPTURED")),
                history.stream()
                        .anyMatch(step -> step.find("failure")
                                .filter("captured-by-hand"::equals)
                                .isPresent()),
                history.stream().anyMatch(step -> step.has("moved")),
                !payment.has("unbooked"),
                latest(history, payment.instant("createdAt")));
    }

    static Sale sale(StoredDocument sale) {
        Map<String, Long> capacity = new HashMap<>();
        Map<String, Long> limits = new HashMap<>();
        StoredDocument body = new StoredDocument(Document.parse(sale.text("body")));
        StoredDocument event = body.part("event").orElse(body);
        event.part("terms")
                .filter(terms -> terms.has("maxPerBuyer"))
                .ifPresent(terms -> limits.put("", terms.number("maxPerBuyer")));
        for (StoredDocument tier : event.list("tiers")) {
            capacity.put(tier.id(), tier.number("capacity"));
            if (tier.has("maxPerBuyer")) {
                limits.put(tier.id(), tier.number("maxPerBuyer"));
            }
        }
        return new Sale(
                sale.id(),
                sale.number("version"),
                capacity,
                limits,
                sale.findInstant("limitsSince").orElse(null),
                sale.findInstant("waitingSince").orElse(null),
                notice(sale, event));
    }

    static WaitingRoom waitingRoom(StoredDocument room) {
        return new WaitingRoom(
                room.id(),
                HexFormat.of().formatHex(room.bytes("seed")),
                HexFormat.of().formatHex(room.bytes("pseudonymKey")),
                (int) room.number("admitted"));
    }

    static WaitingPage waitingPage(StoredDocument page) {
        String id = page.id();
        StoredDocument bell = page.part("bell").orElse(null);
        return new WaitingPage(
                Integer.parseInt(id.substring(id.indexOf('/') + 1)),
                page.list("entries").stream()
                        .map(entry -> new WaitingEntry(entry.text("id"), entry.text("visitor"), entry.has("address")))
                        .toList(),
                bell == null ? 0 : (int) bell.number("entries"),
                bell == null ? null : bell.text("root"));
    }

    private static Notice notice(StoredDocument sale, StoredDocument event) {
        return new Notice(
                facts(event),
                sale.part("told").map(SnapshotParser::facts).orElse(""),
                sale.has("noticeDueAt") || sale.has("telling"),
                sale.findInstant("noticeDueAt").orElse(null),
                event.part("terms")
                        .flatMap(terms -> terms.find("returnUntil"))
                        .map(Instant::parse)
                        .orElse(null),
                event.find("status").filter("CANCELLED"::equals).isPresent());
    }

    /** Name, date and place, to be compared; empty where an event has no date. */
    private static String facts(StoredDocument event) {
        if (!event.has("startsAt") || !event.has("endsAt")) {
            return "";
        }
        StoredDocument venue = event.part("venue").orElse(event);
        return String.join(
                        "|",
                        event.find("name").orElse(""),
                        milliseconds(event, "startsAt"),
                        milliseconds(event, "endsAt"),
                        event.find("timezone").orElse(""),
                        venue.find("name").orElse(""),
                        venue.find("address").orElse(""),
                        venue.find("city").orElse(""),
                        venue.find("country").orElse(""))
                .intern();
    }

    private static String milliseconds(StoredDocument event, String field) {
        Instant time = event.findInstant(field).orElseGet(() -> Instant.parse(event.text(field)));
        return Long.toString(time.toEpochMilli());
    }

    static Refusal refusal(StoredDocument refusal) {
        return new Refusal(
                refusal.text("event"),
                refusal.find("tier").orElse(""),
                refusal.number("units"),
                refusal.texts("seats"),
                refusal.find("buyer").orElse(null),
                refusal.number("most", 0),
                refusal.number("version"),
                refusal.instant("from"),
                refusal.instant("at"));
    }

    static Order order(StoredDocument order) {
        if (order.flag("void")) {
            return new Order(
                    order.id(),
                    true,
                    0,
                    order.text("status"),
                    order.find("voidOf").orElse(""),
                    "",
                    null,
                    null,
                    0,
                    0,
                    0,
                    "",
                    null,
                    Map.of(),
                    List.of(),
                    List.of(),
                    0,
                    false,
                    false,
                    order.instant("createdAt"),
                    order.instant("createdAt"),
                    Door.NONE,
                    null,
                    "",
                    null,
                    List.of(),
                    false,
                    null);
        }
        Map<String, Long> units = new LinkedHashMap<>();
        order.list("lines")
                .forEach(line -> units.merge(line.text("tier").intern(), line.number("quantity"), Long::sum));
        List<Part> given = order.list("ended").stream()
                .flatMap(ticket -> ticket.part("unit").stream())
                .map(SnapshotParser::part)
                .toList();
        given.forEach(unit -> units.merge(unit.tier().intern(), -unit.units(), Long::sum));
        units.values().removeIf(count -> count == 0);
        List<Part> parts = order.list("allocation").stream()
                .map(SnapshotParser::part)
                .map(part -> without(part, given))
                .filter(part -> part.units() > 0)
                .toList();
        List<StoredDocument> history = order.list("history");
        String status = order.text("status").intern();
        return new Order(
                order.id(),
                false,
                order.number("version"),
                status,
                order.text("eventId").intern(),
                order.text("buyer").intern(),
                order.find("guest").orElse(null),
                order.find("address").orElse(null),
                order.number("total"),
                order.number("refunded", 0),
                order.number("moneyBack", 0),
                order.text("currency").intern(),
                order.find("paymentId").orElse(null),
                units,
                parts,
                given,
                order.list("tickets").size(),
                order.has("owesUnits"),
                status.equals("COMPLETED")
                        || history.stream().anyMatch(step -> step.text("status").equals("COMPLETED")),
                order.instant("createdAt"),
                order.has("owesUnits") ? order.instant("owesUnits") : latest(history, order.instant("createdAt")),
                door(order),
                order.find("reason").orElse(null),
                // Earlier releases did not store the version of the event, nor tell anyone that it changed.
                order.part("event")
                        .filter(event -> event.has("version"))
                        .map(SnapshotParser::facts)
                        .orElse(""),
                order.find("receiptsOf").map(String::intern).orElse(null),
                disputes(order),
                disputes(order.part("dispute").stream().toList()).stream().anyMatch(Dispute::isLost),
                order.findInstant("expiresAt").orElse(null));
    }

    private static Reversed reversed(StoredDocument charge) {
        StoredDocument refunds = charge.part("refunds").orElseThrow();
        return new Reversed(
                charge.text("reference"),
                refunds.number("due"),
                refunds.number("refunded"),
                disputes(charge.list("disputes")));
    }

    /** All of several, if they came with the report that the order has; otherwise the one that it tells of. */
    private static List<Dispute> disputes(StoredDocument order) {
        boolean hasAll =
                order.has("disputesVersion") && order.number("disputesVersion") == order.number("moneyBackVersion", 0);
        return disputes(
                hasAll ? order.list("disputes") : order.part("dispute").stream().toList());
    }

    private static List<Dispute> disputes(List<StoredDocument> disputes) {
        return disputes.stream()
                .map(dispute -> new Dispute(
                        dispute.number("amount"), dispute.text("status").intern()))
                .toList();
    }

    private static Part part(StoredDocument part) {
        return new Part(part.text("block").intern(), part.number("units"), part.texts("seats"));
    }

    /** What is left of a part of an order, or is counted by an allowance, after some of its tickets were given back. */
    private static Part without(Part part, List<Part> given) {
        if (given.isEmpty()) {
            return part;
        }
        String tier = part.tier();
        boolean isAllowance = tier.startsWith("@");
        long units = part.units();
        List<String> seats = new ArrayList<>(part.seats());
        for (Part unit : given) {
            boolean counted = tier.equals("@") || tier.equals("@" + unit.tier());
            if (isAllowance ? counted : unit.block().equals(part.block())) {
                units -= unit.units();
                seats.removeAll(unit.seats());
            }
        }
        return new Part(part.block(), units, seats);
    }

    private static Door door(StoredDocument order) {
        List<StoredDocument> tickets = order.list("tickets");
        List<String> codes = order.texts("codes");
        return new Door(
                order.number("doorVersion", 0),
                order.number("admitted", 0),
                tickets.stream()
                        .flatMap(ticket -> ticket.part("admission").stream())
                        .map(admission -> admission.text("id"))
                        .toList(),
                // Earlier releases did not store the list.
                order.has("codes")
                        ? tickets.stream()
                                .map(ticket -> ticket.text("code"))
                                .filter(code -> !codes.contains(code))
                                .toList()
                        : List.of(),
                order.has("disputeLostSince") ? admittedSince(order.number("disputeLostSince"), tickets) : List.of());
    }

    /** The codes of tickets that were admitted, in knowledge of such a report about the money, on the terms that a loss stops them. */
    private static List<String> admittedSince(long report, List<StoredDocument> tickets) {
        return tickets.stream()
                .filter(ticket -> ticket.part("admission")
                        .filter(admission -> admission.has("report") && admission.number("report") >= report)
                        .isPresent())
                .map(ticket -> ticket.text("code"))
                .toList();
    }

    static Block block(StoredDocument block) {
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

    static Availability availability(StoredDocument shown) {
        Map<String, List<Long>> tiers = new HashMap<>();
        for (StoredDocument tier : shown.list("tiers")) {
            tiers.put(
                    tier.text("tierId"),
                    List.of(tier.number("capacity"), tier.number("free"), tier.number("held"), tier.number("sold")));
        }
        return new Availability(shown.id(), shown.number("version"), tiers);
    }

    static Event event(StoredDocument event) {
        Map<String, Long> capacity = new HashMap<>();
        for (StoredDocument tier : event.part("details").orElse(event).list("tiers")) {
            capacity.put(tier.id(), tier.number("capacity"));
        }
        // A proposed change is in the document until orders-service has decided about it.
        boolean proposing = event.document().entrySet().stream()
                .anyMatch(field -> field.getKey().startsWith("propos") && field.getValue() != null);
        return new Event(event.id(), event.number("version"), event.text("status"), capacity, proposing);
    }

    private static Instant latest(List<StoredDocument> history, Instant first) {
        return history.stream()
                .flatMap(step -> step.findInstant("at").stream())
                .reduce(first, (a, b) -> a.isAfter(b) ? a : b);
    }
}
