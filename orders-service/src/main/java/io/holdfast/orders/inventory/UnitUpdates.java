package io.holdfast.orders.inventory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What orders did with the units they held: bought them, or gave them back. Any of it may be said again: the guards of the
 * blocks let each unit change hands once.
 */
final class UnitUpdates {

    enum Kind {
        SELL,
        RELEASE
    }

    private record Settlement(Kind kind, List<OrderUnits> changes, CompletableFuture<Void> done) {}

    private final Blocks blocks;
    private final EventFreeUnits freeUnits;
    private final Queue<Settlement> waiting = new ConcurrentLinkedQueue<>();

    UnitUpdates(Blocks blocks, EventFreeUnits freeUnits) {
        this.blocks = blocks;
        this.freeUnits = freeUnits;
    }

    /** Queues a update for the lane; the future completes once it is written. */
    CompletableFuture<Void> add(Kind kind, List<OrderUnits> changes) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        waiting.add(new Settlement(kind, changes, done));
        return done;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Writes up to {@code most} of what is waiting, all at once. */
    void write(int most) {
        List<Settlement> batch = new ArrayList<>();
        for (Settlement next = waiting.poll(); next != null; next = batch.size() < most ? waiting.poll() : null) {
            batch.add(next);
        }
        try {
            for (Kind kind : Kind.values()) {
                write(
                        kind,
                        batch.stream()
                                .filter(update -> update.kind() == kind)
                                .flatMap(update -> update.changes().stream())
                                .toList());
            }
            batch.forEach(update -> update.done().complete(null));
        } catch (RuntimeException e) {
            batch.forEach(update -> update.done().completeExceptionally(e));
        }
    }

    /** Gives units back now; for the lane itself. */
    void release(List<OrderUnits> changes) {
        write(Kind.RELEASE, changes);
    }

    /** First all of a block's changes in one update; if some of them are not as expected, each by itself. */
    private void write(Kind kind, List<OrderUnits> changes) {
        // The same change twice in one update would be counted twice.
        Map<String, List<OrderUnits>> byBlock =
                changes.stream().distinct().collect(Collectors.groupingBy(OrderUnits::blockId));
        boolean asExpected = blocks.write(byBlock.entrySet().stream()
                .map(entry -> together(kind, entry.getKey(), entry.getValue()))
                .toList());
        if (!asExpected) {
            blocks.write(byBlock.values().stream()
                    .flatMap(Collection::stream)
                    .flatMap(change -> alone(kind, change))
                    .toList());
        } else if (kind == Kind.RELEASE) {
            byBlock.values().stream()
                    .flatMap(Collection::stream)
                    .forEach(change ->
                            freeUnits.put(new Allocation.Part(change.blockId(), change.units(), change.seats())));
        }
    }

    private static BlockUpdate together(Kind kind, String blockId, List<OrderUnits> changes) {
        return switch (kind) {
            case SELL -> new BlockUpdate.Sell(blockId, changes);
            case RELEASE -> new BlockUpdate.Release(blockId, changes, false);
        };
    }

    /** What may be left to do for one change: units to release may be held or bought. */
    private static Stream<BlockUpdate> alone(Kind kind, OrderUnits change) {
        List<OrderUnits> only = List.of(change);
        return switch (kind) {
            case SELL -> Stream.of(new BlockUpdate.Sell(change.blockId(), only));
            case RELEASE ->
                Stream.of(
                        new BlockUpdate.Release(change.blockId(), only, false),
                        new BlockUpdate.Release(change.blockId(), only, true));
        };
    }
}
