package io.holdfast.orders.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.holdfast.messaging.Ids;
import io.holdfast.orders.inventory.OrderSink.HolderState;
import io.holdfast.testkit.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoTemplate;

/** Finding the overdue holds of a tier by what its blocks say. */
@Tag("storage")
class OverdueHoldsIT {

    private static final Duration HOLD = Duration.ofMinutes(10);
    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private static final Instant LONG_AGO = NOW.minus(HOLD).minusSeconds(60);
    private static final int BLOCKS = 40;

    private final Set<String> paid = new HashSet<>();
    private int resolved;
    private MongoClient client;
    private MongoTemplate mongo;
    private BlockStore blocks;
    private UnitUpdates updates;
    private HoldExpiry expiry;

    @BeforeEach
    void create() {
        String database = "overdue-" + Ids.random();
        client = MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(
                        new ConnectionString(TestDatabase.shared().uri(database)))
                .timeout(1, TimeUnit.MINUTES)
                .build());
        mongo = new MongoTemplate(client, database);
        new InventoryConfiguration()
                .blockIndexes()
                .indexes()
                .forEach(index ->
                        mongo.getCollection(BlockStore.COLLECTION).createIndex(index.getKeys(), index.getOptions()));
        blocks = new BlockStore(mongo);
        blocks.insertMissing(IntStream.range(0, BLOCKS)
                .mapToObj(number -> BlockDocuments.empty(id(number), "event", "floor", BlockId.SIZE))
                .toList());
        updates = new UnitUpdates(blocks, new EventFreeUnits("event", blocks, new Random(1)));
        expiry = new HoldExpiry("event", blocks, orders(), updates, HOLD, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void freesWhatIsOverdueAPartAtATimeAndNothingElse() {
        for (int block = 0; block < BLOCKS; block++) {
            hold(block, "old-" + block, LONG_AGO.plusMillis(block));
            hold(block, "young-" + block, NOW.minusSeconds(block));
        }
        int rounds = 0;
        while (expiry.expireOverdue(Set.of("floor"))) {
            rounds++;
        }

        assertThat(rounds).isGreaterThan(1);
        assertThat(resolved).isEqualTo(BLOCKS);
        assertThat(blocks.held("event", "floor", 2 * BLOCKS)).isEqualTo(BLOCKS);
        assertThat(expiry.untilNext("floor")).isEqualTo(HOLD.minusSeconds(BLOCKS - 1));
    }

    @Test
    void findsAnOverdueHoldBehindManyBlocksWhoseOldHoldsWerePaid() {
        for (int block = 0; block < BLOCKS - 1; block++) {
            hold(block, "old-" + block, LONG_AGO);
            sell(block, "old-" + block);
            hold(block, "young-" + block, NOW);
        }
        hold(BLOCKS - 1, "overdue", LONG_AGO.plusSeconds(1));

        assertThat(expiry.expireOverdue(Set.of("floor"))).isTrue();

        assertThat(blocks.read(List.of(id(BLOCKS - 1))).getFirst().holders()).isEmpty();
        assertThat(expiry.expireOverdue(Set.of("floor"))).isFalse();
        assertThat(blocks.heldSince("event", "floor", NOW.minus(HOLD), List.of(), 100))
                .isEmpty();
    }

    @Test
    void endsAlsoIfWhatIsOverdueIsNotReleased() {
        for (int block = 0; block < BLOCKS; block++) {
            hold(block, "paid-" + block, LONG_AGO);
            paid.add("paid-" + block);
        }

        assertThat(expiry.expireOverdue(Set.of("floor"))).isFalse();
        assertThat(blocks.held("event", "floor", 2 * BLOCKS)).isEqualTo(BLOCKS);
    }

    /** Orders that are paid and not settled yet, in more blocks than are looked at together. */
    @Test
    void findsAnOverdueHoldBehindManyBlocksThatAreAboutToBeSettled() {
        int many = 1_200;
        blocks.insertMissing(IntStream.rangeClosed(BLOCKS, many)
                .mapToObj(block -> BlockDocuments.empty(id(block), "event", "floor", 10))
                .toList());
        List<BlockUpdate> holds = IntStream.range(0, many)
                .<BlockUpdate>mapToObj(block ->
                        new BlockUpdate.Hold(id(block), units(block, "paid-" + block), Set.of(), 0, LONG_AGO, 0))
                .toList();
        assertThat(blocks.write(holds)).isTrue();
        IntStream.range(0, many).forEach(block -> paid.add("paid-" + block));
        hold(many, "overdue", LONG_AGO.plusSeconds(1));

        assertThat(expiry.expireOverdue(Set.of("floor"))).isTrue();

        assertThat(blocks.read(List.of(id(many))).getFirst().holders()).isEmpty();
    }

    @Test
    void aClaimThatComesBesideIsNotForgotten() {
        hold(0, "old", LONG_AGO);
        sell(0, "old");
        hold(0, "young", NOW);

        blocks.noteNothingHeld(List.of(id(0)));

        assertThat(blocks.oldestHold("event", "floor")).isPresent();
        sell(0, "young");
        blocks.noteNothingHeld(List.of(id(0)));
        assertThat(blocks.oldestHold("event", "floor")).isEmpty();
    }

    @Test
    void theSweepDatesBlocksOfEarlierVersions() throws Exception {
        hold(0, "old", LONG_AGO);
        mongo.getCollection("blocks").updateMany(new Document(), new Document("$unset", new Document("oldest", "")));
        Map<String, Boolean> dated = new LinkedHashMap<>();
        blocks.visitHeld(null, (blockId, holders, isDated) -> dated.put(blockId, isDated));

        assertThat(dated).containsExactly(Map.entry(id(0), false));
        blocks.noteOldest(dated.keySet());
        assertThat(blocks.oldestHold("event", "floor")).contains(LONG_AGO);
    }

    @Test
    void findsWhatWasClaimedAndWhatIsWithdrawn() {
        hold(0, "before", NOW.minusSeconds(6));
        hold(1, "now", NOW.minusSeconds(5));
        hold(2, "now", NOW);
        hold(2, "by a clock that is behind", NOW.minusSeconds(7));
        mongo.getCollection("blocks")
                .updateOne(
                        new Document("_id", id(3)),
                        new Document("$set", new Document("withdrawn", new Document("plan", 2L).append("units", 1))));

        assertThat(blocks.claimedSince("event", "floor", NOW.minusSeconds(5)))
                .extracting(Block::id)
                .containsExactlyInAnyOrder(id(1), id(2), id(3));
    }

    private static String id(int block) {
        return BlockId.general("event", "floor", block);
    }

    private void hold(int block, String order, Instant since) {
        assertThat(blocks.write(List.of(new BlockUpdate.Hold(id(block), units(block, order), Set.of(), 0, since, 0))))
                .isTrue();
    }

    private void sell(int block, String order) {
        assertThat(blocks.write(List.of(new BlockUpdate.Sell(id(block), units(block, order)))))
                .isTrue();
    }

    private static List<OrderUnits> units(int block, String order) {
        return List.of(new OrderUnits(order, id(block), 1, List.of()));
    }

    /** All that is overdue is released, but for what is paid. */
    private OrderSink<SmallWorld.TestClaim, String> orders() {
        return new OrderSink<>() {
            @Override
            public OrderBatch<SmallWorld.TestClaim, String> openBatch(String eventId, Collection<String> orderIds) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Optional<String> find(String orderId) {
                return Optional.empty();
            }

            @Override
            public List<LivingOrder> living(String eventId, Set<String> buyerIds, boolean unpaidOnly) {
                return List.of();
            }

            @Override
            public Optional<Allocation> kept(String orderId) {
                return Optional.empty();
            }

            @Override
            public Set<String> decided(Collection<String> orderIds) {
                return Set.copyOf(orderIds);
            }

            @Override
            public Map<OrderUnits, HolderState> resolve(Collection<OrderUnits> held) {
                Map<OrderUnits, HolderState> states = new LinkedHashMap<>();
                held.forEach(units ->
                        states.put(units, paid.contains(units.orderId()) ? HolderState.HELD : HolderState.RELEASABLE));
                resolved += held.size();
                return states;
            }
        };
    }
}
