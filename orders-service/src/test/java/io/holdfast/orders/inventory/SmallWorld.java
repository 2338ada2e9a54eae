package io.holdfast.orders.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.RowState;
import io.holdfast.contracts.SeatingState;
import io.holdfast.contracts.TierState;
import io.holdfast.orders.inventory.Block.Holder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The allocators of several replicas over blocks and orders in memory. Every guarded update of a block, every read of one and every write
 * of orders is a step of a {@link Schedule}. What holds in all schedules holds because of the guards, the reading back and the checks
 * before a refusal, and not by luck.
 */
final class SmallWorld {

    static final String EVENT = "event";
    static final TierState FLOOR = new TierState("floor", "Floor", 1000, 10, 10);
    static final TierState STAND = new TierState(
            "stand",
            "Stand",
            1000,
            6,
            10,
            null,
            new SeatingState(List.of(new RowState("A", 3), new RowState("B", 3))),
            1);

    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
    private static final Duration HOLD = Duration.ofMinutes(10);

    record TestClaim(String orderId, String buyerId, List<ClaimItem> items, List<Limit> limits, boolean repeatable)
            implements Claim {

        private static TestClaim of(String orderId, ClaimItem... items) {
            return new TestClaim(orderId, orderId, List.of(items), List.of(), false);
        }

        static TestClaim of(String orderId, int units) {
            return of(orderId, new ClaimItem(FLOOR, units, List.of()));
        }

        static TestClaim seats(String orderId, String... names) {
            List<Seat> seats = List.of(names).stream()
                    .map(name -> Seat.named(name).orElseThrow())
                    .toList();
            return of(orderId, new ClaimItem(STAND, seats.size(), seats));
        }

        static TestClaim bestSeats(String orderId, int units) {
            return of(orderId, new ClaimItem(STAND, units, List.of()));
        }

        /** Seats and units without numbers in one order. */
        static TestClaim both(String orderId, int seats, int units) {
            return of(orderId, new ClaimItem(STAND, seats, List.of()), new ClaimItem(FLOOR, units, List.of()));
        }

        TestClaim limitedTo(int most, String buyer) {
            return new TestClaim(orderId, buyer, items, List.of(new Limit(null, most)), repeatable);
        }

        /** The same claim by this buyer, without a limit. */
        TestClaim by(String buyer) {
            return new TestClaim(orderId, buyer, items, limits, repeatable);
        }

        /** The same claim with an idempotency key, so that it may be repeated. */
        TestClaim keyed() {
            return new TestClaim(orderId, buyerId, items, limits, true);
        }

        @Override
        public boolean isFreeOfCharge() {
            return false;
        }
    }

    private record Asked(TestClaim claim, CompletableFuture<String> answer) {}

    private static final class StoredBlock {

        private final String tier;
        private final int capacity;
        private final List<Integer> numbers;
        private int free;
        private Instant claimedAt = Instant.EPOCH;
        private final Map<String, Holder> holders = new LinkedHashMap<>();

        private StoredBlock(String tier, int capacity, List<Integer> numbers) {
            this.tier = tier;
            this.capacity = capacity;
            this.free = capacity;
            this.numbers = numbers;
        }

        private List<Integer> freeSeats() {
            return numbers.stream()
                    .filter(number -> holders.values().stream()
                            .noneMatch(held -> held.seats().contains(number)))
                    .toList();
        }
    }

    private final Schedule schedule = new Schedule();
    private final Map<String, StoredBlock> stored = new TreeMap<>();
    private final Map<String, Allocation> orders = new HashMap<>();
    private final Map<String, String> buyers = new HashMap<>();
    private final List<Asked> asked = new ArrayList<>();
    private final Clock clock = Clock.fixed(NOON, ZoneOffset.UTC);
    private int lostHolds;

    /** @param floor capacities of the blocks of the general-admission tier */
    SmallWorld(int... floor) {
        IntStream.range(0, floor.length)
                .forEach(i ->
                        stored.put(BlockId.general(EVENT, "floor", i), new StoredBlock("floor", floor[i], List.of())));
        for (String row : List.of("A", "B")) {
            stored.put(BlockId.row(EVENT, "stand", row, 1), new StoredBlock("stand", 3, List.of(1, 2, 3)));
        }
    }

    Schedule schedule() {
        return schedule;
    }

    /** Adds a replica that decides these claims, one batch after another. */
    SmallWorld replica(List<List<TestClaim>> batches) {
        BatchAllocator<TestClaim, String> allocator = allocator();
        List<List<PendingClaim<TestClaim, String>>> pending = batches.stream()
                .map(batch -> batch.stream().map(this::ask).toList())
                .toList();
        schedule.actor(() -> pending.forEach(allocator::decide));
        return this;
    }

    /** Decides a claim now, while no replica is at work; whether it became an order. */
    boolean decide(TestClaim claim) {
        PendingClaim<TestClaim, String> pending = ask(claim);
        allocator().decide(List.of(pending));
        return !pending.answer().isCompletedExceptionally();
    }

    private BatchAllocator<TestClaim, String> allocator() {
        MemoryBlocks blocks = new MemoryBlocks();
        EventFreeUnits freeUnits = new EventFreeUnits(EVENT, blocks, new Random(1));
        return new BatchAllocator<>(
                EVENT,
                blocks,
                new MemoryOrders(),
                freeUnits,
                new UnitUpdates(blocks, freeUnits),
                HOLD,
                clock,
                new Random(2 + asked.size()),
                schedule::pause);
    }

    private PendingClaim<TestClaim, String> ask(TestClaim claim) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        asked.add(new Asked(claim, answer));
        buyers.put(claim.orderId(), claim.buyerId());
        return new PendingClaim<>(claim, answer);
    }

    /** Adds what ends an order and then releases its units. */
    SmallWorld ending(String orderId) {
        asked.removeIf(one -> one.claim().orderId().equals(orderId));
        MemoryBlocks blocks = new MemoryBlocks();
        UnitUpdates unitUpdates = new UnitUpdates(blocks, new EventFreeUnits(EVENT, blocks, new Random(1)));
        schedule.actor(() -> {
            schedule.step();
            Allocation allocation = orders.remove(orderId);
            schedule.writes(orderId);
            CompletableFuture<Void> released = unitUpdates.addRelease(orderId, Set.of(buyers.get(orderId)), allocation);
            unitUpdates.write(1);
            released.join();
        });
        return this;
    }

    /** Adds what leaves an order with less than it has, and then gives the rest back; twice, as after a crash. */
    SmallWorld giving(String orderId, Allocation.Part unit) {
        MemoryBlocks blocks = new MemoryBlocks();
        UnitUpdates unitUpdates = new UnitUpdates(blocks, new EventFreeUnits(EVENT, blocks, new Random(1)));
        schedule.actor(() -> {
            schedule.step();
            Allocation had = Objects.requireNonNull(orders.get(orderId));
            Allocation left = had.less(List.of(unit));
            orders.put(orderId, left);
            schedule.writes(orderId);
            // Between the two the process may be killed.
            for (int i = 0; i < 2; i++) {
                CompletableFuture<Void> given = unitUpdates.addKeeping(orderId, Set.of(buyers.get(orderId)), had, left);
                unitUpdates.write(1);
                given.join();
            }
        });
        return this;
    }

    Allocation allocationOf(String orderId) {
        return Objects.requireNonNull(orders.get(orderId));
    }

    /** Releases the units that a crash left without an order, as the sweep does. */
    void sweep() {
        MemoryBlocks blocks = new MemoryBlocks();
        UnitUpdates unitUpdates = new UnitUpdates(blocks, new EventFreeUnits(EVENT, blocks, new Random(1)));
        List<OrderUnits> orphans = stored.values().stream()
                .flatMap(block -> block.holders.values().stream())
                .filter(holder -> !isNamedByOrder(holder))
                .map(Holder::toUnits)
                .toList();
        orphans.forEach(orphan -> unitUpdates.release(List.of(orphan)));
    }

    private boolean isNamedByOrder(Holder holder) {
        Allocation allocation = orders.get(holder.orderId());
        return allocation != null && allocation.includes(holder.toUnits().part());
    }

    boolean hasOrder(String orderId) {
        return orders.containsKey(orderId);
    }

    /** How many units of living orders the buyer has. */
    int unitsOf(String buyer) {
        return orders.entrySet().stream()
                .filter(order -> buyer.equals(buyers.get(order.getKey())))
                .mapToInt(order -> order.getValue().unitsCountedBy(BlockId.allowance(EVENT, null, buyer)))
                .sum();
    }

    /** How many units the buyer's allowance counts. */
    int countedOf(String buyer) {
        return -stored.get(BlockId.allowance(EVENT, null, buyer)).free;
    }

    /** How many updates that were to hold units of a block met a guard that did not match. */
    int lostHolds() {
        return lostHolds;
    }

    int free(String tier) {
        return stored.values().stream()
                .filter(block -> block.tier.equals(tier))
                .mapToInt(block -> block.free)
                .sum();
    }

    /** All that it came to. */
    String outcome() {
        String blocks = stored.entrySet().stream()
                .map(block ->
                        block.getKey() + " " + block.getValue().free + " of " + new TreeMap<>(block.getValue().holders))
                .collect(Collectors.joining("\n"));
        List<String> answers = asked.stream()
                .map(one -> one.answer().isCompletedExceptionally()
                        ? failure(one.answer()).toString()
                        : one.answer().getNow("none"))
                .toList();
        return blocks + "\n" + new TreeMap<>(orders) + "\n" + answers;
    }

    /** I1 and I2: the counts are those of the holders, each holder has an order that names it, each order its units. */
    void audit() {
        stored.forEach((id, block) -> {
            int held = block.holders.values().stream().mapToInt(Holder::units).sum();
            assertThat(block.free + held).as("units of " + id).isEqualTo(block.capacity);
            if (!BlockId.isAllowance(id)) {
                assertThat(block.free).as("free of " + id).isNotNegative();
            }
            List<Integer> seats = block.holders.values().stream()
                    .flatMap(holder -> holder.seats().stream())
                    .toList();
            assertThat(seats).as("seats of " + id).doesNotHaveDuplicates();
            block.holders
                    .values()
                    .forEach(holder -> assertThat(isNamedByOrder(holder))
                            .as(holder + " is named by its order")
                            .isTrue());
        });
        orders.forEach((order, allocation) -> allocation.parts().forEach(part -> {
            StoredBlock block = stored.get(part.blockId());
            assertThat(block.holders.get(order)).as(order + " holds " + part).isNotNull();
        }));
    }

    /** Every claim has an answer; a refused one could not have been served by units that were free throughout (I6). */
    void auditAnswers() {
        for (Asked one : asked) {
            TestClaim claim = one.claim();
            CompletableFuture<String> answer = one.answer();
            assertThat(answer).as("answer to " + claim).isDone();
            if (answer.isCompletedExceptionally()) {
                Throwable why = failure(answer);
                assertThat(why).as("answer to " + claim).isInstanceOfAny(Refused.class, LimitReached.class);
                if (why instanceof Refused) {
                    assertThat(servable(claim))
                            .as(claim + " refused while free throughout")
                            .isFalse();
                }
            } else {
                assertThat(orders).containsKey(claim.orderId());
            }
        }
    }

    /** Every claim has an answer; one that was repeated while it was being decided may be told to ask again. */
    void auditRepeatedAnswers() {
        for (Asked one : asked) {
            assertThat(one.answer()).as("answer to " + one.claim()).isDone();
            if (one.answer().isCompletedExceptionally()) {
                assertThat(failure(one.answer())).isInstanceOfAny(Busy.class, Refused.class, LimitReached.class);
            } else {
                assertThat(orders).containsKey(one.claim().orderId());
            }
        }
    }

    private boolean servable(TestClaim claim) {
        return claim.items().stream()
                .allMatch(item -> item.seats().isEmpty()
                        ? free(item.tierId()) >= item.units()
                        : item.seats().stream()
                                .allMatch(seat -> stored.get(BlockId.of(EVENT, "stand", seat))
                                        .freeSeats()
                                        .contains(seat.number())));
    }

    static Throwable failure(CompletableFuture<String> answer) {
        try {
            answer.get();
            throw new AssertionError("no failure");
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private final class MemoryBlocks implements Blocks {

        @Override
        public boolean write(List<BlockUpdate> updates) {
            boolean all = true;
            for (BlockUpdate update : updates) {
                schedule.step();
                boolean applied = apply(update);
                if (applied) {
                    schedule.writes(update.blockId());
                } else {
                    schedule.reads(update.blockId());
                }
                all &= applied;
            }
            return all;
        }

        private boolean apply(BlockUpdate update) {
            StoredBlock block = stored.get(update.blockId());
            return switch (update) {
                case BlockUpdate.Hold hold -> {
                    boolean held = hold(block, hold);
                    lostHolds += held ? 0 : 1;
                    yield held;
                }
                case BlockUpdate.Count count -> count(block, count);
                case BlockUpdate.Adopt adopt -> adopt(block, adopt);
                case BlockUpdate.Release release -> !release.sold() && release(block, release);
                case BlockUpdate.GiveBack part -> !part.sold() && giveBack(block, part);
                case BlockUpdate.Sell _ -> throw new IllegalStateException("nothing is free of charge here");
            };
        }

        private boolean hold(StoredBlock block, BlockUpdate.Hold hold) {
            List<Integer> seats = hold.changes().stream()
                    .flatMap(change -> change.seats().stream())
                    .toList();
            boolean held = hold.changes().stream()
                    .anyMatch(change -> hold.repeatable().contains(change.orderId())
                            && block.holders.containsKey(change.orderId()));
            if (held
                    || block.free < hold.units() + hold.floor()
                    || !block.freeSeats().containsAll(seats)) {
                return false;
            }
            hold.changes()
                    .forEach(change -> block.holders.put(
                            change.orderId(),
                            new Holder(
                                    change.orderId(),
                                    hold.blockId(),
                                    change.units(),
                                    change.seats(),
                                    hold.since(),
                                    false,
                                    hold.repeatable().contains(change.orderId()) ? hold.attempt() : 0)));
            block.free -= hold.units();
            block.claimedAt = hold.since();
            return true;
        }

        private boolean count(StoredBlock block, BlockUpdate.Count count) {
            OrderUnits counted = count.changes().getFirst();
            Holder holder =
                    new Holder(counted.orderId(), count.blockId(), counted.units(), List.of(), count.since(), false, 0);
            boolean missing = block.holders.putIfAbsent(counted.orderId(), holder) == null;
            block.free -= missing ? counted.units() : 0;
            return missing;
        }

        private boolean adopt(StoredBlock block, BlockUpdate.Adopt adopt) {
            boolean holding = adopt.changes().stream().allMatch(change -> {
                Holder held = block.holders.get(change.orderId());
                return held != null && held.toUnits().equals(change) && held.attempt() == adopt.from();
            });
            if (holding) {
                adopt.changes()
                        .forEach(change -> block.holders.computeIfPresent(
                                change.orderId(),
                                (order, held) -> new Holder(
                                        order,
                                        held.blockId(),
                                        held.units(),
                                        held.seats(),
                                        held.since(),
                                        held.sold(),
                                        adopt.to())));
            }
            return holding;
        }

        private boolean release(StoredBlock block, BlockUpdate.Release release) {
            boolean holding = release.changes().stream().allMatch(change -> {
                Holder held = block.holders.get(change.orderId());
                Long attempt = release.attempts().get(change.orderId());
                return held != null && held.units() == change.units() && (attempt == null || attempt == held.attempt());
            });
            if (holding) {
                release.changes().forEach(change -> block.holders.remove(change.orderId()));
                block.free += release.units();
            }
            return holding;
        }

        private boolean giveBack(StoredBlock block, BlockUpdate.GiveBack part) {
            String order = part.before().orderId();
            Holder held = block.holders.get(order);
            if (held == null || !held.toUnits().equals(part.before())) {
                return false;
            }
            block.holders.put(
                    order,
                    new Holder(
                            order,
                            part.blockId(),
                            part.left().units(),
                            part.left().seats(),
                            held.since(),
                            false,
                            held.attempt()));
            block.free += part.given().units();
            return true;
        }

        private Block readOne(String id) {
            schedule.step();
            schedule.reads(id);
            StoredBlock block = stored.get(id);
            Block.Row row = block.numbers.isEmpty()
                    ? null
                    : new Block.Row(BlockId.seat(id, 1).row(), block.freeSeats());
            return new Block(id, block.free, new LinkedHashMap<>(block.holders), row);
        }

        private boolean exists(String id) {
            schedule.reads(id);
            return stored.containsKey(id);
        }

        private List<Block> ofTier(String tier) {
            List<String> ids = stored.entrySet().stream()
                    .filter(block -> block.getValue().tier.equals(tier))
                    .map(Map.Entry::getKey)
                    .toList();
            return ids.stream().map(this::readOne).toList();
        }

        @Override
        public List<Block> read(Collection<String> blockIds) {
            return blockIds.stream()
                    .sorted()
                    .filter(this::exists)
                    .map(this::readOne)
                    .toList();
        }

        @Override
        public Map<String, Integer> free(String eventId, String tierId) {
            return ofTier(tierId).stream()
                    .filter(block -> block.free() > 0)
                    .collect(Collectors.toMap(Block::id, Block::free, Integer::sum, TreeMap::new));
        }

        @Override
        public List<Block> freeRows(String eventId, String tierId) {
            return ofTier(tierId);
        }

        @Override
        public int held(String eventId, String tierId, int most) {
            schedule.step();
            int held = 0;
            for (Map.Entry<String, StoredBlock> block : stored.entrySet()) {
                if (block.getValue().tier.equals(tierId)) {
                    schedule.reads(block.getKey());
                    held += block.getValue().capacity - block.getValue().free;
                }
            }
            return Math.min(held, most);
        }

        @Override
        public List<Block> heldSince(
                String eventId, String tierId, Instant time, Collection<String> without, int most) {
            return List.of(); // the clock stands still: nothing expires
        }

        @Override
        public Optional<Instant> oldestHold(String eventId, String tierId) {
            return Optional.empty();
        }

        @Override
        public void noteOldest(Collection<String> blockIds) {}

        @Override
        public void noteNothingHeld(Collection<String> blockIds) {}

        @Override
        public List<Block> claimedSince(String eventId, String tierId, Instant since) {
            List<Block> found = ofTier(tierId);
            found.forEach(block -> schedule.reads(block.id()));
            return found.stream()
                    .filter(block -> !stored.get(block.id()).claimedAt.isBefore(since))
                    .toList();
        }

        @Override
        public void openAllowances(String eventId, Collection<String> blockIds) {
            schedule.step();
            for (String id : blockIds) {
                if (stored.putIfAbsent(id, new StoredBlock("@", 0, List.of())) == null) {
                    schedule.writes(id);
                } else {
                    schedule.reads(id);
                }
            }
        }
    }

    private final class MemoryOrders implements OrderSink<TestClaim, String> {

        @Override
        public OrderBatch<TestClaim, String> openBatch(String eventId, Collection<String> orderIds) {
            return new OrderBatch<>() {
                @Override
                public List<Outcome<String>> write(List<GrantedClaim<TestClaim>> grants) {
                    if (!grants.isEmpty()) {
                        schedule.step();
                    }
                    List<Outcome<String>> outcomes = new ArrayList<>();
                    for (GrantedClaim<TestClaim> grant : grants) {
                        String id = grant.claim().orderId();
                        Allocation before = orders.putIfAbsent(id, grant.allocation());
                        schedule.writes(id);
                        outcomes.add(before == null ? new Written<>(id) : new AlreadyExists<>(id, before));
                    }
                    return outcomes;
                }

                @Override
                public void publish(List<String> written) {}
            };
        }

        @Override
        public Optional<String> find(String orderId) {
            schedule.reads(orderId);
            return Optional.of(orderId).filter(orders::containsKey);
        }

        @Override
        public List<LivingOrder> living(String eventId, Set<String> buyerIds, boolean unpaidOnly) {
            schedule.step();
            buyers.keySet().forEach(schedule::reads);
            return orders.entrySet().stream()
                    .filter(order -> buyerIds.contains(buyers.get(order.getKey())))
                    .map(order -> new LivingOrder(order.getKey(), buyers.get(order.getKey()), order.getValue(), NOON))
                    .toList();
        }

        @Override
        public Optional<Allocation> kept(String orderId) {
            schedule.reads(orderId);
            return Optional.ofNullable(orders.get(orderId));
        }

        @Override
        public Set<String> decided(Collection<String> orderIds) {
            schedule.step();
            orderIds.forEach(schedule::reads);
            return orderIds.stream().filter(orders::containsKey).collect(Collectors.toSet());
        }

        @Override
        public Map<OrderUnits, HolderState> resolve(Collection<OrderUnits> holders) {
            schedule.step(); // nothing is overdue here
            Map<OrderUnits, HolderState> resolved = new LinkedHashMap<>();
            for (OrderUnits units : holders) {
                schedule.reads(units.orderId());
                Allocation allocation = orders.get(units.orderId());
                boolean named = allocation != null && allocation.includes(units.part());
                resolved.put(units, named ? HolderState.HELD : HolderState.RELEASABLE);
            }
            return resolved;
        }
    }
}
