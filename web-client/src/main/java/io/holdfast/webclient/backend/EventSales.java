package io.holdfast.webclient.backend;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The sales of an event, as orders-service counts them. Money is in minor units.
 *
 * @param takings everything that was paid, including what was refunded later
 * @param admitted the number of admitted tickets; null from an older service without check-in
 * @param orders the number of orders in each status
 * @param buyersTold when buyers were told that something changed, by time
 */
public record EventSales(
        String eventId,
        @Nullable String currency,
        long takings,
        long refunded,
        @Nullable Long admitted,
        @Nullable List<TierSales> tiers,
        @Nullable Map<String, Long> orders,
        @Nullable List<Instant> buyersTold,
        @Nullable List<Span> timeline,
        @Nullable Instant asOf) {

    public record TierSales(
            String id, @Nullable String name, long capacity, long sold, long held, long free, long takings) {}

    /** The sales from a moment until the next span; all spans have the same length. */
    public record Span(Instant at, long sold, long takings) {}

    public EventSales {
        tiers = tiers == null ? List.of() : List.copyOf(tiers);
        orders = orders == null ? Map.of() : Map.copyOf(orders);
        buyersTold = buyersTold == null ? List.of() : List.copyOf(buyersTold);
        timeline = timeline == null ? List.of() : List.copyOf(timeline);
    }
}
