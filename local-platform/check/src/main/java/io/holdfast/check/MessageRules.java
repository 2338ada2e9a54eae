package io.holdfast.check;

import io.holdfast.check.Snapshot.Event;
import io.holdfast.check.Snapshot.Order;
import io.holdfast.check.Snapshot.OrderCopy;
import io.holdfast.check.Snapshot.Timer;
import io.holdfast.check.StreamLog.Published;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * I4: what was announced exists. I7 for consumers: a copy is never ahead of its original, and not behind the messages that its
 * service has acknowledged.
 */
final class MessageRules {

    private static final Set<String> ORDER_FACTS =
            Set.of("placed", "prolonged", "completed", "cancelled", "expired", "sold-back", "refunded");

    private static final String PAYMENTS = "payments-service";
    private static final String EXPIRATION = "expiration";
    private static final String TO_BE_HANDLED = "messages to be handled";

    private final Snapshot snapshot;
    private final Streams streams;
    private final Findings findings;

    MessageRules(Snapshot snapshot, Streams streams, Findings findings) {
        this.snapshot = snapshot;
        this.streams = streams;
        this.findings = findings;
    }

    void check(boolean everything) {
        if (everything) {
            checkStream("orders", "order", snapshot.hasRead("orders"), snapshot.orders, Order::version);
            checkStream(
                    "payments", "payment", snapshot.hasRead("payments"), snapshot.payments, Snapshot.Payment::version);
            checkStream("events", "event", snapshot.hasRead("events"), snapshot.events, Event::version);
            streams.deadLetters()
                    .forEach((place, what) -> findings.warn("dead-letter", "%s: %s".formatted(place, what)));
        }
        if (snapshot.hasRead("orders", "payments")) {
            snapshot.copies.values().forEach(this::checkCopy);
            snapshot.orders.values().forEach(this::checkPaymentsHandled);
        }
        if (snapshot.hasRead("orders", "expiration")) {
            snapshot.orders.values().forEach(this::checkHoldTimer);
        }
        if (snapshot.hasRead("expiration")) {
            snapshot.timers.values().forEach(this::checkTimer);
        }
        if (snapshot.hasRead("events", "expiration")) {
            snapshot.events.values().forEach(this::checkEventTimers);
        }
    }

    private <T> void checkStream(
            String stream, String kind, boolean wasRead, Map<String, T> aggregates, ToLongFunction<T> version) {
        StreamLog log = streams.find(stream).orElse(null);
        if (log == null || !wasRead) {
            return;
        }
        log.byAggregate().forEach((id, all) -> {
            Published last = newest(all);
            T aggregate = aggregates.get(id);
            if (aggregate == null) {
                findings.wrong(
                        "I4",
                        "%s %s was announced (%s.%s, version %d) and does not exist"
                                .formatted(kind, id, stream, last.fact(), last.version()));
            } else if (version.applyAsLong(aggregate) < last.version()) {
                findings.wrong(
                        "I4",
                        "%s %s was announced at version %d and is at version %d"
                                .formatted(kind, id, last.version(), version.applyAsLong(aggregate)));
            }
        });
    }

    private static Published newest(List<Published> all) {
        return all.stream().max(Comparator.comparingLong(Published::version)).orElseThrow();
    }

    private void checkCopy(OrderCopy copy) {
        Order order = snapshot.orders.get(copy.id());
        if (order == null || order.voided()) {
            findings.wrongAboutOrder(
                    "I4", copy.id(), "payments knows order %s, which does not exist".formatted(copy.id()));
        } else if (copy.version() > order.version()) {
            findings.wrongAboutOrder(
                    "I7",
                    copy.id(),
                    "payments knows order %s at version %d, which is at version %d"
                            .formatted(copy.id(), copy.version(), order.version()));
        } else if (copy.version() == order.version()
                && (!copy.status().equals(order.status())
                        || copy.total() != order.total()
                        || !String.valueOf(copy.payment()).equals(String.valueOf(order.payment())))) {
            findings.wrongAboutOrder(
                    "I7",
                    copy.id(),
                    "payments knows order %s as %s over %d by payment %s, but it is %s over %d by payment %s"
                            .formatted(
                                    copy.id(),
                                    copy.status(),
                                    copy.total(),
                                    copy.payment(),
                                    order.status(),
                                    order.total(),
                                    order.payment()));
        }
    }

    private void checkPaymentsHandled(Order order) {
        OrderCopy copy = snapshot.copies.get(order.id());
        behind("orders", PAYMENTS, order.id(), copy == null ? 0 : copy.version(), ORDER_FACTS)
                .ifPresent(acknowledged -> findings.wrongAboutOrder(
                        "I7",
                        order.id(),
                        "payments knows order %s at version %d, though it acknowledged version %d"
                                .formatted(order.id(), copy == null ? 0 : copy.version(), acknowledged)));
    }

    private void checkHoldTimer(Order order) {
        Timer timer = snapshot.timers.get("hold-" + order.id());
        if (timer == null) {
            // A timer that is over may have been deleted, and orders that cost nothing never have one.
            if (order.status().equals("AWAITING_PAYMENT") && !order.voided()) {
                behind("orders", EXPIRATION, order.id(), 0, ORDER_FACTS)
                        .ifPresent(acknowledged -> findings.wrongAboutOrder(
                                "I7",
                                order.id(),
                                "order %s is held and has no timer, though expiration acknowledged version %d"
                                        .formatted(order.id(), acknowledged)));
            }
            return;
        }
        if (!order.status().equals("AWAITING_PAYMENT") && timer.mayBeSetAgain(order.since())) {
            return;
        }
        behind("orders", EXPIRATION, order.id(), timer.source(), ORDER_FACTS)
                .ifPresent(acknowledged -> findings.wrongAboutOrder(
                        "I7",
                        order.id(),
                        "timer %s knows its order at version %d, though expiration acknowledged version %d"
                                .formatted(timer.id(), timer.source(), acknowledged)));
        if (timer.source() == order.version()
                && timer.state().equals("waiting")
                && !order.status().equals("AWAITING_PAYMENT")) {
            findings.wrongAboutOrder(
                    "I7", order.id(), "timer %s waits for an order that is %s".formatted(timer.id(), order.status()));
        }
    }

    private void checkEventTimers(Event event) {
        for (String kind : List.of("sales-", "end-")) {
            Timer timer = snapshot.timers.get(kind + event.id());
            boolean isOver = !event.status().equals("PUBLISHED");
            // One that fired for an event that is over may have been set once more by an old message.
            if (isOver && (timer == null || !timer.state().equals("waiting"))) {
                continue;
            }
            long known = timer == null ? 0 : timer.source();
            behind("events", EXPIRATION, event.id(), known, CatalogueRules.CHANGES)
                    .ifPresent(acknowledged -> findings.wrongAboutEvent(
                            "I7",
                            event.id(),
                            "timer %s%s knows its event at version %d, though expiration acknowledged version %d"
                                    .formatted(kind, event.id(), known, acknowledged)));
        }
    }

    private void checkTimer(Timer timer) {
        boolean ofOrder = timer.kind().equals("HOLD");
        if (!snapshot.hasRead(ofOrder ? "orders" : "events")) {
            return;
        }
        Order order = ofOrder ? snapshot.orders.get(timer.subject()) : null;
        Event event = ofOrder ? null : snapshot.events.get(timer.subject());
        Set<String> orders = ofOrder ? Set.of(timer.subject()) : Set.of();
        Set<String> events = ofOrder ? Set.of() : Set.of(timer.subject());
        if (order == null && event == null) {
            findings.wrong(
                    "I4",
                    "timer %s is for %s, which does not exist".formatted(timer.id(), timer.subject()),
                    orders,
                    events);
            return;
        }
        long version = order != null ? order.version() : event != null ? event.version() : 0;
        if (timer.source() > version) {
            findings.wrong(
                    "I7",
                    "timer %s was set by version %d of %s, which is at version %d"
                            .formatted(timer.id(), timer.source(), timer.subject(), version),
                    orders,
                    events);
        }
    }

    /** The version that a consumer has acknowledged, if its copy is older. */
    private Optional<Long> behind(String stream, String consumer, String aggregate, long known, Set<String> facts) {
        StreamLog log = streams.find(stream).orElse(null);
        Published news = log == null ? null : log.newest(aggregate, facts).orElse(null);
        if (log == null || news == null || known >= news.version()) {
            return Optional.empty();
        }
        if (!log.isAcknowledged(consumer, news.sequence())) {
            findings.underway(TO_BE_HANDLED);
            return Optional.empty();
        }
        return Optional.of(news.version());
    }
}
