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
 * Applies to the blocks what happened to orders: their units were bought, or are to be free again. Any of it may be repeated: the guards
 * of the blocks let each unit change once.
 */
final class UnitUpdates {

    enum Kind {
        SELL,
        RELEASE
    }

    private record Update(Kind kind, List<OrderUnits> units, CompletableFuture<Void> done) {}

    private final Blocks blocks;
    private final EventFreeUnits freeUnits;
    private final Queue<Update> waiting = new ConcurrentLinkedQueue<>();

    UnitUpdates(Blocks blocks, EventFreeUnits freeUnits) {
        this.blocks = blocks;
        this.freeUnits = freeUnits;
    }

    /** Queues an update for {@link #write}, from any thread; the future completes once it is written. */
    CompletableFuture<Void> add(Kind kind, List<OrderUnits> units) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        waiting.add(new Update(kind, units, done));
        return done;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Writes up to {@code most} of the queued updates, all at once. A failure goes to their futures. */
    void write(int most) {
        List<Update> batch = new ArrayList<>();
        for (Update next = waiting.poll(); next != null; next = batch.size() < most ? waiting.poll() : null) {
            batch.add(next);
        }
        try {
            for (Kind kind : Kind.values()) {
                write(
                        kind,
                        batch.stream()
                                .filter(update -> update.kind() == kind)
                                .flatMap(update -> update.units().stream())
                                .toList(),
                        Map.of());
            }
            batch.forEach(update -> update.done().complete(null));
        } catch (RuntimeException e) {
            batch.forEach(update -> update.done().completeExceptionally(e));
        }
    }

    /** Releases units at once, without the queue: those of orders that are over or will never be written. */
    void release(List<OrderUnits> units) {
        release(units, Map.of());
    }

    /**
     * Releases at once what attempts of claims hold and have no use for.
     *
     * @param attempts by order, of repeatable claims: the attempt that releases what it holds itself, and nothing else
     */
    void release(List<OrderUnits> units, Map<String, Long> attempts) {
        write(Kind.RELEASE, units, attempts);
    }

    /** First all units of a block in one update; if some of them are not as expected, each order's by itself. */
    private void write(Kind kind, List<OrderUnits> units, Map<String, Long> attempts) {
        // Units named twice in one update would be counted twice.
        Map<String, List<OrderUnits>> byBlock =
                units.stream().distinct().collect(Collectors.groupingBy(OrderUnits::blockId));
        boolean asExpected = blocks.write(byBlock.entrySet().stream()
                .map(block -> together(kind, block.getKey(), block.getValue(), attempts))
                .toList());
        if (!asExpected) {
            blocks.write(byBlock.values().stream()
                    .flatMap(Collection::stream)
                    .flatMap(some -> alone(kind, some, attempts))
                    .toList());
        } else if (kind == Kind.RELEASE) {
            byBlock.values().stream().flatMap(Collection::stream).forEach(some -> freeUnits.add(some.part()));
        }
    }

    private static BlockUpdate together(Kind kind, String blockId, List<OrderUnits> units, Map<String, Long> attempts) {
        return switch (kind) {
            case SELL -> new BlockUpdate.Sell(blockId, units);
            case RELEASE -> new BlockUpdate.Release(blockId, units, false, attempts);
        };
    }

    /** Units to release may be held or sold: one of the two guards will be true, or neither if they are free already. */
    private static Stream<BlockUpdate> alone(Kind kind, OrderUnits units, Map<String, Long> attempts) {
        List<OrderUnits> only = List.of(units);
        return switch (kind) {
            case SELL -> Stream.of(new BlockUpdate.Sell(units.blockId(), only));
            case RELEASE ->
                Stream.of(
                        new BlockUpdate.Release(units.blockId(), only, false, attempts),
                        new BlockUpdate.Release(units.blockId(), only, true, attempts));
        };
    }
}
