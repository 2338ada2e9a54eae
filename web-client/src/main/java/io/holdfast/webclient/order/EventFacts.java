package io.holdfast.webclient.order;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.holdfast.webclient.backend.Event;
import io.holdfast.webclient.backend.Events;
import io.holdfast.webclient.backend.Order;
import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.backend.ServiceUnreachable;
import io.holdfast.webclient.backend.TracedThreads;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What the pages of orders show of the events and what the orders themselves do not contain, such as the category. Events are
 * cached for a few minutes; while events-service is away the pages do without.
 */
@Component
class EventFacts {

    private static final Duration KNOWN_FOR = Duration.ofMinutes(5);

    /** Short, so that the event is soon found, but not requested again by every page. */
    private static final Duration UNKNOWN_FOR = Duration.ofSeconds(3);

    private static final int MOST_EVENTS = 5_000;

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
            String ordered = order.event() == null ? null : order.event().category();
            if (ordered != null) {
                return ordered;
            }
            Event event = events.get(order.eventId());
            return event == null || event.category() == null ? "" : event.category();
        }

        /** The event of the order; null if it could not be found. */
        public @Nullable Event event(Order order) {
            return events.get(order.eventId());
        }

        public @Nullable String picture(Order order) {
            Event event = event(order);
            return event == null ? null : event.picture();
        }

        /** Whether the order ended with its event, or will: the refunds of a cancelled event take a moment. */
        public boolean isCancelled(Order order) {
            if (order.isOfCancelledEvent()) {
                return true;
            }
            Event event = events.get(order.eventId());
            boolean isOpen =
                    order.status() == Order.Status.COMPLETED || order.status() == Order.Status.AWAITING_PAYMENT;
            return isOpen && event != null && event.isCancelled();
        }
    }

    /** Empty for an event that could not be found. */
    private final Cache<String, Optional<Event>> cache = Caffeine.newBuilder()
            .maximumSize(MOST_EVENTS)
            .expireAfter(
                    Expiry.<String, Optional<Event>>writing((id, event) -> event.isPresent() ? KNOWN_FOR : UNKNOWN_FOR))
            .build();

    private final Executor threads = TracedThreads.executor();
    private final Events events;

    EventFacts(Events events) {
        this.events = events;
    }

    Facts of(List<Order> orders) {
        List<CompletableFuture<Optional<Event>>> answers = orders.stream()
                .map(Order::eventId)
                .distinct()
                .map(id -> CompletableFuture.supplyAsync(() -> event(id), threads))
                .toList();
        Map<String, Event> found = new HashMap<>();
        for (CompletableFuture<Optional<Event>> answer : answers) {
            answer.join().ifPresent(event -> found.put(event.id(), event));
        }
        return new Facts(found);
    }

    private Optional<Event> event(String id) {
        Optional<Event> cached = cache.getIfPresent(id);
        if (cached != null) {
            return cached;
        }
        Optional<Event> event = request(id);
        cache.put(id, event);
        return event;
    }

    private Optional<Event> request(String id) {
        try {
            return Optional.of(events.event(id, null));
        } catch (ServiceProblem | ServiceUnreachable e) {
            return Optional.empty();
        }
    }
}
