package io.holdfast.orders.inventory;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.UpdateOneModel;
import io.holdfast.messaging.SortedBulkWrites;
import io.holdfast.orders.inventory.SizedBlock.Withdrawn;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Component;

/** Stores the sizes of blocks, as {@link BlockDocuments} describes them. */
@Component
class BlockSizeStore implements BlockSizes {

    private static final Bson WITHOUT_HOLDERS = Projections.exclude("holders");

    private final BlockStore blocks;
    private final MongoCollection<Document> collection;
    private final Clock clock;

    BlockSizeStore(BlockStore blocks, MongoTemplate mongo, Clock clock) {
        this.blocks = blocks;
        this.collection = mongo.getCollection(BlockStore.COLLECTION);
        this.clock = clock;
    }

    @Override
    public List<SizedBlock> ofTier(String eventId, String tierId) {
        return blocks.ofTier(eventId, tierId, Filters.empty())
                .projection(WITHOUT_HOLDERS)
                .map(SizedBlock::read)
                .into(new ArrayList<>());
    }

    @Override
    public List<SizedBlock> ofEvent(String eventId) {
        List<SizedBlock> found = new ArrayList<>();
        blocks.ofEvent(eventId)
                .forEach(some ->
                        some.projection(WITHOUT_HOLDERS).map(SizedBlock::read).into(found));
        return found;
    }

    @Override
    public Optional<SizedBlock> find(String blockId) {
        return Optional.ofNullable(collection
                        .find(Filters.eq("_id", blockId))
                        .projection(WITHOUT_HOLDERS)
                        .first())
                .map(SizedBlock::read);
    }

    @Override
    public void close(List<SizedBlock> found, long toPlansBefore) {
        Document open = new Document("$not", new Document("$gte", toPlansBefore));
        Document close = new Document("$set", new Document("latestPlan", toPlansBefore));
        List<UpdateOneModel<Document>> updates = new ArrayList<>();
        found.forEach(block ->
                updates.add(new UpdateOneModel<>(new Document("_id", block.id()).append("latestPlan", open), close)));
        SortedBulkWrites.update(collection, updates);
    }

    @Override
    public boolean resize(SizedBlock block, int by, CapacityPlan plan) {
        Document guard = unchanged(block, plan).append("free", new Document("$gte", -by));
        Document set = new Document("plan", plan.number());
        if (by < 0 && plan.proposal()) {
            set.append("withdrawn", new Withdrawn(plan.number(), -by, List.of()).toDocument());
        }
        return update(guard, change(by).append("$set", set));
    }

    @Override
    public boolean changeSeats(SizedBlock block, List<Integer> added, List<Integer> removed, CapacityPlan plan) {
        Document guard = unchanged(block, plan);
        Document set = new Document("plan", plan.number());
        for (int number : removed) {
            guard.append(seat(number), new Document("$exists", false));
            set.append(seat(number), BlockDocuments.NO_SEAT);
        }
        if (!removed.isEmpty() && plan.proposal()) {
            set.append("withdrawn", new Withdrawn(plan.number(), removed.size(), removed).toDocument());
        }
        Document update = change(added.size() - removed.size()).append("$set", set);
        if (!added.isEmpty()) {
            Document unset = new Document();
            added.forEach(number -> unset.append(seat(number), ""));
            update.append("$unset", unset);
        }
        return update(guard, update);
    }

    @Override
    public void restoreWithdrawn(SizedBlock block) {
        Withdrawn withdrawn = block.withdrawn();
        if (withdrawn != null) {
            Document unset = new Document("withdrawn", "");
            withdrawn.seats().forEach(number -> unset.append(seat(number), ""));
            // A claim that read the block before is tried again, as after a release.
            Document taken = new Document("taken", Date.from(clock.instant()));
            update(
                    withdrawnBy(block, withdrawn),
                    change(withdrawn.units()).append("$unset", unset).append("$max", taken));
        }
    }

    @Override
    public void forgetWithdrawn(SizedBlock block) {
        Withdrawn withdrawn = block.withdrawn();
        if (withdrawn != null) {
            update(withdrawnBy(block, withdrawn), new Document("$unset", new Document("withdrawn", "")));
        }
    }

    private static Document withdrawnBy(SizedBlock block, Withdrawn withdrawn) {
        return new Document("_id", block.id()).append("withdrawn.plan", withdrawn.plan());
    }

    private static String seat(int number) {
        return "seats." + number;
    }

    private boolean update(Document guard, Document update) {
        return collection.updateOne(guard, update).getMatchedCount() == 1;
    }

    private static Document unchanged(SizedBlock block, CapacityPlan plan) {
        return new Document("_id", block.id())
                .append("capacity", block.capacity())
                .append("plan", orMissing(block.plan()))
                .append("latestPlan", plan.number());
    }

    private static Object orMissing(@Nullable Long number) {
        return number == null ? new Document("$exists", false) : number;
    }

    private static Document change(int by) {
        return new Document(
                "$inc", new Document("capacity", by).append("free", by).append("version", 1L));
    }

    @Override
    public void insertMissing(String eventId, String tierId, Map<String, Integer> capacities, CapacityPlan plan) {
        List<Document> documents = new ArrayList<>();
        capacities.forEach(
                (id, capacity) -> documents.add(of(plan, BlockDocuments.empty(id, eventId, tierId, capacity))));
        blocks.insertMissing(documents);
    }

    @Override
    public void insertMissing(String eventId, String tierId, SeatPlan seats, CapacityPlan plan) {
        List<Document> documents = new ArrayList<>();
        seats.forEachBlock((row, first, numbers) ->
                documents.add(of(plan, BlockDocuments.emptyRow(eventId, tierId, row, first, numbers))));
        blocks.insertMissing(documents);
    }

    private static Document of(CapacityPlan plan, Document block) {
        return block.append("plan", plan.number()).append("latestPlan", plan.number());
    }
}
