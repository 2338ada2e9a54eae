package io.holdfast.orders.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.simulation.documents.Effects;
import io.holdfast.simulation.documents.SimulatedDatabase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * Random updates of a stored block have their effect if, and only if, their guard is true, and then exactly once: the block is compared
 * with a plain model of one.
 */
class StoredBlocksTests {

    private static final String BLOCK = BlockId.row("event", "tier", "A", 1);
    private static final int CAPACITY = 8;
    private static final int SEEDS = 100;
    private static final List<String> ORDERS = List.of("o1", "o2", "o3", "o4");
    private static final Instant SINCE = Instant.parse("2026-11-28T12:00:00Z");

    private final MongoTemplate mongo =
            new MongoTemplate(new SimulatedDatabase(() -> SINCE).factory("orders", Effects.NONE, "orders"));
    private final BlockStore store = new BlockStore(mongo);

    /** What an order has of the block. */
    private record Held(List<Integer> seats, long attempt, boolean sold) {
        int units() {
            return seats.size();
        }
    }

    private Map<String, Held> model = new TreeMap<>();

    @BeforeEach
    void insertBlock() {
        store.insertMissing(List.of(BlockDocuments.emptyRow("event", "tier", "A", 1, List.of(1, 2, 3, 4, 5, 6, 7, 8))));
    }

    @Test
    void aGuardThatIsFalseChangesNothingAndOneThatIsTrueItsUnitsOnce() {
        int written = 0;
        for (int seed = 1; seed <= SEEDS; seed++) {
            mongo.getCollection(BlockStore.COLLECTION).deleteMany(new Document());
            insertBlock();
            model = new TreeMap<>();
            Random random = new Random(seed);
            for (int step = 0; step < 25; step++) {
                BlockUpdate update = random(random);
                Map<String, Held> expected = expected(update);
                String what = "seed %d, step %d: %s on %s".formatted(seed, step, update, model);
                assertThat(store.write(List.of(update))).as(what).isEqualTo(expected != null);
                if (expected != null) {
                    model = expected;
                    written++;
                }
                assertStoredAsModelled(what);
            }
        }
        assertThat(written).isGreaterThan(300);
    }

    private BlockUpdate random(Random random) {
        String order = ORDERS.get(random.nextInt(ORDERS.size()));
        Held held = model.get(order);
        long attempt = random.nextInt(3);
        List<Integer> seats = random.nextInt(4) == 0 || held == null ? seats(random) : held.seats();
        List<OrderUnits> change = List.of(new OrderUnits(order, BLOCK, seats.size(), seats));
        return switch (random.nextInt(7)) {
            case 0, 1 ->
                new BlockUpdate.Hold(
                        BLOCK,
                        List.of(new OrderUnits(order, BLOCK, seats.size(), held == null ? seats : seats(random))),
                        Set.of(order),
                        random.nextInt(1, 3),
                        SINCE,
                        random.nextInt(4) == 0 ? 1 : 0);
            case 4 -> new BlockUpdate.Sell(BLOCK, change);
            case 2 -> new BlockUpdate.Adopt(BLOCK, change, attempt, random.nextInt(1, 3));
            case 3 ->
                seats.size() == 1
                        ? new BlockUpdate.Sell(BLOCK, change)
                        : new BlockUpdate.GiveBack(
                                change.getFirst(),
                                new OrderUnits(order, BLOCK, 1, List.of(seats.get(random.nextInt(2)))),
                                random.nextBoolean());
            default ->
                new BlockUpdate.Release(
                        BLOCK, change, random.nextBoolean(), attempt == 0 ? Map.of() : Map.of(order, attempt));
        };
    }

    private static List<Integer> seats(Random random) {
        int first = random.nextInt(1, CAPACITY);
        return random.nextBoolean() ? List.of(first) : List.of(first, first + 1);
    }

    /** The model after the update; null if its guard is false. */
    private @Nullable Map<String, Held> expected(BlockUpdate update) {
        OrderUnits change = update.changes().getFirst();
        String order = change.orderId();
        Held held = model.get(order);
        boolean exact = held != null && held.seats().equals(change.seats());
        Map<String, Held> after = new TreeMap<>(model);
        switch (update) {
            case BlockUpdate.Hold hold -> {
                int free =
                        CAPACITY - model.values().stream().mapToInt(Held::units).sum();
                boolean taken = model.values().stream()
                        .anyMatch(other -> other.seats().stream().anyMatch(change.seats()::contains));
                if (held != null || taken || free < change.seats().size() + hold.floor()) {
                    return null;
                }
                after.put(order, new Held(change.seats(), hold.attempt(), false));
            }
            case BlockUpdate.Adopt adopt -> {
                if (!exact || held.sold() || held.attempt() != adopt.from()) {
                    return null;
                }
                after.put(order, new Held(held.seats(), adopt.to(), false));
            }
            case BlockUpdate.Sell _ -> {
                if (!exact || held.sold()) {
                    return null;
                }
                after.put(order, new Held(held.seats(), held.attempt(), true));
            }
            case BlockUpdate.Release release -> {
                Long attempt = release.attempts().get(order);
                if (!exact || held.sold() != release.sold() || (attempt != null && held.attempt() != attempt)) {
                    return null;
                }
                after.remove(order);
            }
            case BlockUpdate.GiveBack part -> {
                if (!exact || held.sold() != part.sold()) {
                    return null;
                }
                after.put(order, new Held(part.left().seats(), held.attempt(), held.sold()));
            }
            case BlockUpdate.Count _ -> throw new IllegalArgumentException("Only of allowances");
        }
        return after;
    }

    private void assertStoredAsModelled(String what) {
        Document block = mongo.getCollection(BlockStore.COLLECTION).find().first();
        assertThat(block).as(what).isNotNull();
        int held = model.values().stream()
                .filter(one -> !one.sold())
                .mapToInt(Held::units)
                .sum();
        int sold =
                model.values().stream().filter(Held::sold).mapToInt(Held::units).sum();
        assertThat(block.getInteger("free")).as(what).isEqualTo(CAPACITY - held - sold);
        assertThat(block.getInteger("held")).as(what).isEqualTo(held);
        assertThat(block.getInteger("sold")).as(what).isEqualTo(sold);
        Map<String, Held> holders = BlockDocuments.holders(block).values().stream()
                .collect(Collectors.toMap(
                        Block.Holder::orderId, holder -> new Held(holder.seats(), holder.attempt(), holder.sold())));
        assertThat(holders).as(what).isEqualTo(model);
        Map<String, Object> seats = new TreeMap<>(block.get("seats", Document.class));
        seats.values().removeIf(BlockDocuments.NO_SEAT::equals);
        Map<String, Object> expected = new TreeMap<>();
        model.forEach((order, one) -> one.seats().forEach(seat -> expected.put(Integer.toString(seat), order)));
        assertThat(seats).as(what).isEqualTo(expected);
    }

    @Test
    void anAllowanceHoldsNoMoreThanItsLimitAndCountsAnOrderOnce() {
        String allowance = BlockId.allowance("event", null, "buyer");
        store.openAllowances("event", List.of(allowance));
        assertThat(hold(allowance, "o1", 3)).isTrue();
        assertThat(hold(allowance, "o2", 2)).isFalse();
        assertThat(hold(allowance, "o2", 1)).isTrue();
        assertThat(count(allowance, "o1", 3)).isFalse();
        assertThat(count(allowance, "o3", 2)).isTrue();
        assertThat(hold(allowance, "o4", 1)).isFalse();
        Document stored = new Document();
        store.read(List.of(allowance)).forEach(block -> stored.append("free", block.free()));
        assertThat(stored.getInteger("free")).isEqualTo(-6);
    }

    @Test
    void anAllowanceMayLimitOnlyWhatIsHeld() {
        String allowance = BlockId.allowance("event", null, "hoarder");
        store.openAllowances("event", List.of(allowance));
        assertThat(holdOfHeld(allowance, "o1", 3)).isTrue();
        assertThat(holdOfHeld(allowance, "o2", 2)).isFalse();
        assertThat(holdOfHeld(allowance, "o2", 1)).isTrue();
        assertThat(store.write(List.of(new BlockUpdate.Sell(allowance, units(allowance, "o1", 3)))))
                .isTrue();
        assertThat(holdOfHeld(allowance, "o3", 4)).isFalse();
        assertThat(holdOfHeld(allowance, "o3", 3)).isTrue();
        assertThat(holdOfHeld(allowance, "o4", 1)).isFalse();
    }

    private boolean holdOfHeld(String allowance, String order, int units) {
        return store.write(List.of(
                new BlockUpdate.Hold(allowance, units(allowance, order, units), Set.of(order), 1, SINCE, 0, 4)));
    }

    private boolean hold(String allowance, String order, int units) {
        return store.write(
                List.of(new BlockUpdate.Hold(allowance, units(allowance, order, units), Set.of(order), 1, SINCE, -4)));
    }

    private boolean count(String allowance, String order, int units) {
        return store.write(List.of(new BlockUpdate.Count(allowance, units(allowance, order, units), SINCE)));
    }

    private static List<OrderUnits> units(String block, String order, int units) {
        return List.of(new OrderUnits(order, block, units, List.of()));
    }

    @Test
    void severalOrdersOfOneUpdateAreHeldTogetherOrNotAtAll() {
        String block = BlockId.general("event", "hall", 0);
        store.insertMissing(List.of(BlockDocuments.empty(block, "event", "hall", 5)));
        List<OrderUnits> both = new ArrayList<>(units(block, "o1", 3));
        both.addAll(units(block, "o2", 3));
        assertThat(store.write(List.of(new BlockUpdate.Hold(block, both, Set.of(), 1, SINCE, 0))))
                .isFalse();
        assertThat(store.free("event", "hall")).containsEntry(block, 5);
        assertThat(store.held("event", "hall", 10)).isZero();
    }

    private static final String HALL = BlockId.general("event", "hall", 0);

    private void insertHall() {
        store.insertMissing(List.of(BlockDocuments.empty(HALL, "event", "hall", 10)));
    }

    private boolean holdInHall(String order, Instant since) {
        return store.write(List.of(new BlockUpdate.Hold(HALL, units(HALL, order, 2), Set.of(), 1, since, 0)));
    }

    /** By it a hold is found that is overdue, before a buyer is refused. */
    @Test
    void aBlockIsFoundByItsOldestHoldUntilNothingIsHeld() {
        insertHall();
        assertThat(holdInHall("o1", SINCE)).isTrue();
        assertThat(holdInHall("o2", SINCE.plusSeconds(60))).isTrue();
        assertThat(store.oldestHold("event", "hall")).contains(SINCE);

        assertThat(store.write(List.of(new BlockUpdate.Sell(HALL, units(HALL, "o1", 2)))))
                .isTrue();
        store.noteNothingHeld(List.of(HALL));
        assertThat(store.oldestHold("event", "hall"))
                .as("something is held, since a while at most")
                .contains(SINCE);
        store.noteOldest(List.of(HALL));
        assertThat(store.oldestHold("event", "hall")).contains(SINCE.plusSeconds(60));
        assertThat(holdInHall("o3", SINCE.plusSeconds(120))).isTrue();
        assertThat(holdInHall("o4", SINCE.plusSeconds(90))).isTrue();
        store.noteOldest(List.of(HALL));
        assertThat(store.oldestHold("event", "hall")).contains(SINCE.plusSeconds(60));
        assertThat(store.heldSince("event", "hall", SINCE.plusSeconds(59), List.of(), 8))
                .isEmpty();
        assertThat(store.heldSince("event", "hall", SINCE.plusSeconds(60), List.of(), 8))
                .hasSize(1);

        for (String order : List.of("o2", "o3", "o4")) {
            assertThat(store.write(List.of(new BlockUpdate.Release(HALL, units(HALL, order, 2), false, Map.of()))))
                    .isTrue();
        }
        store.noteNothingHeld(List.of(HALL));
        assertThat(store.oldestHold("event", "hall")).isEmpty();
    }

    /** Of a tier that is full of holds a few are counted: enough to know that they would suffice. */
    @Test
    void whatIsHeldIsCountedAsFarAsItMatters() {
        List<String> blocks = IntStream.range(0, 5)
                .mapToObj(number -> BlockId.general("event", "hall", number))
                .toList();
        store.insertMissing(blocks.stream()
                .map(block -> BlockDocuments.empty(block, "event", "hall", 10))
                .toList());
        for (String block : blocks) {
            assertThat(store.write(List.of(
                            new BlockUpdate.Hold(block, units(block, "of " + block, 2), Set.of(), 1, SINCE, 0))))
                    .isTrue();
        }
        assertThat(store.held("event", "hall", 3)).isEqualTo(3);
        assertThat(store.held("event", "hall", 100)).isEqualTo(10);
        assertThat(store.withHeld("event", "hall", 3)).hasSize(3);

        for (String block : blocks.subList(0, 4)) {
            assertThat(store.write(List.of(new BlockUpdate.Sell(block, units(block, "of " + block, 2)))))
                    .isTrue();
        }
        assertThat(store.held("event", "hall", 3))
                .as("what was sold is not held, and keeps nothing else from being counted")
                .isEqualTo(2);
    }

    /** The look for the oldest hold finds none, and before that is noted a claim holds some. */
    @Test
    void aClaimThatComesWhileTheOldestHoldIsLookedForIsFound() {
        SimulatedDatabase database = new SimulatedDatabase(() -> SINCE);
        BlockStore there = new BlockStore(new MongoTemplate(database.factory("there", Effects.NONE, "orders")));
        there.insertMissing(List.of(BlockDocuments.empty(HALL, "event", "hall", 10)));
        BlockStore here = new BlockStore(new MongoTemplate(database.factory(
                "here",
                operation -> {
                    if (operation.isWrite()) {
                        there.write(List.of(new BlockUpdate.Hold(HALL, units(HALL, "o1", 2), Set.of(), 1, SINCE, 0)));
                    }
                    operation.perform();
                },
                "orders")));
        here.noteOldest(List.of(HALL));
        assertThat(there.oldestHold("event", "hall")).contains(SINCE);
    }

    @Test
    void aBlockWasClaimedWhenItsLatestClaimCame() {
        insertHall();
        assertThat(holdInHall("o1", SINCE)).isTrue();
        assertThat(holdInHall("o2", SINCE.minusSeconds(60)))
                .as("by a replica whose clock is behind")
                .isTrue();
        assertThat(store.claimedSince("event", "hall", SINCE)).hasSize(1);
        assertThat(store.claimedSince("event", "hall", SINCE.plusMillis(1))).isEmpty();
    }
}
