package io.holdfast.orders.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.ChangeDecided.Shortage;
import io.holdfast.contracts.RowState;
import io.holdfast.contracts.SeatingState;
import io.holdfast.contracts.TierState;
import io.holdfast.orders.inventory.SizedBlock.Withdrawn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Replicas that decide about a proposal, carry out a later change and sell units, over the sizes of blocks in memory. Every guarded update
 * and every read is a step of a {@link Schedule}; a scan reads each block in a step of its own.
 */
final class CapacityWorld {

    static final long PROPOSAL = 4;
    static final long NEXT = 6;

    private static final String EVENT = "event";
    private static final long FIRST = 2;

    private final Schedule schedule = new Schedule();
    private final TreeMap<String, SizedBlock> stored = new TreeMap<>();
    private final CapacityChanger capacity = new CapacityChanger(new MemorySizes());
    private final TierState proposedFloor;
    private final TierState proposedStand;
    private final int floorBefore;
    private @Nullable Boolean granted;
    private int nextFloor = -1;

    /** @param floor units of the floor before, proposed */
    CapacityWorld(int floor, int proposedFloor, int proposedSeats) {
        this.floorBefore = floor;
        this.proposedFloor = floor(proposedFloor);
        this.proposedStand = stand(proposedSeats);
        capacity.apply(EVENT, floor(floor), FIRST);
        capacity.apply(EVENT, stand(3), FIRST);
    }

    static TierState floor(int units) {
        return new TierState("floor", "Floor", 1000, units, 10);
    }

    private static TierState stand(int seats) {
        SeatingState seating = new SeatingState(List.of(new RowState("A", seats)));
        return new TierState("stand", "Stand", 1000, seats, 10, null, seating, 1);
    }

    Schedule schedule() {
        return schedule;
    }

    /** Adds a replica that receives the proposal. */
    CapacityWorld replica() {
        schedule.actor(this::decide);
        return this;
    }

    /** What a replica does with the proposal, also when it receives it once more. */
    void decide() {
        if (decision() == null) {
            List<Shortage> shortages = new ArrayList<>();
            tiers().forEach(tier -> capacity.shortage(EVENT, tier).ifPresent(shortages::add));
            if (shortages.isEmpty()) {
                tiers().forEach(tier -> capacity.withdraw(EVENT, tier, PROPOSAL).ifPresent(shortages::add));
            }
            schedule.step();
            if (granted == null) {
                granted = shortages.isEmpty();
            }
        }
        finish();
    }

    private Stream<TierState> tiers() {
        return Stream.of(proposedFloor, proposedStand);
    }

    private @Nullable Boolean decision() {
        schedule.step();
        return granted;
    }

    private void finish() {
        if (Objects.requireNonNull(decision())) {
            capacity.confirm(EVENT, PROPOSAL);
        } else {
            capacity.restore(EVENT, PROPOSAL);
        }
    }

    /** Adds a replica that receives the change after the decision, with which the floor has so many units. */
    CapacityWorld nextChange(int floor) {
        nextFloor = floor;
        schedule.actor(this::applyNext);
        return this;
    }

    void applyNext() {
        while (decision() == null) {
            schedule.pause();
        }
        finish();
        capacity.apply(EVENT, floor(nextFloor), NEXT);
    }

    /** Adds a buyer of units of the floor, from its last block, and of a seat. */
    CapacityWorld buyer(int units, int seat) {
        schedule.actor(() -> {
            takeUnits(units);
            takeSeat(seat);
        });
        return this;
    }

    /** Adds a buyer who holds a seat and lets it go. */
    CapacityWorld buyerWhoLetsGo(int seat) {
        schedule.actor(() -> {
            if (takeSeat(seat)) {
                changeSeats(1, seats -> seats.remove(Integer.toString(seat)) != null);
            }
        });
        return this;
    }

    private void takeUnits(int units) {
        schedule.step();
        stored.computeIfPresent(
                "event/floor/" + (count("floor") - 1),
                (id, block) -> block.free() < units ? block : withCounts(block, 0, -units, block.plan()));
    }

    private boolean takeSeat(int seat) {
        return changeSeats(-1, seats -> seats.putIfAbsent(Integer.toString(seat), "buyer") == null);
    }

    /** @param change whether the seats can be changed */
    private boolean changeSeats(int free, Predicate<Document> change) {
        schedule.step();
        SizedBlock block = Objects.requireNonNull(stored.get("event/stand/A.1"));
        Document seats = new Document(Objects.requireNonNull(block.seats()));
        if (!change.test(seats)) {
            return false;
        }
        stored.put(block.id(), withSeats(withCounts(block, 0, free, block.plan()), seats));
        return true;
    }

    private long count(String tier) {
        return stored.keySet().stream()
                .filter(id -> BlockId.tierOf(id).equals(tier))
                .count();
    }

    int capacity(String tier) {
        return stored.values().stream()
                .filter(block -> BlockId.tierOf(block.id()).equals(tier))
                .mapToInt(SizedBlock::capacity)
                .sum();
    }

    /** All tiers are as the decision, and the next change if there was one, want them. */
    void audit() {
        boolean wasGranted = Objects.requireNonNull(granted);
        int floor = wasGranted ? Math.min(floorBefore, proposedFloor.capacity()) : floorBefore;
        assertThat(capacity("floor")).as("floor, granted: " + granted).isEqualTo(nextFloor < 0 ? floor : nextFloor);
        assertThat(capacity("stand"))
                .as("stand, granted: " + granted)
                .isEqualTo(wasGranted ? Math.min(3, proposedStand.capacity()) : 3);
        stored.values().forEach(block -> {
            assertThat(block.withdrawn()).as(block.id()).isNull();
            assertThat(block.free()).as(block.id()).isNotNegative();
            if (block.seats() != null) {
                long missing = block.seats().values().stream()
                        .filter(BlockDocuments.NO_SEAT::equals)
                        .count();
                assertThat(block.capacity()).isEqualTo((int) (BlockId.SIZE - missing));
            }
        });
    }

    /** Nothing is on sale that neither the event has nor, once it is granted, the proposal. */
    void auditWithoutNextChange() {
        assertThat(capacity("floor")).isLessThanOrEqualTo(floorBefore);
        assertThat(capacity("stand")).isLessThanOrEqualTo(3);
    }

    private static SizedBlock withCounts(SizedBlock block, int capacity, int free, @Nullable Long plan) {
        return new SizedBlock(
                block.id(),
                block.capacity() + capacity,
                block.free() + free,
                plan,
                block.latestPlan(),
                block.withdrawn(),
                block.row(),
                block.first(),
                block.seats());
    }

    private static SizedBlock withSeats(SizedBlock block, Document seats) {
        return new SizedBlock(
                block.id(),
                block.capacity(),
                block.free(),
                block.plan(),
                block.latestPlan(),
                block.withdrawn(),
                block.row(),
                block.first(),
                seats);
    }

    private static SizedBlock withWithdrawn(SizedBlock block, @Nullable Withdrawn withdrawn) {
        return new SizedBlock(
                block.id(),
                block.capacity(),
                block.free(),
                block.plan(),
                block.latestPlan(),
                withdrawn,
                block.row(),
                block.first(),
                block.seats());
    }

    private static SizedBlock withLatestPlan(SizedBlock block, long plan) {
        return new SizedBlock(
                block.id(),
                block.capacity(),
                block.free(),
                block.plan(),
                plan,
                block.withdrawn(),
                block.row(),
                block.first(),
                block.seats());
    }

    private final class MemorySizes implements BlockSizes {

        @Override
        public List<SizedBlock> ofTier(String eventId, String tierId) {
            return scan(BlockId.prefix(eventId, tierId));
        }

        @Override
        public List<SizedBlock> ofEvent(String eventId) {
            return scan(eventId + "/");
        }

        private List<SizedBlock> scan(String prefix) {
            List<SizedBlock> found = new ArrayList<>();
            String id = stored.ceilingKey(prefix);
            while (id != null && id.startsWith(prefix)) {
                schedule.step();
                found.add(Objects.requireNonNull(stored.get(id)));
                id = stored.higherKey(id);
            }
            return found;
        }

        @Override
        public Optional<SizedBlock> find(String blockId) {
            schedule.step();
            return Optional.ofNullable(stored.get(blockId));
        }

        @Override
        public void close(List<SizedBlock> blocks, long toPlansBefore) {
            for (SizedBlock block : blocks) {
                update(
                        block.id(),
                        found -> found.latestPlan() == null || found.latestPlan() < toPlansBefore
                                ? withLatestPlan(found, toPlansBefore)
                                : found);
            }
        }

        /** @return whether the update changed the block */
        private boolean update(String id, UnaryOperator<SizedBlock> update) {
            schedule.step();
            SizedBlock before = Objects.requireNonNull(stored.get(id));
            SizedBlock after = update.apply(before);
            stored.put(id, after);
            return after != before;
        }

        private boolean isUnchanged(SizedBlock found, SizedBlock read, CapacityPlan plan) {
            return found.capacity() == read.capacity()
                    && Objects.equals(found.plan(), read.plan())
                    && Objects.equals(found.latestPlan(), plan.number());
        }

        @Override
        public boolean resize(SizedBlock block, int by, CapacityPlan plan) {
            return update(block.id(), found -> {
                if (!isUnchanged(found, block, plan) || found.free() < -by) {
                    return found;
                }
                SizedBlock resized = withCounts(found, by, by, plan.number());
                return by < 0 && plan.proposal()
                        ? withWithdrawn(resized, new Withdrawn(plan.number(), -by, List.of()))
                        : resized;
            });
        }

        @Override
        public boolean changeSeats(SizedBlock block, List<Integer> added, List<Integer> removed, CapacityPlan plan) {
            return update(block.id(), found -> {
                Document seats = new Document(Objects.requireNonNull(found.seats()));
                if (!isUnchanged(found, block, plan)
                        || removed.stream().anyMatch(number -> seats.containsKey(Integer.toString(number)))) {
                    return found;
                }
                removed.forEach(number -> seats.append(Integer.toString(number), BlockDocuments.NO_SEAT));
                added.forEach(number -> seats.remove(Integer.toString(number)));
                int by = added.size() - removed.size();
                SizedBlock changed = withSeats(withCounts(found, by, by, plan.number()), seats);
                return !removed.isEmpty() && plan.proposal()
                        ? withWithdrawn(changed, new Withdrawn(plan.number(), removed.size(), removed))
                        : changed;
            });
        }

        @Override
        public void restoreWithdrawn(SizedBlock block) {
            update(block.id(), found -> {
                Withdrawn withdrawn = found.withdrawn();
                if (!Objects.equals(withdrawn, block.withdrawn()) || withdrawn == null) {
                    return found;
                }
                SizedBlock restored =
                        withWithdrawn(withCounts(found, withdrawn.units(), withdrawn.units(), found.plan()), null);
                if (found.seats() == null) {
                    return restored;
                }
                Document seats = new Document(found.seats());
                withdrawn.seats().forEach(number -> seats.remove(Integer.toString(number)));
                return withSeats(restored, seats);
            });
        }

        @Override
        public void forgetWithdrawn(SizedBlock block) {
            update(
                    block.id(),
                    found -> Objects.equals(found.withdrawn(), block.withdrawn()) ? withWithdrawn(found, null) : found);
        }

        @Override
        public void insertMissing(String eventId, String tierId, Map<String, Integer> capacities, CapacityPlan plan) {
            capacities.forEach((id, units) ->
                    insert(new SizedBlock(id, units, units, plan.number(), plan.number(), null, null, null, null)));
        }

        @Override
        public void insertMissing(String eventId, String tierId, SeatPlan seats, CapacityPlan plan) {
            seats.forEachBlock((row, first, numbers) ->
                    insert(SizedBlock.read(BlockDocuments.emptyRow(eventId, tierId, row, first, numbers)
                            .append("plan", plan.number())
                            .append("latestPlan", plan.number()))));
        }

        private void insert(SizedBlock block) {
            schedule.step();
            stored.putIfAbsent(block.id(), block);
        }
    }
}
