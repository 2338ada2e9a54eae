package io.holdfast.orders.inventory;

import io.holdfast.messaging.ClockSkew;
import io.holdfast.orders.OrdersProperties;
import io.holdfast.orders.inventory.OrderSink.HolderState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Repairs what crashes left in the blocks: releases units held for orders that were never written, that are over or that do not name the
 * block, and marks units as sold whose order is paid. Of an order that gave some back it leaves the rest.
 */
@Component
class HolderSweep {

    private static final Logger log = LoggerFactory.getLogger(HolderSweep.class);

    private static final Duration ALL_EVERY = Duration.ofMinutes(1);
    private static final int RESOLVED_TOGETHER = 1_000;
    private static final long TIMEOUT_SECONDS = 60;

    private final BlockStore blocks;
    private final OrderSink<?, ?> orderSink;
    private final Inventory<?, ?> inventory;
    private final Duration abandonedAfter;
    private final Duration toleratedSkew;
    private final ClockSkew skew;
    private final BuyersFirst buyers;
    private final Clock clock;
    private Instant resolvedUpTo = Instant.EPOCH;
    private Instant allAt = Instant.EPOCH;

    HolderSweep(
            BlockStore blocks,
            OrderSink<?, ?> orderSink,
            Inventory<?, ?> inventory,
            OrdersProperties properties,
            ClockSkew skew,
            BuyersFirst buyers) {
        this.blocks = blocks;
        this.orderSink = orderSink;
        this.inventory = inventory;
        this.abandonedAfter = properties.abandonedAfter();
        this.toleratedSkew = properties.toleratedSkew();
        this.skew = skew;
        this.buyers = buyers;
        this.clock = skew.databaseClock();
    }

    /**
     * Resolves the holders that are old enough; one round of a background loop. A holder whose order was found waiting for its payment
     * is settled when the order is paid, is cancelled or expires. So most rounds resolve only holders that were never resolved before,
     * and one a minute resolves all, in case a crash lost such a step. Few of them are in memory at a time.
     *
     * <p>While this replica's clock differs too much from the database's it leaves the sweep to others: it could take claims that are
     * being decided for abandoned ones.
     */
    void sweep() throws InterruptedException {
        skew.measure();
        if (!skew.isWithin(toleratedSkew)) {
            log.warn(
                    "No search for abandoned claims: this replica's clock is wrong by {}",
                    skew.ahead().abs());
            return;
        }
        Instant now = clock.instant();
        Instant before = now.minus(abandonedAfter);
        boolean all = !now.isBefore(allAt);
        Instant from = all ? Instant.EPOCH : resolvedUpTo;
        List<OrderUnits> held = new ArrayList<>();
        List<String> undated = new ArrayList<>();
        blocks.visitHeld(all ? null : from.minus(toleratedSkew), (blockId, holders, isDated) -> {
            holders.stream()
                    .filter(holder ->
                            holder.since().isBefore(before) && !holder.since().isBefore(from))
                    .map(Block.Holder::toUnits)
                    .forEach(held::add);
            if (!isDated && !BlockId.isAllowance(blockId)) {
                undated.add(blockId);
            }
            if (held.size() >= RESOLVED_TOGETHER || undated.size() >= RESOLVED_TOGETHER) {
                settle(held, undated);
            }
        });
        settle(held, undated);
        resolvedUpTo = before;
        if (all) {
            allAt = now.plus(ALL_EVERY);
        }
    }

    /** Settles these, empties the lists, and rests if there are buyers. */
    private void settle(List<OrderUnits> held, List<String> undated) throws InterruptedException {
        long began = System.nanoTime();
        if (!held.isEmpty()) {
            CompletableFuture<?>[] settled = orderSink.resolve(held).entrySet().stream()
                    .map(resolved -> settle(resolved.getKey(), resolved.getValue()))
                    .toArray(CompletableFuture<?>[]::new);
            CompletableFuture.allOf(settled)
                    .orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                    .join();
            held.clear();
        }
        if (!undated.isEmpty()) {
            blocks.noteOldest(undated);
            undated.clear();
        }
        buyers.restSince(began);
    }

    private CompletableFuture<Void> settle(OrderUnits units, HolderState state) {
        String eventId = BlockId.eventOf(units.blockId());
        Allocation allocation = new Allocation(List.of(units.part()));
        return switch (state) {
            case RELEASABLE -> inventory.release(eventId, units.orderId(), allocation);
            case TOO_MANY -> keepOnly(units, eventId, allocation);
            case SOLD -> inventory.sell(eventId, units.orderId(), allocation);
            case HELD -> CompletableFuture.completedFuture(null);
        };
    }

    private CompletableFuture<Void> keepOnly(OrderUnits counted, String eventId, Allocation allocation) {
        return orderSink
                .kept(counted.orderId())
                .map(kept -> inventory.keepOnly(eventId, counted.orderId(), Set.of(), allocation, kept))
                .orElseGet(() -> CompletableFuture.completedFuture(null));
    }
}
