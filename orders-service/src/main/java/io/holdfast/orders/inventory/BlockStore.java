package io.holdfast.orders.inventory;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.cursor.TimeoutMode;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateOneModel;
import io.holdfast.messaging.GroupedInserts;
import io.holdfast.messaging.SortedBulkWrites;
import io.holdfast.orders.inventory.Block.Holder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Component;

/**
 * Stores the blocks, as {@link BlockDocuments} describes them. Every update is guarded by what it relies on, so that repeating it, or
 * doing it beside another replica, is harmless.
 */
@Component
class BlockStore implements Blocks {

    static final String COLLECTION = "blocks";

    private static final int INSERTED_TOGETHER = 1_000;
    private static final int READ_TOGETHER = 10_000;

    private final MongoCollection<Document> collection;

    BlockStore(MongoTemplate mongo) {
        this.collection = mongo.getCollection(COLLECTION);
    }

    @Override
    public boolean write(List<BlockUpdate> updates) {
        if (updates.isEmpty()) {
            return true;
        }
        List<UpdateOneModel<Document>> models =
                updates.stream().map(BlockUpdateModels::of).toList();
        return SortedBulkWrites.update(collection, models) == models.size();
    }

    @Override
    public List<Block> read(Collection<String> blockIds) {
        return collection
                .find(Filters.in("_id", blockIds))
                .map(BlockDocuments::read)
                .into(new ArrayList<>());
    }

    @Override
    public Map<String, Integer> free(String eventId, String tierId) {
        return counts(Filters.and(ofTier(eventId, tierId), Filters.gt("free", 0)), "free");
    }

    @Override
    public int held(String eventId, String tierId) {
        return counts(Filters.and(ofTier(eventId, tierId), Filters.gt("held", 0)), "held").values().stream()
                .mapToInt(Integer::intValue)
                .sum();
    }

    private Map<String, Integer> counts(Bson filter, String field) {
        Map<String, Integer> counts = new HashMap<>();
        collection
                .find(filter)
                .projection(new Document(field, 1))
                .batchSize(READ_TOGETHER)
                .timeoutMode(TimeoutMode.ITERATION)
                .forEach(block -> counts.put(block.getString("_id"), block.getInteger(field)));
        return counts;
    }

    @Override
    public List<Block> rows(String eventId, String tierId) {
        return collection
                .find(ofTier(eventId, tierId))
                .projection(new Document("holders", 0))
                .map(BlockDocuments::read)
                .into(new ArrayList<>());
    }

    @Override
    public List<Block> claimedSince(String eventId, String tierId, Instant since) {
        return collection
                .find(Filters.and(ofTier(eventId, tierId), Filters.gte("taken", Date.from(since))))
                .map(BlockDocuments::read)
                .into(new ArrayList<>());
    }

    @Override
    public List<Holder> holders(String eventId, String tierId) {
        return holders(Filters.and(ofTier(eventId, tierId), Filters.gt("held", 0)));
    }

    /** The holders of units that are held and not sold, of all events. */
    List<Holder> holders() {
        return holders(Filters.gt("held", 0));
    }

    private List<Holder> holders(Bson filter) {
        List<Holder> found = new ArrayList<>();
        collection
                .find(filter)
                .projection(new Document("holders", 1))
                .timeoutMode(TimeoutMode.ITERATION)
                .forEach(block -> BlockDocuments.holders(block).values().stream()
                        .filter(holder -> !holder.sold())
                        .forEach(found::add));
        return found;
    }

    private static Bson ofTier(String eventId, String tierId) {
        return Filters.and(Filters.eq("event", eventId), Filters.eq("tier", tierId));
    }

    @Override
    public void openAllowances(String eventId, Collection<String> blockIds) {
        insertMissing(blockIds.stream()
                .map(id -> BlockDocuments.empty(id, BlockId.allowancesOf(eventId), BlockId.tierOf(id), 0))
                .toList());
    }

    /** Inserts those of the blocks that do not exist; leaves the others as they are. */
    void insertMissing(List<Document> blocks) {
        for (int start = 0; start < blocks.size(); start += INSERTED_TOGETHER) {
            List<Document> some = blocks.subList(start, Math.min(start + INSERTED_TOGETHER, blocks.size()));
            GroupedInserts.insertAll(collection, some);
        }
    }
}
