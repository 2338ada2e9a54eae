package io.holdfast.orders.inventory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Applies to the blocks what happened to orders: their units were bought, or are to be free again. Any of it may be repeated: the guards
 * of the blocks let each unit change once.
 */
final class UnitUpdates {

    /** So many blocks of which units were settled are looked at together for whether any are still held. */
    private static final int NOTED_TOGETHER = 256;

    enum Kind {
        SELL,
        RELEASE
    }

    /** @param allowances that may hold further units of the order, to be looked at before the update is written */
    private record Update(Kind kind, List<OrderUnits> units, Set<String> allowances, CompletableFuture<Void> done) {}

    private final Blocks blocks;
    private final EventFreeUnits freeUnits;
    /** Blocks of which units were sold or released, so that nothing of them may be held; used by the lane's thread alone. */
    private final Set<String> settled = new HashSet<>();

    /**
     * An order that keeps only a part of its units, or nothing.
     *
     * @param blockIds where it may have units
     */
    private record Keeping(String orderId, Set<String> blockIds, Allocation left, CompletableFuture<Void> done) {}

    /** How often the blocks are read again that changed between the reading and the writing. */
    private static final int KEEPING_TRIES = 5;

    private final Queue<Update> waiting = new ConcurrentLinkedQueue<>();
    private final Queue<Keeping> keeping = new ConcurrentLinkedQueue<>();

    UnitUpdates(Blocks blocks, EventFreeUnits freeUnits) {
        this.blocks = blocks;
        this.freeUnits = freeUnits;
    }

    /** Queues an update for {@link #write}, from any thread; the future completes once it is written. */
    CompletableFuture<Void> add(Kind kind, List<OrderUnits> units) {
        return add(kind, units, Set.of());
    }

    /**
     * Queues the release of all that a buyer's order had, which is over. An allowance may count the order without being named by it, if a
     * limit was set after the order was placed; so the buyer's allowances are read before the update is written.
     */
    CompletableFuture<Void> addRelease(String orderId, Set<String> buyerKeys, Allocation allocation) {
        List<OrderUnits> named = OrderUnits.of(orderId, allocation);
        Set<String> allowances = allocation.allowances(buyerKeys);
        named.forEach(units -> allowances.remove(units.blockId()));
        return add(Kind.RELEASE, named, allowances);
    }

    /**
     * Queues that a buyer's order has only {@code left} of what it had: the rest becomes free. What the order has in the blocks is read
     * before, since earlier parts may be given back already, or not yet. As an order only ever has less, an outdated {@code left} does
     * nothing.
     *
     * @param had all that the order ever had
     */
    CompletableFuture<Void> addKeeping(String orderId, Set<String> buyerKeys, Allocation had, Allocation left) {
        Set<String> blockIds = new HashSet<>(had.allowances(buyerKeys));
        had.parts().forEach(part -> blockIds.add(part.blockId()));
        CompletableFuture<Void> done = new CompletableFuture<>();
        keeping.add(new Keeping(orderId, blockIds, left, done));
        return done;
    }

    private CompletableFuture<Void> add(Kind kind, List<OrderUnits> units, Set<String> allowances) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        waiting.add(new Update(kind, units, allowances, done));
        return done;
    }

    boolean isEmpty() {
        return waiting.isEmpty() && keeping.isEmpty();
    }

    /** Writes up to {@code most} of the queued updates, all at once. A failure goes to their futures. */
    void write(int most) {
        List<Update> batch = new ArrayList<>();
        for (Update next = waiting.poll(); next != null; next = batch.size() < most ? waiting.poll() : null) {
            batch.add(next);
        }
        try {
            for (Kind kind : Kind.values()) {
                List<Update> some =
                        batch.stream().filter(update -> update.kind() == kind).toList();
                List<OrderUnits> units = new ArrayList<>(unitsInAllowances(some));
                some.forEach(update -> units.addAll(update.units()));
                write(kind, units, Map.of());
            }
            batch.forEach(update -> update.done().complete(null));
        } catch (RuntimeException e) {
            batch.forEach(update -> update.done().completeExceptionally(e));
        }
        for (int i = 0; i < most && !keeping.isEmpty(); i++) {
            keep(keeping.remove());
        }
    }

    private void keep(Keeping order) {
        try {
            for (int i = 0; i < KEEPING_TRIES; i++) {
                List<BlockUpdate> given = given(order);
                if (given.isEmpty() || blocks.write(given)) {
                    noteGiven(given);
                    order.done().complete(null);
                    return;
                }
            }
            throw new IllegalStateException("The units of order " + order.orderId() + " change all the time");
        } catch (RuntimeException e) {
            order.done().completeExceptionally(e);
        }
    }

    /** What the blocks list of the order beyond what it has. */
    private List<BlockUpdate> given(Keeping order) {
        List<BlockUpdate> given = new ArrayList<>();
        for (Block block : blocks.read(order.blockIds())) {
            Block.Holder holder = block.holder(order.orderId());
            Allocation.Part left = order.left().in(block.id());
            if (holder == null || (left != null && left.units() >= holder.units())) {
                continue;
            }
            OrderUnits before = holder.toUnits();
            given.add(
                    left == null
                            ? new BlockUpdate.Release(block.id(), List.of(before), holder.sold(), Map.of())
                            : new BlockUpdate.GiveBack(
                                    before,
                                    new OrderUnits(order.orderId(), block.id(), left.units(), left.seats()),
                                    holder.sold()));
        }
        return given;
    }

    private void noteGiven(List<BlockUpdate> given) {
        for (BlockUpdate update : given) {
            OrderUnits units = update instanceof BlockUpdate.GiveBack part
                    ? part.given()
                    : update.changes().getFirst();
            freeUnits.add(units.part());
            if (!BlockId.isAllowance(update.blockId())) {
                settled.add(update.blockId());
            }
        }
    }

    private List<OrderUnits> unitsInAllowances(List<Update> updates) {
        Set<String> ids =
                updates.stream().flatMap(update -> update.allowances().stream()).collect(Collectors.toSet());
        if (ids.isEmpty()) {
            return List.of();
        }
        Map<String, Block> found = Block.byId(blocks.read(ids));
        List<OrderUnits> units = new ArrayList<>();
        for (Update update : updates) {
            for (String id : update.allowances()) {
                Block allowance = found.get(id);
                Block.Holder holder = allowance == null
                        ? null
                        : allowance.holder(update.units().getFirst().orderId());
                if (holder != null) {
                    units.add(holder.toUnits());
                }
            }
        }
        return units;
    }

    /** Writes at once what became of units that blocks list as held. */
    void settle(Map<OrderUnits, OrderSink.HolderState> states) {
        write(Kind.SELL, having(OrderSink.HolderState.SOLD, states), Map.of());
        release(having(OrderSink.HolderState.RELEASABLE, states));
    }

    private static List<OrderUnits> having(OrderSink.HolderState state, Map<OrderUnits, OrderSink.HolderState> states) {
        return states.entrySet().stream()
                .filter(entry -> entry.getValue() == state)
                .map(Map.Entry::getKey)
                .toList();
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
        byBlock.keySet().stream().filter(id -> !BlockId.isAllowance(id)).forEach(settled::add);
        if (settled.size() >= NOTED_TOGETHER) {
            noteNothingHeld();
        }
    }

    /** Notes which of the blocks whose units were sold or released have nothing held any more, so that no search finds them. */
    void noteNothingHeld() {
        if (!settled.isEmpty()) {
            blocks.noteNothingHeld(settled);
            settled.clear();
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
