package io.holdfast.webclient.backend;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an event has sold, as orders-service counts it. Money is in minor units.
 *
 * @param takings what was ever paid, also for what went back
 * @param admitted with how many of the tickets somebody was let in; null from a service that has no doors yet
 * @param orders how many orders there are in each status
 */
public record EventSales(
        String eventId,
        @Nullable String currency,
        long takings,
        long refunded,
        @Nullable Long admitted,
        @Nullable List<TierSales> tiers,
        @Nullable Map<String, Long> orders,
        @Nullable List<Span> timeline,
        @Nullable Instant asOf) {

    public record TierSales(
            String id, @Nullable String name, long capacity, long sold, long held, long free, long takings) {}

    /** What was sold from a moment until the next one; the spans are of equal length and without a gap. */
    public record Span(Instant at, long sold, long takings) {}

    public EventSales {
        tiers = tiers == null ? List.of() : List.copyOf(tiers);
        orders = orders == null ? Map.of() : Map.copyOf(orders);
        timeline = timeline == null ? List.of() : List.copyOf(timeline);
    }
}
