package io.holdfast.orders.inventory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
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
 * the living orders of its buyer are read, and those which are not counted yet are counted. What is given back of an order at the same time
 * may miss what is counted of it then, so what is counted beyond what an order has is given back here, too.
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
        Set<String> holding = limitedInHoldsOnly(claims);
        Set<String> changed = countAsOrdered(byBuyer, holding, found);
        while (!changed.isEmpty()) {
            found.putAll(Block.byId(blocks.read(changed)));
            changed = countAsOrdered(byBuyer, holding, found);
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

    /** Those buyers of whom it does not matter what they have paid. */
    private Set<String> limitedInHoldsOnly(Collection<? extends Claim> claims) {
        Map<String, Boolean> holdsOnly = new HashMap<>();
        for (Claim claim : claims) {
            for (LimitUse use : LimitUse.of(eventId, claim)) {
                holdsOnly.merge(use.buyer(), use.limit().heldOnly(), Boolean::logicalAnd);
            }
        }
        holdsOnly.values().removeIf(only -> !only);
        return holdsOnly.keySet();
    }

    /** The orders that have to be counted. What is paid may be many orders, and is read only for limits that count it. */
    private List<OrderSink.LivingOrder> living(Set<String> buyers, Set<String> holding) {
        List<OrderSink.LivingOrder> living = new ArrayList<>();
        Set<String> others = new HashSet<>(buyers);
        others.removeAll(holding);
        if (!others.isEmpty()) {
            living.addAll(orderSink.living(eventId, others, false));
        }
        if (!holding.isEmpty()) {
            living.addAll(orderSink.living(eventId, holding, true));
        }
        return living;
    }

    /**
     * Counts the living orders that allowances lack, and no more of any than it has; returns the allowances that are to be read again. An
     * order that ends at the same time may not find what is counted here to release it, so afterwards the orders are looked at again. After
     * a crash in between, the sweep does so.
     */
    private Set<String> countAsOrdered(
            Map<String, Set<String>> byBuyer, Set<String> holding, Map<String, Block> found) {
        List<BlockUpdate> updates = new ArrayList<>();
        List<OrderUnits> counted = new ArrayList<>();
        for (OrderSink.LivingOrder order : living(byBuyer.keySet(), holding)) {
            for (String id : byBuyer.getOrDefault(order.buyerKey(), Set.of())) {
                int units = order.allocation().unitsCountedBy(id);
                Block allowance = found.get(id);
                Block.Holder holder = allowance == null ? null : allowance.holder(order.orderId());
                if (units > 0 && (holder == null || holder.units() > units)) {
                    OrderUnits has = new OrderUnits(order.orderId(), id, units, List.of());
                    counted.add(has);
                    updates.add(
                            holder == null
                                    ? new BlockUpdate.Count(id, List.of(has), order.since())
                                    : new BlockUpdate.GiveBack(holder.toUnits(), has, holder.sold()));
                }
            }
        }
        if (updates.isEmpty()) {
            return Set.of();
        }
        blocks.write(updates);
        unitUpdates.settle(orderSink.resolve(counted));
        return updates.stream().map(BlockUpdate::blockId).collect(Collectors.toSet());
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

    /**
     * A limit that the claim would exceed, one of the buyer's own before those that are shared; null if there is none, or if the claim holds
     * its units already.
     */
    @Nullable
    Exceeded exceeded(Claim claim, List<LimitUse> uses, Map<String, Block> allowances) {
        List<LimitUse> ownFirst = uses.stream()
                .sorted(Comparator.comparing(use -> !use.isOwnOf(claim)))
                .toList();
        for (LimitUse use : ownFirst) {
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
