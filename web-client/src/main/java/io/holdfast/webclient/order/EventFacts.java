package io.holdfast.webclient.order;

import io.holdfast.webclient.backend.Event;
import io.holdfast.webclient.backend.Events;
import io.holdfast.webclient.backend.Order;
import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.backend.ServiceUnreachable;
import io.holdfast.webclient.backend.Trace;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What an order's page wants to know of its event beyond what the order says: its zone and its poster. Remembered for a
 * few minutes; when events-service is away the pages do without.
 */
@Component
class EventFacts {

    private static final Duration REMEMBERED = Duration.ofMinutes(5);
    private static final int MOST_REMEMBERED = 5_000;

    /** What is known of the events of some orders. */
    record Facts(Map<String, Event> events) {

        public ZoneId zone(Order order) {
            if (order.event() != null && order.event().timezone() != null) {
                return order.zone();
            }
            Event event = events.get(order.eventId());
            return event == null ? ZoneOffset.UTC : event.zone();
        }

        public String category(Order order) {
            String said = order.event() == null ? null : order.event().category();
            if (said != null) {
                return said;
            }
            Event event = events.get(order.eventId());
            return event == null || event.category() == null ? "" : event.category();
        }

        public @Nullable Event event(Order order) {
            return events.get(order.eventId());
        }
    }

    private record Remembered(Optional<Event> event, Instant until) {}

    private final Map<String, Remembered> remembered = new ConcurrentHashMap<>();
    private final Executor threads = Trace.threads();
    private final Events events;
    private final Clock clock;

    EventFacts(Events events, Clock clock) {
        this.events = events;
        this.clock = clock;
    }

    Facts of(List<Order> orders) {
        List<String> ids = orders.stream().map(Order::eventId).distinct().toList();
        List<CompletableFuture<Optional<Event>>> asked = ids.stream()
                .map(id -> CompletableFuture.supplyAsync(() -> event(id), threads))
                .toList();
        Map<String, Event> known = new HashMap<>();
        for (CompletableFuture<Optional<Event>> event : asked) {
            event.join().ifPresent(found -> known.put(found.id(), found));
        }
        return new Facts(known);
    }

    private Optional<Event> event(String id) {
        Instant now = clock.instant();
        Remembered before = remembered.get(id);
        if (before != null && before.until().isAfter(now)) {
            return before.event();
        }
        if (remembered.size() >= MOST_REMEMBERED) {
            remembered.clear();
        }
        Optional<Event> event = ask(id);
        // What could not be found out is asked again soon, but not by every page.
        remembered.put(id, new Remembered(event, now.plus(event.isPresent() ? REMEMBERED : Duration.ofSeconds(3))));
        return event;
    }

    private Optional<Event> ask(String id) {
        try {
            return Optional.of(events.event(id, null));
        } catch (ServiceProblem | ServiceUnreachable e) {
            return Optional.empty();
        }
    }
}
