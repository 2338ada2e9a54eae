package io.holdfast.orders.inventory;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Component;

/** Stores the sizes of blocks. Each change is guarded by the size and the plan that the block was read with. */
@Component
class BlockSizeStore {

    private static final int READ_TOGETHER = 10_000;
    private static final Bson WITHOUT_HOLDERS = Projections.exclude("holders");

    private final BlockStore blocks;
    private final MongoCollection<Document> collection;

    BlockSizeStore(BlockStore blocks, MongoTemplate mongo) {
        this.blocks = blocks;
        this.collection = mongo.getCollection(BlockStore.COLLECTION);
    }

    List<SizedBlock> ofTier(String eventId, String tierId) {
        return collection
                .find(Filters.and(Filters.eq("event", eventId), Filters.eq("tier", tierId)))
                .projection(WITHOUT_HOLDERS)
                .batchSize(READ_TOGETHER)
                .map(SizedBlock::read)
                .into(new ArrayList<>());
    }

    Optional<SizedBlock> find(String blockId) {
        return Optional.ofNullable(collection
                        .find(Filters.eq("_id", blockId))
                        .projection(WITHOUT_HOLDERS)
                        .first())
                .map(SizedBlock::read);
    }

    /** How many units of a tier are held or sold. */
    int taken(String eventId, String tierId) {
        return ofTier(eventId, tierId).stream().mapToInt(SizedBlock::taken).sum();
    }

    /**
     * Adds free units to a block, or removes them.
     *
     * @param by how many to add; negative to remove
     * @return false if the size was changed since the block was read, or fewer units are free; nothing is changed then
     */
    boolean resize(SizedBlock block, int by, long plan) {
        Document guard = unchanged(block).append("free", new Document("$gte", -by));
        return update(guard, change(by).append("$set", new Document("plan", plan)));
    }

    /**
     * Adds free seats to a block and removes others, all or none.
     *
     * @return false if the size was changed since the block was read, or a seat to remove is not free; nothing is changed then
     */
    boolean changeSeats(SizedBlock block, List<Integer> added, List<Integer> removed, long plan) {
        Document guard = unchanged(block);
        Document set = new Document("plan", plan);
        for (int number : removed) {
            guard.append("seats." + number, new Document("$exists", false));
            set.append("seats." + number, BlockDocuments.NO_SEAT);
        }
        Document update = change(added.size() - removed.size()).append("$set", set);
        if (!added.isEmpty()) {
            Document unset = new Document();
            added.forEach(number -> unset.append("seats." + number, ""));
            update.append("$unset", unset);
        }
        return update(guard, update);
    }

    private boolean update(Document guard, Document update) {
        return collection.updateOne(guard, update).getMatchedCount() == 1;
    }

    private static Document unchanged(SizedBlock block) {
        Long plan = block.plan();
        return new Document("_id", block.id())
                .append("capacity", block.capacity())
                .append("plan", plan == null ? new Document("$exists", false) : plan);
    }

    private static Document change(int by) {
        return new Document(
                "$inc", new Document("capacity", by).append("free", by).append("version", 1L));
    }

    /** Inserts those of these general-admission blocks that do not exist. */
    void insertMissing(String eventId, String tierId, Map<String, Integer> capacities, long plan) {
        List<Document> documents = new ArrayList<>();
        capacities.forEach((id, capacity) -> documents.add(
                BlockDocuments.empty(id, eventId, tierId, capacity).append("plan", plan)));
        blocks.insertMissing(documents);
    }

    /** Inserts those blocks of a seating plan that do not exist. */
    void insertMissing(String eventId, String tierId, SeatPlan seats, long plan) {
        List<Document> documents = new ArrayList<>();
        seats.forEachBlock((row, first, numbers) -> documents.add(
                BlockDocuments.emptyRow(eventId, tierId, row, first, numbers).append("plan", plan)));
        blocks.insertMissing(documents);
    }
}
