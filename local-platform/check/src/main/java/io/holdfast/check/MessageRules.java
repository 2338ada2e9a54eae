package io.holdfast.check;

import io.holdfast.check.StreamLog.Said;
import io.holdfast.check.World.Copy;
import io.holdfast.check.World.Event;
import io.holdfast.check.World.Order;
import io.holdfast.check.World.Timer;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * I4: what was announced exists. I7, on the side of who hears: a copy is never ahead of what it is a copy of, and not behind
 * what its service acknowledged.
 */
final class MessageRules {

    private static final Set<String> ORDER_FACTS =
            Set.of("placed", "completed", "cancelled", "expired", "sold-back", "refunded");

    private static final String PAYMENTS = "payments-service";
    private static final String EXPIRATION = "expiration";
    private static final String TO_BE_HEARD = "messages to be heard";

    private final World world;
    private final Streams streams;
    private final Verdict verdict;

    MessageRules(World world, Streams streams, Verdict verdict) {
        this.world = world;
        this.streams = streams;
        this.verdict = verdict;
    }

    void judge(boolean everything) {
        if (everything) {
            judgeStream("orders", "order", world.hasRead("orders"), world.orders, Order::version);
            judgeStream("payments", "payment", world.hasRead("payments"), world.payments, World.Payment::version);
            judgeStream("events", "event", world.hasRead("events"), world.events, Event::version);
            streams.deadLetters()
                    .forEach((place, what) -> verdict.warn("dead-letter", "%s: %s".formatted(place, what)));
        }
        if (world.hasRead("orders", "payments")) {
            world.copies.values().forEach(this::judgeCopy);
            world.orders.values().forEach(this::judgePaymentsHeard);
        }
        if (world.hasRead("orders", "expiration")) {
            world.orders.values().forEach(this::judgeHoldTimer);
        }
        if (world.hasRead("expiration")) {
            world.timers.values().forEach(this::judgeTimer);
        }
        if (world.hasRead("events", "expiration")) {
            world.events.values().forEach(this::judgeEventTimers);
        }
    }

    private <T> void judgeStream(
            String stream, String kind, boolean wasRead, Map<String, T> aggregates, ToLongFunction<T> version) {
        StreamLog log = streams.find(stream).orElse(null);
        if (log == null || !wasRead) {
            return;
        }
        log.byAggregate().forEach((id, all) -> {
            Said last = newest(all);
            T aggregate = aggregates.get(id);
            if (aggregate == null) {
                verdict.wrong(
                        "I4",
                        "%s %s was announced (%s.%s, version %d) and does not exist"
                                .formatted(kind, id, stream, last.fact(), last.version()));
            } else if (version.applyAsLong(aggregate) < last.version()) {
                verdict.wrong(
                        "I4",
                        "%s %s was announced at version %d and is at version %d"
                                .formatted(kind, id, last.version(), version.applyAsLong(aggregate)));
            }
        });
    }

    private static Said newest(List<Said> all) {
        return all.stream().max(Comparator.comparingLong(Said::version)).orElseThrow();
    }

    private void judgeCopy(Copy copy) {
        Order order = world.orders.get(copy.id());
        if (order == null || order.voided()) {
            verdict.wrongAboutOrder(
                    "I4", copy.id(), "payments knows order %s, which does not exist".formatted(copy.id()));
        } else if (copy.version() > order.version()) {
            verdict.wrongAboutOrder(
                    "I7",
                    copy.id(),
                    "payments knows order %s at version %d, which is at version %d"
                            .formatted(copy.id(), copy.version(), order.version()));
        } else if (copy.version() == order.version()
                && (!copy.status().equals(order.status())
                        || copy.total() != order.total()
                        || !String.valueOf(copy.payment()).equals(String.valueOf(order.payment())))) {
            verdict.wrongAboutOrder(
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

    private void judgePaymentsHeard(Order order) {
        Copy copy = world.copies.get(order.id());
        behind("orders", PAYMENTS, order.id(), copy == null ? 0 : copy.version(), ORDER_FACTS)
                .ifPresent(heard -> verdict.wrongAboutOrder(
                        "I7",
                        order.id(),
                        "payments knows order %s at version %d, though it heard version %d"
                                .formatted(order.id(), copy == null ? 0 : copy.version(), heard)));
    }

    private void judgeHoldTimer(Order order) {
        Timer timer = world.timers.get("hold-" + order.id());
        if (timer == null) {
            // One that is over may have been forgotten; and what was free from the start never had one.
            if (order.status().equals("AWAITING_PAYMENT") && !order.voided()) {
                behind("orders", EXPIRATION, order.id(), 0, ORDER_FACTS)
                        .ifPresent(heard -> verdict.wrongAboutOrder(
                                "I7",
                                order.id(),
                                "order %s is held and has no timer, though expiration heard version %d"
                                        .formatted(order.id(), heard)));
            }
            return;
        }
        behind("orders", EXPIRATION, order.id(), timer.source(), ORDER_FACTS)
                .ifPresent(heard -> verdict.wrongAboutOrder(
                        "I7",
                        order.id(),
                        "timer %s knows its order at version %d, though expiration heard version %d"
                                .formatted(timer.id(), timer.source(), heard)));
        if (timer.source() == order.version()
                && timer.state().equals("waiting")
                && !order.status().equals("AWAITING_PAYMENT")) {
            verdict.wrongAboutOrder(
                    "I7", order.id(), "timer %s waits for an order that is %s".formatted(timer.id(), order.status()));
        }
    }

    private void judgeEventTimers(Event event) {
        for (String kind : List.of("sales-", "end-")) {
            Timer timer = world.timers.get(kind + event.id());
            if (timer == null && !event.status().equals("PUBLISHED")) {
                continue;
            }
            long known = timer == null ? 0 : timer.source();
            behind("events", EXPIRATION, event.id(), known, CatalogueRules.CHANGES)
                    .ifPresent(heard -> verdict.wrongAboutEvent(
                            "I7",
                            event.id(),
                            "timer %s%s knows its event at version %d, though expiration heard version %d"
                                    .formatted(kind, event.id(), known, heard)));
        }
    }

    private void judgeTimer(Timer timer) {
        boolean ofOrder = timer.kind().equals("HOLD");
        if (!world.hasRead(ofOrder ? "orders" : "events")) {
            return;
        }
        Order order = ofOrder ? world.orders.get(timer.subject()) : null;
        Event event = ofOrder ? null : world.events.get(timer.subject());
        Set<String> orders = ofOrder ? Set.of(timer.subject()) : Set.of();
        Set<String> events = ofOrder ? Set.of() : Set.of(timer.subject());
        if (order == null && event == null) {
            verdict.wrong(
                    "I4",
                    "timer %s is for %s, which does not exist".formatted(timer.id(), timer.subject()),
                    orders,
                    events);
            return;
        }
        long version = order != null ? order.version() : event != null ? event.version() : 0;
        if (timer.source() > version) {
            verdict.wrong(
                    "I7",
                    "timer %s was set by version %d of %s, which is at version %d"
                            .formatted(timer.id(), timer.source(), timer.subject(), version),
                    orders,
                    events);
        }
    }

    /** The version a consumer acknowledged, if what it knows is older than that. */
    private Optional<Long> behind(String stream, String consumer, String aggregate, long known, Set<String> facts) {
        StreamLog log = streams.find(stream).orElse(null);
        Said news = log == null ? null : log.newest(aggregate, facts).orElse(null);
        if (log == null || news == null || known >= news.version()) {
            return Optional.empty();
        }
        if (!log.heard(consumer, news.sequence())) {
            verdict.underway(TO_BE_HEARD);
            return Optional.empty();
        }
        return Optional.of(news.version());
    }
}
