package io.holdfast.check;

import io.holdfast.check.Snapshot.Block;
import io.holdfast.check.Snapshot.Order;
import io.holdfast.check.Snapshot.Part;
import io.holdfast.check.Snapshot.Refusal;
import io.holdfast.check.Snapshot.Sale;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * I6: no buyer was refused units or seats that were free throughout the request, or because of a limit that left them. Units count as
 * taken that were an order's at any time around the request, or that are held without one; so what is found was certainly wrong, and small
 * mistakes may not be found.
 */
final class RefusalRules {

    /** Within this time after an order ends, its units are released. */
    private static final Duration RELEASED_WITHIN = Duration.ofMinutes(5);

    /** How far the clocks of two replicas may be apart. */
    private static final Duration SKEW = Duration.ofMinutes(1);

    /** The event of orders of which it is not known. */
    private static final String UNKNOWN = "";

    private record TierOfEvent(String event, String tier) {}

    private final Snapshot snapshot;
    private final Findings findings;
    private final Map<TierOfEvent, Long> unitsWithoutOrder = new HashMap<>();

    RefusalRules(Snapshot snapshot, Findings findings) {
        this.snapshot = snapshot;
        this.findings = findings;
    }

    /** Needs all orders. */
    void check() {
        if (snapshot.refusals.isEmpty()) {
            return;
        }
        snapshot.blocks.values().forEach(this::countUnitsWithoutOrder);
        Map<String, List<Order>> byEvent = snapshot.orders.values().stream()
                .filter(order -> !order.voided())
                .collect(Collectors.groupingBy(Order::event));
        Map<String, Instant> lastVoided = new HashMap<>();
        snapshot.orders.values().stream()
                .filter(Order::voided)
                .forEach(order -> lastVoided.merge(order.event(), order.placedAt(), RefusalRules::later));
        snapshot.refusals.stream()
                .filter(refusal -> isCertain(refusal, lastVoided))
                .forEach(refusal -> check(refusal, byEvent.getOrDefault(refusal.event(), List.of())));
    }

    /**
     * Whether all is known that was taken then. Of an order that never came to be, only its id and its event are stored, and of one that
     * an earlier release made void not even that.
     */
    private static boolean isCertain(Refusal refusal, Map<String, Instant> lastVoided) {
        return Stream.of(refusal.event(), UNKNOWN)
                .allMatch(event -> lastVoided.getOrDefault(event, Instant.EPOCH).isBefore(before(refusal)));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private void countUnitsWithoutOrder(Block block) {
        unitsWithoutOrder.merge(new TierOfEvent(block.event(), block.tier()), unitsWithoutOrder(block), Long::sum);
    }

    private long unitsWithoutOrder(Block block) {
        return block.holders().entrySet().stream()
                .filter(holder -> {
                    Order order = snapshot.orders.get(holder.getKey());
                    return order == null || !order.isAlive();
                })
                .mapToLong(holder -> holder.getValue().units())
                .sum();
    }

    private void check(Refusal refusal, List<Order> orders) {
        Sale sale = snapshot.sales.get(refusal.event());
        // After an edit it is not known how many units there were.
        if (sale == null || sale.version() != refusal.version()) {
            return;
        }
        List<Order> held =
                orders.stream().filter(order -> mayHaveHeld(order, refusal)).toList();
        if (refusal.buyer() != null) {
            checkLimit(refusal, refusal.buyer(), held);
        } else if (refusal.seats().isEmpty()) {
            checkUnits(refusal, sale, held);
        } else {
            checkSeats(refusal, held);
        }
    }

    private void checkUnits(Refusal refusal, Sale sale, List<Order> held) {
        long capacity = sale.capacity().getOrDefault(refusal.tier(), 0L);
        long taken = held.stream()
                        .mapToLong(order -> order.unitsOnceOrdered(refusal.tier()))
                        .sum()
                + unitsWithoutOrder.getOrDefault(new TierOfEvent(refusal.event(), refusal.tier()), 0L);
        if (capacity - taken >= refusal.units()) {
            findings.wrong(
                    "I6",
                    "%d units of tier %s of event %s were refused at %s, when at most %d of %d were taken"
                            .formatted(
                                    refusal.units(), refusal.tier(), refusal.event(), refusal.at(), taken, capacity));
        }
    }

    private void checkSeats(Refusal refusal, List<Order> held) {
        Set<String> taken = held.stream()
                .flatMap(order -> Stream.concat(order.parts().stream(), order.given().stream()))
                .filter(part -> part.tier().equals(refusal.tier()))
                .flatMap(Part::seatNames)
                .collect(Collectors.toSet());
        snapshot.blocks.values().stream()
                .filter(block ->
                        block.event().equals(refusal.event()) && block.tier().equals(refusal.tier()))
                .forEach(block ->
                        block.seats().keySet().forEach(number -> taken.add(Snapshot.seatName(block.id(), number))));
        List<String> free =
                refusal.seats().stream().filter(seat -> !taken.contains(seat)).toList();
        if (!free.isEmpty()) {
            findings.wrong(
                    "I6",
                    "seats %s of tier %s of event %s were refused at %s, when no order had them"
                            .formatted(String.join(", ", free), refusal.tier(), refusal.event(), refusal.at()));
        }
    }

    /** Units of a limit count whether they are held or bought: one of what is held leaves no less. */
    private void checkLimit(Refusal refusal, String buyer, List<Order> held) {
        String allowanceId = refusal.event() + Snapshot.ALLOWANCE + refusal.tier() + "/" + buyer;
        Block allowance = snapshot.blocks.get(allowanceId);
        long undecided = allowance == null ? 0 : unitsWithoutOrder(allowance);
        long counted = undecided
                + held.stream()
                        .filter(order -> buyer.equals(order.buyer()) || buyer.equals(order.address()))
                        .mapToLong(order -> order.unitsOnceOrdered(refusal.tier()))
                        .sum();
        if (refusal.most() - counted >= refusal.units()) {
            findings.wrong(
                    "I6",
                    "%d units were refused by allowance %s at %s, when at most %d of %d were counted"
                            .formatted(refusal.units(), allowanceId, refusal.at(), counted, refusal.most()));
        }
    }

    private static boolean mayHaveHeld(Order order, Refusal refusal) {
        return order.placedAt().isBefore(refusal.at().plus(SKEW))
                && (order.isAlive() || order.since().isAfter(before(refusal)));
    }

    private static Instant before(Refusal refusal) {
        return refusal.from().minus(RELEASED_WITHIN);
    }
}
