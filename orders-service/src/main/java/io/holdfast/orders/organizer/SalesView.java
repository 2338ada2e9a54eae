package io.holdfast.orders.organizer;

import io.holdfast.contracts.OrderStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * How an event sells. Amounts are minor units of the currency.
 *
 * @param takings everything that was ever paid, which is the sum over the tiers and over the timeline
 * @param refunded how much of that buyers are to have back, whether or not it was paid back yet
 * @param admitted how many valid tickets were admitted
 * @param orders how many there are in each state
 * @param buyersTold when buyers were told that name, date or place changed, by time; the last times only
 * @param timeline what was sold when, in spans of equal length without a gap; at most 60
 */
record SalesView(
        String eventId,
        String currency,
        long takings,
        long refunded,
        long admitted,
        List<Tier> tiers,
        Map<OrderStatus, Long> orders,
        List<Instant> buyersTold,
        List<Span> timeline,
        Instant asOf) {

    /** @param takings what was ever paid for units of this tier, also for those that were given back */
    record Tier(String id, String name, int capacity, int sold, int held, int free, long takings) {}

    /** @param sold units, also those that were given back later */
    record Span(Instant at, long sold, long takings) {}
}
