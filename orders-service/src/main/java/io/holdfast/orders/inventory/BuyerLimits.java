package io.holdfast.orders.inventory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The limits per buyer of an event, as the buyers' allowances stood when they were read.
 *
 * <p>The guards of the allowances hold the limits. An allowance does not count an order that was placed while there was no limit, or by
 * a replica that did not know the limit yet, nor one that was stored before there were allowances. So before each claim that is limited
 * the living orders of its buyer are read, and those which are not counted yet are counted.
 */
final class BuyerLimits {

    /** @param allowance as it was read; without holders if there was none */
    record Exceeded(LimitUse use, Block allowance) {}

    private final String eventId;
    private final Blocks blocks;
    private final OrderSink<?, ?> orderSink;
    private final UnitUpdates unitUpdates;

    BuyerLimits(String eventId, Blocks blocks, OrderSink<?, ?> orderSink, UnitUpdates unitUpdates) {
        this.eventId = eventId;
        this.blocks = blocks;
        this.orderSink = orderSink;
        this.unitUpdates = unitUpdates;
    }

    /**
     * The allowances that these claims count against, by id, with all orders that their buyers have. Those that count nothing yet may be
     * missing in the result; they exist.
     */
    Map<String, Block> readAllowances(Collection<? extends Claim> claims) {
        Map<String, Set<String>> byBuyer = allowancesByBuyer(claims);
        if (byBuyer.isEmpty()) {
            return Map.of();
        }
        Set<String> ids = byBuyer.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
        Map<String, Block> found = Block.byId(blocks.read(ids));
        Set<String> missing = new HashSet<>(ids);
        missing.removeAll(found.keySet());
        if (!missing.isEmpty()) {
            blocks.openAllowances(eventId, missing);
        }
        Set<String> changed = countMissingOrders(byBuyer, found);
        if (!changed.isEmpty()) {
            found.putAll(Block.byId(blocks.read(changed)));
        }
        return found;
    }

    private Map<String, Set<String>> allowancesByBuyer(Collection<? extends Claim> claims) {
        Map<String, Set<String>> byBuyer = new HashMap<>();
        for (Claim claim : claims) {
            for (LimitUse use : LimitUse.of(eventId, claim)) {
                byBuyer.computeIfAbsent(use.buyer(), buyer -> new HashSet<>()).add(use.blockId());
            }
        }
        return byBuyer;
    }

    /**
     * Counts the living orders that allowances lack; returns these allowances. An order that ends at the same time may not find what is
     * counted here to release it, so afterwards the orders are looked at again. After a crash in between, the sweep does so.
     */
    private Set<String> countMissingOrders(Map<String, Set<String>> byBuyer, Map<String, Block> found) {
        List<BlockUpdate> counts = new ArrayList<>();
        for (OrderSink.LivingOrder order : orderSink.living(eventId, byBuyer.keySet())) {
            for (String id : byBuyer.getOrDefault(order.buyerKey(), Set.of())) {
                Block allowance = found.get(id);
                int units = order.allocation().unitsCountedBy(id);
                if (units > 0 && (allowance == null || allowance.holder(order.orderId()) == null)) {
                    OrderUnits counted = new OrderUnits(order.orderId(), id, units, List.of());
                    counts.add(new BlockUpdate.Count(id, List.of(counted), order.since()));
                }
            }
        }
        if (counts.isEmpty()) {
            return Set.of();
        }
        blocks.write(counts);
        unitUpdates.settle(orderSink.resolve(
                counts.stream().flatMap(count -> count.changes().stream()).toList()));
        return counts.stream().map(BlockUpdate::blockId).collect(Collectors.toSet());
    }

    /**
     * Settles what an allowance lists as held and is not held any more, as that of an order which was counted before it was paid; returns
     * whether there was any.
     */
    boolean settle(Block allowance) {
        List<Block.Holder> unsold = allowance.unsold();
        // Resolving an id without an order uses it up, and another replica may be about to write that order.
        Set<String> decided =
                orderSink.decided(unsold.stream().map(Block.Holder::orderId).toList());
        Map<OrderUnits, OrderSink.HolderState> states = orderSink.resolve(unsold.stream()
                .filter(holder -> decided.contains(holder.orderId()))
                .map(Block.Holder::toUnits)
                .toList());
        unitUpdates.settle(states);
        return states.values().stream().anyMatch(state -> state != OrderSink.HolderState.HELD);
    }

    /** The first limit that the claim would exceed; null if there is none, or if the claim holds its units already. */
    @Nullable
    Exceeded exceeded(Claim claim, List<LimitUse> uses, Map<String, Block> allowances) {
        for (LimitUse use : uses) {
            Block allowance = allowances.get(use.blockId());
            if (use.left(allowance) < use.units()) {
                if (allowance == null) {
                    return new Exceeded(use, new Block(use.blockId(), 0, Map.of(), null));
                }
                if (allowance.holder(claim.orderId()) == null) {
                    return new Exceeded(use, allowance);
                }
            }
        }
        return null;
    }
}
