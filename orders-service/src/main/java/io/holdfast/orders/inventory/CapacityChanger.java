package io.holdfast.orders.inventory;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import io.holdfast.contracts.ChangeDecided.Shortage;
import io.holdfast.contracts.RowState;
import io.holdfast.contracts.SeatingState;
import io.holdfast.contracts.TierState;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Puts units on the shelves and takes them off, so that a tier has as many as its plan says, while it is being sold. Only units that
 * nobody holds are taken off.
 *
 * <p>Each plan has a stamp, which only grows. A block that is changed for a plan carries its stamp and is not changed for that plan
 * again; blocks are changed in a fixed order, each guarded by the stamp it was read with. So a plan that is carried out twice, by two
 * replicas at once or again after a crash, has its effect once.
 */
@Component
public class CapacityChanger {

    private final BlockStore blocks;
    private final MongoCollection<Document> collection;

    CapacityChanger(BlockStore blocks) {
        this.blocks = blocks;
        this.collection = blocks.collection();
    }

    /**
     * Makes the tier as large as it is to be, as far as it can be.
     *
     * @param stamp of the plan; an older one than the tier has seen changes nothing
     * @return what is in the way of a smaller tier; empty when it is as it is to be
     */
    public Optional<Shortage> fit(String eventId, TierState tier, long stamp) {
        SeatingState seating = tier.seating();
        return seating == null
                ? fitUnits(eventId, tier.id(), tier.capacity(), stamp)
                : fitSeats(eventId, tier.id(), seating, stamp);
    }

    /** Takes a tier off the shelves altogether. */
    public Optional<Shortage> remove(String eventId, TierState tier, long stamp) {
        return tier.seating() == null
                ? fitUnits(eventId, tier.id(), 0, stamp)
                : fitSeats(eventId, tier.id(), new SeatingState(List.of()), stamp);
    }

    /** What would be in the way of a tier of this size now; touches nothing. */
    public Optional<Shortage> obstacle(String eventId, TierState tier) {
        SeatingState seating = tier.seating();
        if (seating == null) {
            int taken = tierBlocks(eventId, tier.id()).stream()
                    .mapToInt(StockedBlock::taken)
                    .sum();
            return taken > tier.capacity() ? Optional.of(new Shortage(tier.id(), taken, List.of())) : Optional.empty();
        }
        return shortage(tier.id(), takenSeats(eventId, tier.id(), plan(seating)), eventId);
    }

    /** What would be in the way of taking a tier off altogether; touches nothing. */
    public Optional<Shortage> obstacleToRemoval(String eventId, TierState tier) {
        int taken = tierBlocks(eventId, tier.id()).stream()
                .mapToInt(StockedBlock::taken)
                .sum();
        return taken > 0 ? Optional.of(new Shortage(tier.id(), taken, List.of())) : Optional.empty();
    }

    /** A block, as far as its size is concerned. */
    private record StockedBlock(
            String id, int capacity, int free, @Nullable Long plan, Document document) {

        static StockedBlock of(Document block) {
            return new StockedBlock(
                    block.getString("_id"),
                    block.getInteger("capacity"),
                    block.getInteger("free"),
                    block.getLong("plan"),
                    block);
        }

        int taken() {
            return capacity - free;
        }

        boolean isOlderThan(long stamp) {
            return plan == null || plan < stamp;
        }

        boolean isNewerThan(long stamp) {
            return plan != null && plan > stamp;
        }

        /** Guards a change for a plan: nobody changed the block's size since it was read. */
        Document guard() {
            return new Document("_id", id)
                    .append("capacity", capacity)
                    .append("plan", plan == null ? new Document("$exists", false) : plan);
        }
    }

    private List<StockedBlock> tierBlocks(String eventId, String tierId) {
        Bson tier = Filters.and(Filters.eq("event", eventId), Filters.eq("tier", tierId));
        return collection
                .find(tier)
                .projection(Projections.exclude("holders"))
                .batchSize(10_000)
                .map(StockedBlock::of)
                .into(new ArrayList<>());
    }

    private static Document change(int by, long stamp) {
        return new Document(
                        "$inc", new Document("capacity", by).append("free", by).append("version", 1L))
                .append("$set", new Document("plan", stamp));
    }

    // --- general admission ---

    private Optional<Shortage> fitUnits(String eventId, String tierId, int target, long stamp) {
        while (true) {
            List<StockedBlock> found = tierBlocks(eventId, tierId);
            int excess = found.stream().mapToInt(StockedBlock::capacity).sum() - target;
            if (excess == 0 || found.stream().anyMatch(block -> block.isNewerThan(stamp))) {
                return Optional.empty();
            }
            List<StockedBlock> open = found.stream()
                    .filter(block -> block.isOlderThan(stamp))
                    .filter(block -> excess > 0 || block.capacity() < BlockId.SIZE)
                    .sorted(Comparator.comparingInt((StockedBlock block) -> BlockId.numberOf(block.id()))
                            .reversed())
                    .toList();
            if (!open.isEmpty()) {
                resize(open, excess, stamp);
            } else if (excess < 0) {
                append(eventId, tierId, found, -excess, stamp);
            } else {
                int taken = found.stream().mapToInt(StockedBlock::taken).sum();
                return Optional.of(new Shortage(tierId, taken, List.of()));
            }
        }
    }

    /** Takes off what is too much, or adds what is too little, block by block, until somebody else is found to do the same. */
    private void resize(List<StockedBlock> open, int excess, long stamp) {
        int left = excess;
        for (StockedBlock block : open) {
            OptionalInt by = resize(block, left, stamp);
            if (by.isEmpty()) {
                return;
            }
            left += by.getAsInt();
            if (left == 0) {
                return;
            }
        }
    }

    /** By how many units the block was changed; empty when somebody else changed it for a plan. */
    private OptionalInt resize(StockedBlock first, int excess, long stamp) {
        StockedBlock block = first;
        while (block.isOlderThan(stamp)) {
            int by = excess > 0 ? -Math.min(excess, block.free()) : Math.min(-excess, BlockId.SIZE - block.capacity());
            Document guard = block.guard().append("free", new Document("$gte", -by));
            if (collection.updateOne(guard, change(by, stamp)).getMatchedCount() == 1) {
                return OptionalInt.of(by);
            }
            block = StockedBlock.of(Objects.requireNonNull(
                    collection.find(Filters.eq("_id", block.id())).first()));
        }
        return OptionalInt.empty();
    }

    private void append(String eventId, String tierId, List<StockedBlock> found, int missing, long stamp) {
        int next = found.stream()
                .mapToInt(block -> BlockId.numberOf(block.id()) + 1)
                .max()
                .orElse(0);
        List<Document> added = new ArrayList<>();
        for (int left = missing; left > 0; left -= BlockId.SIZE) {
            String id = BlockId.general(eventId, tierId, next++);
            added.add(BlockStore.empty(id, eventId, tierId, Math.min(BlockId.SIZE, left))
                    .append("plan", stamp));
        }
        blocks.insertMissing(added);
    }

    // --- numbered seats ---

    /** Which numbers each block of a plan has seats for. */
    private static Map<String, Map<Integer, BitSet>> plan(SeatingState seating) {
        Map<String, Map<Integer, BitSet>> rows = new HashMap<>();
        for (RowState row : seating.rows()) {
            Map<Integer, BitSet> byFirst = new HashMap<>();
            for (int number = 1; number <= row.seats(); number++) {
                BitSet block = byFirst.computeIfAbsent(BlockId.firstOf(number), unseen -> new BitSet());
                block.set(number, !row.gaps().contains(number));
            }
            rows.put(row.label(), byFirst);
        }
        return rows;
    }

    private static BitSet planned(Map<String, Map<Integer, BitSet>> plan, Document block) {
        return plan.getOrDefault(block.getString("row"), Map.of())
                .getOrDefault(block.getInteger("first"), new BitSet());
    }

    private List<Seat> takenSeats(String eventId, String tierId, Map<String, Map<Integer, BitSet>> plan) {
        List<Seat> taken = new ArrayList<>();
        for (StockedBlock block : tierBlocks(eventId, tierId)) {
            BitSet wanted = planned(plan, block.document());
            block.document().get("seats", Document.class).forEach((number, holder) -> {
                int seat = Integer.parseInt(number);
                if (!BlockStore.NO_SEAT.equals(holder) && !wanted.get(seat)) {
                    taken.add(BlockId.seat(block.id(), seat));
                }
            });
        }
        return taken;
    }

    private Optional<Shortage> shortage(String tierId, List<Seat> inTheWay, String eventId) {
        if (inTheWay.isEmpty()) {
            return Optional.empty();
        }
        int taken = tierBlocks(eventId, tierId).stream()
                .mapToInt(StockedBlock::taken)
                .sum();
        return Optional.of(new Shortage(
                tierId, taken, inTheWay.stream().map(Seat::name).sorted().toList()));
    }

    private Optional<Shortage> fitSeats(String eventId, String tierId, SeatingState seating, long stamp) {
        Map<String, Map<Integer, BitSet>> plan = plan(seating);
        insertMissing(eventId, tierId, plan, stamp);
        for (StockedBlock block : tierBlocks(eventId, tierId)) {
            Optional<StockedBlock> current = Optional.of(block);
            while (current.isPresent() && !fitted(current.get(), planned(plan, block.document()), stamp)) {
                current = Optional.ofNullable(
                                collection.find(Filters.eq("_id", block.id())).first())
                        .map(StockedBlock::of);
            }
        }
        return shortage(tierId, takenSeats(eventId, tierId, plan), eventId);
    }

    private void insertMissing(String eventId, String tierId, Map<String, Map<Integer, BitSet>> plan, long stamp) {
        List<Document> all = new ArrayList<>();
        plan.forEach((row, byFirst) -> byFirst.forEach((first, seats) -> {
            Document none = new Document();
            for (int number = first; number < first + BlockId.SIZE; number++) {
                if (!seats.get(number)) {
                    none.append(Integer.toString(number), BlockStore.NO_SEAT);
                }
            }
            all.add(BlockStore.empty(BlockId.row(eventId, tierId, row, first), eventId, tierId, seats.cardinality())
                    .append("row", row)
                    .append("first", first)
                    .append("upTo", first + BlockId.SIZE - 1)
                    .append("seats", none)
                    .append("plan", stamp));
        }));
        blocks.insertMissing(all);
    }

    /** Adds and withdraws seats of a block, all in one write; false when somebody changed it meanwhile. */
    private boolean fitted(StockedBlock block, BitSet wanted, long stamp) {
        if (!block.isOlderThan(stamp)) {
            return true;
        }
        Document guard = block.guard();
        Document unset = new Document();
        Document set = new Document("plan", stamp);
        int by = 0;
        Document seats = block.document().get("seats", Document.class);
        int first = block.document().getInteger("first");
        for (int number = first; number < first + BlockId.SIZE; number++) {
            String path = "seats." + number;
            Object holder = seats.get(Integer.toString(number));
            if (wanted.get(number) && BlockStore.NO_SEAT.equals(holder)) {
                unset.append(path, "");
                by++;
            } else if (!wanted.get(number) && holder == null) {
                guard.append(path, new Document("$exists", false));
                set.append(path, BlockStore.NO_SEAT);
                by--;
            }
        }
        Document update = change(by, stamp).append("$set", set);
        if (!unset.isEmpty()) {
            update.append("$unset", unset);
        }
        return collection.updateOne(guard, update).getMatchedCount() == 1;
    }
}
